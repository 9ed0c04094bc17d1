import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Certificate } from './certificate.js';
import { reap } from './reap.js';

const NAMES = ['redis-server', 'valkey-server'];
/** Where `scripts/ensure-redis.mjs` unpacks a server, with its libraries beside it. Tests and benches run in the project's folder. */
const CACHE = resolve('node_modules/.cache/redis/usr');

/** A real Redis for one test on a free port of 127.0.0.1, without persistence, which the test may kill or freeze. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Runs redis commands as a plain connection would: one array of words, the raw reply text. */
  command(...words: string[]): Promise<string>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  /** SIGSTOP: the port still accepts, nothing answers. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  stop(): Promise<void>;
}

export interface RedisOptions {
  /** Lines of a configuration file; with them the server runs as a Sentinel, which rewrites that file. */
  readonly sentinel?: readonly string[];
  /** The server speaks TLS with this certificate, and nothing else. */
  readonly tls?: Certificate;
}

/**
 * Starts a server and resolves when it answers.
 *
 * @param args more options of redis-server, such as `--requirepass`, `secret`.
 * @throws Error that says what to do when there is no redis-server on this machine.
 */
export async function startRedis(
  args: readonly string[] = [],
  { sentinel, tls }: RedisOptions = {},
): Promise<RedisServer> {
  const binary = findRedisServer();
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'portolan-redis-'));
  const listening = tls === undefined ? ['--port', String(port)] : tlsOptions(port, tls, directory);
  const common = [...listening, '--bind', '127.0.0.1', '--dir', directory];
  let options = [...common, '--save', '', '--appendonly', 'no', ...args];
  if (sentinel !== undefined) {
    const config = join(directory, 'sentinel.conf');
    writeFileSync(config, [...sentinel, ''].join('\n'));
    options = [config, '--sentinel', ...common, ...args];
  }
  const secret = args[args.indexOf('--requirepass') + 1];
  const login = args.includes('--requirepass') && secret !== undefined ? ['AUTH', secret] : undefined;
  const dial = (): Socket =>
    tls === undefined ? connect(port, '127.0.0.1') : connectTls({ port, host: '127.0.0.1', ca: tls.cert });
  let child = await launch(binary, dial, options);

  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  };
  return {
    port,
    url: `redis://${login === undefined ? '' : `:${encodeURIComponent(login[1] ?? '')}@`}127.0.0.1:${port}`,
    command: (...words) => send(dial, login === undefined ? [words] : [login, words]),
    kill,
    restart: async () => {
      await kill();
      child = await launch(binary, dial, options);
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    stop: async () => {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Where the server's program is. @throws Error that says what to do. */
function findRedisServer(): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), join(CACHE, 'bin')];
  for (const name of NAMES) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (folder !== '' && existsSync(path)) return path;
    }
  }
  throw new Error(
    'The tests need a Redis server of their own: run `node scripts/ensure-redis.mjs`, or install redis-server.',
  );
}

function cachedLibraries(): string {
  const root = join(CACHE, 'lib');
  if (!existsSync(root)) return '';
  return [root, ...readdirSync(root).map((name) => join(root, name))].join(delimiter);
}

/** A port of 127.0.0.1 that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

function tlsOptions(port: number, { cert, key }: Certificate, directory: string): string[] {
  const files = { cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key);
  return [
    ...['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', '--tls-replication', 'yes'],
    ...['--tls-cert-file', files.cert, '--tls-key-file', files.key, '--tls-ca-cert-file', files.cert],
  ];
}

async function launch(binary: string, dial: () => Socket, options: readonly string[]): Promise<ChildProcess> {
  const child = spawn(binary, options, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: binary.startsWith(CACHE) ? { ...process.env, LD_LIBRARY_PATH: cachedLibraries() } : process.env,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2_000)));
  child.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-2_000)));
  reap(child);
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`redis-server ended at once: ${output}`);
    const answered = await send(dial, [['PING']]).then(
      () => true,
      () => false,
    );
    if (answered) return child;
    await new Promise((done) => setTimeout(done, 25));
  }
  child.kill('SIGKILL');
  throw new Error(`redis-server did not answer within 5 s: ${output}`);
}

/** Sends commands over a connection of its own and gives the raw text of the last reply. */
function send(dial: () => Socket, commands: readonly (readonly string[])[]): Promise<string> {
  return new Promise((done, fail) => {
    const socket = dial();
    let text = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error('redis did not answer')));
    socket.once('error', fail);
    socket.once('close', () => fail(new Error('redis closed the connection')));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      let start = 0;
      for (let left = commands.length; left > 0; left--) {
        const end = replyEnd(text, start);
        if (end === undefined) return;
        if (left === 1) done(text.slice(start, end));
        start = end;
      }
      socket.destroy();
    });
    for (const words of commands) {
      const parts = words.map((word) => `$${Buffer.byteLength(word, 'latin1')}\r\n${word}\r\n`);
      socket.write(Buffer.from(`*${words.length}\r\n${parts.join('')}`, 'latin1'));
    }
  });
}

/** Where the reply that begins at `start` ends, or undefined when it is not all there yet. */
function replyEnd(text: string, start: number): number | undefined {
  const line = text.indexOf('\r\n', start);
  if (line < 0) return undefined;
  const size = Number(text.slice(start + 1, line));
  let end: number | undefined = line + 2;
  if (text[start] === '$' && size >= 0) end += size + 2;
  if (text[start] === '*') {
    for (let element = 0; element < size && end !== undefined; element++) end = replyEnd(text, end);
  }
  return end !== undefined && end <= text.length ? end : undefined;
}
