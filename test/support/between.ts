import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const AGENT = new Agent({ keepAlive: true });

/** A proxy between the service and the emulator that answers some calls itself. */
export interface Between {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * @param answer gives the JSON text of a call's answer, or undefined for calls that the cloud shall answer; what it
 *   changes of the address is what the cloud is asked.
 */
export async function startBetween(
  cloudUrl: string,
  answer: (url: URL) => string | undefined,
): Promise<Between> {
  const server = createServer((asked, reply) => {
    const url = new URL(asked.url ?? '/', cloudUrl);
    const own = answer(url);
    if (own === undefined) return passOn(url, asked, reply);
    asked.resume();
    reply.writeHead(200, { 'content-type': 'application/json' }).end(own);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

function passOn(url: URL, asked: IncomingMessage, reply: ServerResponse): void {
  const { method = 'GET', headers } = asked;
  const onward = request(url, { method, headers, agent: AGENT }, (from) => {
    reply.writeHead(from.statusCode ?? 502, from.headers);
    from.pipe(reply);
  });
  onward.once('error', () => reply.destroy());
  asked.pipe(onward);
}
