import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.js';

/** What a server is asked, over and over, by connections that each have one request in flight. */
export interface Load {
  readonly port: number;
  /** The connections take them in turns: connection n asks path n. */
  readonly paths: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly clients: number;
  readonly ms: number;
}

/** What a server did under a load. */
export interface LoadResult {
  readonly requests: number;
  readonly perSecond: number;
  /** Processor time of the server for each request, in microseconds. */
  readonly cpuUs: number;
  readonly medianMs: number;
}

const HEAD_END = '\r\n\r\n';

/**
 * Sends requests for a while and measures the server's processor time. It writes to plain sockets, because a client library
 * would take more time than the fastest servers.
 *
 * @throws Error when an answer is not 200 or has no length.
 */
export async function loadServer(child: Child, load: Load): Promise<LoadResult> {
  const connections: Connection[] = [];
  const cpu = child.cpuMs();
  const started = performance.now();
  try {
    await new Promise<void>((resolve, reject) => {
      for (let at = 0; at < load.clients; at++)
        connections.push(new Connection(load, load.paths[at % load.paths.length] as string, reject));
      setTimeout(resolve, load.ms);
    });
    // A short load on a busy machine: every connection has at least one answer.
    while (connections.some(({ times }) => times.length === 0)) await sleep(5);
  } finally {
    for (const connection of connections) connection.stop();
  }
  const wallMs = performance.now() - started;
  const cpuMs = child.cpuSince(cpu);
  const times = connections.flatMap((connection) => connection.times).sort((a, b) => a - b);
  return {
    requests: times.length,
    perSecond: (times.length / wallMs) * 1_000,
    cpuUs: (cpuMs * 1_000) / times.length,
    medianMs: times[times.length >> 1] ?? Number.NaN,
  };
}

/** One connection that sends its next request when the answer before is whole. */
class Connection {
  readonly times: number[] = [];
  private readonly socket: Socket;
  private readonly request: Buffer;
  private left = 0;
  private head = '';
  private sentAt = 0;
  private stopped = false;

  constructor(load: Load, path: string, failed: (error: Error) => void) {
    const lines = Object.entries(load.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
    this.request = Buffer.from(
      [`GET ${path} HTTP/1.1`, `host: 127.0.0.1:${load.port}`, ...lines, '', ''].join('\r\n'),
    );
    this.socket = connect({ port: load.port, host: '127.0.0.1', noDelay: true }, () => this.send());
    this.socket.on('data', (bytes) => {
      try {
        this.receive(bytes);
      } catch (error) {
        failed(error as Error);
      }
    });
    this.socket.on('error', failed);
  }

  stop(): void {
    this.stopped = true;
    this.socket.destroy();
  }

  private send(): void {
    if (this.stopped) return;
    this.sentAt = performance.now();
    this.socket.write(this.request);
  }

  private receive(bytes: Buffer): void {
    let body = bytes.length;
    if (this.left === 0) {
      this.head += bytes.toString('latin1');
      const end = this.head.indexOf(HEAD_END);
      if (end < 0) return;
      if (!this.head.startsWith('HTTP/1.1 200')) throw new Error(this.head);
      const length = /\r\ncontent-length: (\d+)/i.exec(this.head)?.[1];
      if (length === undefined) throw new Error('the answer has no content-length');
      body = this.head.length - end - HEAD_END.length;
      this.left = Number(length);
      this.head = '';
    }
    this.left -= body;
    if (this.left > 0) return;
    this.times.push(performance.now() - this.sentAt);
    this.send();
  }
}
