import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy on a port of 127.0.0.1 that can be told to misbehave. */
export interface TcpProxy {
  readonly port: number;
  /** Delay of all bytes in each direction, in milliseconds. */
  delayMs: number;
  /** From now on connections that exist carry nothing and are not closed; new ones work. Half-open, as after a crash. */
  strand(): void;
  /** What every connection answers instead of the server, to whatever it is sent; undefined: the server answers. */
  answer: string | undefined;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const stranded = new WeakSet<Socket>();
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(targetPort, '127.0.0.1');
    sockets.add(near).add(far);
    const pass = (to: Socket) => (chunk: Buffer) => {
      if (stranded.has(near)) return;
      if (proxy.answer !== undefined) {
        near.write(proxy.answer);
        return;
      }
      const send = (): void => void (to.writable && !stranded.has(near) && to.write(chunk));
      if (proxy.delayMs > 0) setTimeout(send, proxy.delayMs);
      else send();
    };
    near.on('data', pass(far));
    far.on('data', pass(near));
    near.on('end', () => void (stranded.has(near) || near.end()));
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        if (!stranded.has(near)) other.destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const proxy: TcpProxy = {
    port: (server.address() as AddressInfo).port,
    delayMs: 0,
    answer: undefined,
    strand: () => sockets.forEach((socket) => stranded.add(socket)),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        sockets.forEach((socket) => socket.destroy());
      }),
  };
  return proxy;
}
