import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip } from 'node:zlib';

/** Types that are worth packing, as proxies and middlewares have them by default. */
const PACKED_TYPES = /^(text\/|application\/(json|x-ndjson)\b)/;
/** Answers shorter than this are passed on as they are, in bytes. */
const WORTH_PACKING = 1_024;

export interface CompressingProxy {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * A reverse proxy that packs what it passes on, with the rules of the Express middleware `compression`: for clients that
 * take gzip, texts of 1 KB or of unknown length, and nothing that says `Cache-Control: no-transform`. Like it, it does
 * not flush: what is too little for a block waits in the packer.
 */
export async function startCompressingProxy(target: string): Promise<CompressingProxy> {
  const server: Server = createServer((incoming, outgoing) => pass(target, incoming, outgoing));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers } = incoming;
  const onwards = request(target + (incoming.url ?? '/'), { method, headers }, (answer) => {
    const packs = packed(incoming, answer);
    const kept = { ...answer.headers };
    if (packs) {
      delete kept['content-length'];
      kept['content-encoding'] = 'gzip';
    }
    outgoing.writeHead(answer.statusCode ?? 502, kept);
    if (packs) answer.pipe(createGzip()).pipe(outgoing);
    else {
      outgoing.flushHeaders();
      answer.pipe(outgoing);
    }
  });
  onwards.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onwards.destroy());
  incoming.pipe(onwards);
}

function packed(incoming: IncomingMessage, { headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return (
    /\bgzip\b/.test(String(incoming.headers['accept-encoding'] ?? '')) &&
    PACKED_TYPES.test(headers['content-type'] ?? '') &&
    headers['content-encoding'] === undefined &&
    !/(?:^|,)\s*no-transform\s*(?:,|$)/.test(headers['cache-control'] ?? '') &&
    (length === undefined || Number(length) >= WORTH_PACKING)
  );
}
