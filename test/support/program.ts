import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { reap } from './reap.js';

const ROOT = resolve(import.meta.dirname, '../..');
/** How long a process may take until it listens; a busy machine needs most of it. */
const START_MS = 60_000;
/** How many characters of a process's output are kept. */
const OUTPUT = 20_000;

export interface ProgramOptions {
  /** Below the project, such as `dist/bundle/main.js`. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Finds in its output where it listens, as the first group. */
  readonly listensAt: RegExp;
  /** Loaded before the script, below the project: it may answer messages from `ask`. */
  readonly preload?: string;
  /** Limits of the process. */
  readonly means?: Means;
}

/** Limits of a process; what is not given is not limited. */
export interface Means {
  /** Old objects on the heap, in mebibytes: `--max-old-space-size`. */
  readonly heapMib?: number;
  /** Open files and connections, as by `ulimit -n`, once it listens: the start opens hundreds of modules at a time. */
  readonly descriptors?: number;
}

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Milliseconds since it was told to stop. */
  readonly tookMs: number;
}

/** A built program of ours in a process of its own, as its operator runs it. */
export interface Program {
  readonly url: string;
  readonly pid: number;
  signal(signal: NodeJS.Signals): void;
  /** Sends the signal and resolves when the process has ended. */
  end(signal: NodeJS.Signals): Promise<Ending>;
  /** Kills it where it still runs. */
  stop(): Promise<void>;
  /** What it has written so far, newest last, bounded. */
  output(): string;
  /** What the preloaded script answers to a message. */
  ask(message: string): Promise<unknown>;
}

/** Starts a program and resolves when it listens. @throws Error with its last words when it does not. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const script = join(ROOT, options.script);
  if (!existsSync(script)) throw new Error('This runs what was built: run `npm run build` first.');
  const preload = options.preload === undefined ? [] : ['--import', join(ROOT, options.preload)];
  const { heapMib, descriptors } = options.means ?? {};
  const heap = heapMib === undefined ? [] : [`--max-old-space-size=${heapMib}`];
  const child = spawn(process.execPath, [...heap, ...preload, script], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', ...(options.preload === undefined ? [] : (['ipc'] as const))],
    env: { PATH: process.env['PATH'], ...options.env },
  });
  reap(child);
  let output = '';
  const ended = new Promise<Pick<Ending, 'code' | 'signal'>>((done) =>
    child.once('exit', (code, signal) => done({ code, signal })),
  );
  const keep = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-OUTPUT));
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const url = await listening(child, options.listensAt).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`${options.script} does not listen: ${String(error)}\n${output}`);
  });
  if (descriptors !== undefined)
    execFileSync('prlimit', [`--nofile=${descriptors}:${descriptors}`, '--pid', String(child.pid)]);
  const end = async (signal: NodeJS.Signals): Promise<Ending> => {
    const told = performance.now();
    child.kill(signal);
    return { ...(await ended), tookMs: performance.now() - told };
  };
  return {
    url,
    pid: child.pid as number,
    signal: (signal) => void child.kill(signal),
    end,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) await end('SIGKILL');
    },
    output: () => output,
    ask: (message) =>
      new Promise((done, fail) => {
        child.once('message', done);
        child.send(message, (error) => (error === null ? undefined : fail(error)));
      }),
  };
}

/** Waits for the words that say where the process listens. */
function listening(child: ChildProcess, listensAt: RegExp): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    const late = setTimeout(() => fail(new Error('it takes too long')), START_MS);
    const end = (): void => {
      clearTimeout(late);
      child.stdout?.off('data', look);
    };
    const look = (chunk: Buffer): void => {
      text += chunk.toString();
      const found = listensAt.exec(text)?.[1];
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
