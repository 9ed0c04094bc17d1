import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request that the proxy was sent. */
export interface ProxiedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** What happens to the answers of some requests. */
export interface Fault {
  readonly when: (request: ProxiedRequest) => boolean;
  /** Number of matching requests that it happens to. */
  readonly times: number;
  /** Bytes of the body after which the connection is closed; -1: before the status line. */
  readonly cutAfterBytes: number;
}

/** A proxy before a service on 127.0.0.1. It records requests, and cuts answers on demand. */
export interface FaultyProxy {
  readonly url: string;
  readonly requests: ProxiedRequest[];
  add(fault: Fault): void;
  /** Closes every connection that carries an answer. */
  cutAll(): void;
  close(): Promise<void>;
}

export async function startFaultyProxy(serviceUrl: string): Promise<FaultyProxy> {
  const requests: ProxiedRequest[] = [];
  const faults: { fault: Fault; left: number }[] = [];
  const busy = new Set<Socket>();
  const server = createServer((from, to) => {
    const url = new URL(from.url ?? '/', serviceUrl);
    const proxied = {
      method: from.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: from.headers,
    };
    requests.push(proxied);
    const found = faults.find(({ fault, left }) => left > 0 && fault.when(proxied));
    if (found !== undefined) found.left--;
    busy.add(from.socket);
    to.once('close', () => busy.delete(from.socket));
    const onward = request(url, { method: proxied.method, headers: from.headers }, (answer) =>
      passOn(answer, to, found?.fault.cutAfterBytes),
    );
    onward.once('error', () => from.socket.destroy());
    to.once('close', () => onward.destroy());
    from.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    add: (fault) => void faults.push({ fault, left: fault.times }),
    cutAll: () => busy.forEach((socket) => socket.destroy()),
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

function passOn(answer: IncomingMessage, to: ServerResponse, cutAfterBytes: number | undefined): void {
  if (cutAfterBytes === -1) {
    answer.resume();
    answer.once('end', () => to.destroy());
    return;
  }
  to.writeHead(answer.statusCode ?? 502, answer.headers);
  if (cutAfterBytes === undefined) {
    to.flushHeaders();
    answer.pipe(to);
    return;
  }
  let sent = 0;
  answer.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, cutAfterBytes - sent);
    sent += part.length;
    if (part.length > 0) to.write(part, () => sent >= cutAfterBytes && to.destroy());
  });
  answer.once('end', () => to.destroy());
}
