import { spawn, type ChildProcess } from 'node:child_process';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { selfSigned } from './certificate.js';
import { reap } from './reap.js';

/** Upstreams that cannot even be connected to. */
export interface BrokenUpstreams {
  /** Nobody listens. */
  readonly refused: string;
  /** Connections hang: nobody accepts, and there is no room to wait. */
  readonly blackHole: string;
  /** A name that does not exist; it has to be allowed for plain http. */
  readonly noName: string;
  /** A certificate that no authority has signed. */
  readonly untrusted: string;
  close(): Promise<void>;
}

/** The host of `noName`; the top-level domain is reserved for names that never resolve (RFC 6761). */
export const NO_NAME = 'hss.invalid';

export async function startBrokenUpstreams(): Promise<BrokenUpstreams> {
  const { cert, key } = selfSigned();
  const tls = createTlsServer({ cert, key }, (_request, response) => response.end('{}'));
  const closed = createTcpServer();
  await Promise.all(
    [tls, closed].map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))),
  );
  const refusedPort = (closed.address() as AddressInfo).port;
  await new Promise((done) => closed.close(done));
  const hole = await blackHole();
  return {
    refused: `http://127.0.0.1:${refusedPort}`,
    blackHole: `http://127.0.0.1:${hole.port}`,
    noName: `http://${NO_NAME}`,
    untrusted: `https://127.0.0.1:${(tls.address() as AddressInfo).port}`,
    close: async () => {
      hole.close();
      await new Promise((done) => {
        tls.close(done);
        tls.closeAllConnections();
      });
    },
  };
}

/** A frozen process that listens with the shortest queue, and connections that fill it. */
async function blackHole(): Promise<{ readonly port: number; close(): void }> {
  const program = `const s = require('net').createServer();
    s.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(s.address().port));`;
  const child: ChildProcess = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  reap(child);
  const port = await new Promise<number>((done) =>
    child.stdout?.once('data', (chunk: Buffer) => done(Number(chunk.toString()))),
  );
  child.kill('SIGSTOP');
  const fillers: Socket[] = Array.from({ length: 4 }, () =>
    connect(port, '127.0.0.1').on('error', () => undefined),
  );
  return {
    port,
    close: () => {
      fillers.forEach((socket) => socket.destroy());
      child.kill('SIGKILL');
    },
  };
}
