import { createServer, request as send, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

/** An outbound proxy as companies have them: it alone can find the vendor. */
export interface ForwardProxy {
  /** With user and password. */
  readonly url: string;
  /** Requests with the whole URL, for plain http. */
  readonly requests: { readonly url: string; readonly authorization: string | undefined }[];
  /** Tunnels that were opened, by host and port. */
  readonly tunnels: string[];
  close(): Promise<void>;
}

/**
 * Starts a proxy that sends everything to one place.
 *
 * @param target URL of the server behind every host name.
 */
export async function startForwardProxy(target: string): Promise<ForwardProxy> {
  const { hostname, port } = new URL(target);
  const requests: { url: string; authorization: string | undefined }[] = [];
  const tunnels: string[] = [];
  const server: Server = createServer((incoming, outgoing) => {
    requests.push({ url: incoming.url ?? '', authorization: incoming.headers['proxy-authorization'] });
    const { pathname, search } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _own, ...headers } = incoming.headers;
    const onward = send(
      { host: hostname, port, path: pathname + search, method: incoming.method, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket) => {
    tunnels.push(incoming.url ?? '');
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const each of [socket, onward]) each.on('error', () => each.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://caller:proxy-password@127.0.0.1:${own}`,
    requests,
    tunnels,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
