import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram, type Ending, type Means } from './program.js';

/** What the replicas' callers show. */
export const REPLICA_KEY = 'a-key-for-replicas-only';

type Tree = Record<string, unknown>;

export interface ReplicaOptions {
  readonly emulatorUrl: string;
  /** Empty: the process runs alone. */
  readonly redisUrl?: string;
  /** Overrides the configuration, one level deep; names as in the YAML files. */
  readonly config?: Tree;
  /** Whether `inside` is wanted. */
  readonly watched?: boolean;
  /** Limits of the process. */
  readonly means?: Means;
}

/** What a watched replica says of itself. */
export interface Inside {
  /** Longest time that its event loop was held since the last question, in milliseconds. */
  readonly stallMs: number;
  /** The same, but only time in which the process itself worked, so that the load of other processes does not count. */
  readonly heldMs: number;
  /** The same without the pauses of the garbage collector, whose length follows from the whole heap. */
  readonly ownMs: number;
  readonly sockets: number;
  readonly timers: number;
}

/** The built program as its operator runs it, in a process of its own that a test may hurt. */
export interface Replica {
  readonly url: string;
  readonly pid: number;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(
    path: string,
    body: unknown,
    headers?: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Response>;
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
  /** What the process sees of itself; only where it is watched. */
  inside(): Promise<Inside>;
  /** Bytes that it holds once all garbage is gone; only where it is watched. */
  inUse(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts `count` replicas at once on the same emulator and the same Redis. */
export function startReplicas(count: number, options: ReplicaOptions): Promise<Replica[]> {
  return Promise.all(Array.from({ length: count }, () => startReplica(options)));
}

/** Starts one and resolves when it listens. @throws Error with its last words when it does not. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const directory = mkdtempSync(join(tmpdir(), 'portolan-replica-'));
  const file = join(directory, 'config.yaml');
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(configuration(options)));
  const program = await startProgram({
    script: 'dist/bundle/main.js',
    env: { PORTOLAN_CONFIG: file },
    listensAt: /"url":"(http:[^"]+)"/,
    ...(options.means === undefined ? {} : { means: options.means }),
    ...(options.watched === true ? { preload: 'test/support/inside.mjs' } : {}),
  });
  const { url, pid } = program;
  return {
    url,
    pid,
    get: (path, headers = {}) => fetch(url + path, { headers: { 'x-api-key': REPLICA_KEY, ...headers } }),
    post: (path, body, headers = {}, signal = undefined) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'x-api-key': REPLICA_KEY, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        ...(signal === undefined ? {} : { signal }),
      }),
    kill: () => program.end('SIGKILL'),
    freeze: () => program.signal('SIGSTOP'),
    thaw: () => program.signal('SIGCONT'),
    terminate: () => program.end('SIGTERM'),
    output: () => program.output(),
    rss: () => residentBytes(pid),
    inside: async () => (await program.ask('inside')) as Inside,
    inUse: async () => (await program.ask('memory')) as number,
    stop: async () => {
      await program.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Resident memory of a process, in bytes. */
async function residentBytes(pid: number): Promise<number> {
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
