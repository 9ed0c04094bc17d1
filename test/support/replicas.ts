import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { reap } from './reap.js';

/** What the replicas' callers show. */
export const REPLICA_KEY = 'a-key-for-replicas-only';

const ROOT = resolve(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/main.js');
/** How long a process may take until it listens; a busy machine needs most of it. */
const START_MS = 60_000;

type Tree = Record<string, unknown>;

export interface ReplicaOptions {
  readonly emulatorUrl: string;
  /** Empty: the process runs alone. */
  readonly redisUrl?: string;
  /** Laid over the configuration, one level deep; names as in the YAML files. */
  readonly config?: Tree;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds since it was told to stop. */
  readonly tookMs: number;
}

/** The built program as its operator runs it, in a process of its own that a test may hurt. */
export interface Replica {
  readonly url: string;
  readonly pid: number;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** SIGKILL. */
  kill(): Promise<Ending>;
  /** SIGSTOP: its connections stay, nothing answers. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** SIGTERM; resolves when the process has ended. */
  terminate(): Promise<Ending>;
  /** What it has written so far, newest last, bounded. */
  output(): string;
  /** Memory in use, in bytes. */
  rss(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `count` replicas at once on the same emulator and the same Redis. */
export function startReplicas(count: number, options: ReplicaOptions): Promise<Replica[]> {
  return Promise.all(Array.from({ length: count }, () => startReplica(options)));
}

/** Starts one and resolves when it listens. @throws Error with its last words when it does not. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  if (!existsSync(MAIN)) throw new Error('Replicas run what was built: run `npm run build` first.');
  const directory = mkdtempSync(join(tmpdir(), 'portolan-replica-'));
  const file = join(directory, 'config.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configuration(options)));
  const child = spawn(process.execPath, ['--no-warnings', MAIN], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], PORTOLAN_CONFIG: file },
  });
  reap(child);
  let output = '';
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) =>
    child.once('exit', (code, signal) => done({ code, signal })),
  );
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-20_000));
  child.stderr.on('data', keep);
  const url = await listening(child, keep).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`the replica does not listen: ${String(error)}\n${output}`);
  });
  child.stdout.on('data', keep);

  const end = async (signal: NodeJS.Signals): Promise<Ending> => {
    const told = performance.now();
    child.kill(signal);
    return { ...(await ended), tookMs: performance.now() - told };
  };
  return {
    url,
    pid: child.pid as number,
    get: (path, headers = {}) => fetch(url + path, { headers: { 'x-api-key': REPLICA_KEY, ...headers } }),
    post: (path, body, headers = {}) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'x-api-key': REPLICA_KEY, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    kill: () => end('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    terminate: () => end('SIGTERM'),
    output: () => output,
    rss: () => residentBytes(child.pid as number),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Resident memory of a process, in bytes. */
export async function residentBytes(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1_024;
}

function configuration({ emulatorUrl, redisUrl = '', config = {} }: ReplicaOptions): Tree {
  const base: Record<string, Tree> = {
    server: { host: '127.0.0.1', port: 0 },
    log: { level: 'info', format: 'json' },
    redis: { url: redisUrl },
    auth: { demo_key: REPLICA_KEY },
    docs: { public: true },
    metrics: { public: true },
  };
  const lists = {
    secrets: [{ id: 'test', value: 'a-secret-for-replicas-only-of-40-chars!!' }],
    projects: [
      {
        alias: 'demo',
        region: 'ap-southeast-3',
        project_id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
        hss_endpoint: emulatorUrl,
        iam_endpoint: emulatorUrl,
        credentials: [{ kind: 'password', domain: 'portolan', user: 'demo', password: 'demo-password' }],
      },
    ],
  };
  const merged: Tree = { ...lists, ...base };
  for (const [room, knobs] of Object.entries(config)) {
    merged[room] = Array.isArray(knobs) ? knobs : { ...base[room], ...(knobs as Tree) };
  }
  return merged;
}

/** Waits for the line that says where the process listens. */
function listening(child: ChildProcess, keep: (chunk: Buffer) => void): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    const late = setTimeout(() => fail(new Error('it takes too long')), START_MS);
    const end = (): void => {
      clearTimeout(late);
      child.stdout?.off('data', look);
    };
    const look = (chunk: Buffer): void => {
      keep(chunk);
      text += chunk.toString();
      const found = /"url":"(http:[^"]+)"/.exec(text)?.[1];
      if (found === undefined) return;
      end();
      done(found);
    };
    child.stdout?.on('data', look);
    child.once('exit', (code, signal) => {
      end();
      fail(new Error(`it ended with ${code ?? signal}`));
    });
  });
}
