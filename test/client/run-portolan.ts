import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type * as commandLine from '../../client/src/cli/run.js';
import { outside } from '../support/outside.js';
import { reap } from '../support/reap.js';

const { run } = await outside<typeof commandLine>('client/src/cli/run.ts');
const PROGRAM = resolve('client/bin/portolan.js');

/** How a command line ended. On a terminal everything that is written comes as `stdout`. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly cwd?: string;
  /** Sends SIGINT, as Ctrl-C does, when this resolves. Only a process of its own has signals. */
  readonly interruptWhen?: Promise<void>;
  /** Runs it on a terminal with this number of columns. */
  readonly columns?: number;
}

/** The rest of the environment of every run. */
const ENVIRONMENT = { TERM: 'xterm-256color', LANG: 'C.UTF-8' };
/** Flags whose value names a file. */
const FILES = new Set(['--output', '--host-ids-from']);

/**
 * Runs `portolan` in this process, with the arguments of a command line: a process of its own costs a third of a second of
 * work for each of them. Where the process is what a test is about, `startPortolan` is for it.
 */
export async function runPortolan(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const { env, stdin = '', cwd = '.', columns } = options;
  const written = { stdout: '', stderr: '' };
  const isTTY = columns !== undefined;
  const into = (name: keyof typeof written): Writable & { isTTY: boolean; columns: number } => {
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        // A terminal shows both in one place, and goes to the start of a line at its end.
        if (isTTY) written.stdout += chunk.toString('latin1').replaceAll('\n', '\r\n');
        else written[name] += chunk.toString('latin1');
        done();
      },
    });
    return Object.assign(stream, { isTTY, columns: columns ?? 0 });
  };
  const terminal = {
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: into('stdout'),
    stderr: into('stderr'),
    env: { ...ENVIRONMENT, ...env },
  };
  // All tests share one working directory, so files are named by their whole paths.
  const placed = args.map((word, at) =>
    FILES.has(args[at - 1] ?? '') && word !== '-' ? resolve(cwd, word) : word,
  );
  const code = await run(placed, terminal, new AbortController().signal);
  const text = (bytes: string): string => Buffer.from(bytes, 'latin1').toString();
  return { code, stdout: text(written.stdout), stderr: text(written.stderr) };
}

/** Runs the built `portolan` in a process of its own; on a pseudo terminal where columns are given. */
export function startPortolan(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const command = [process.execPath, PROGRAM, ...args];
  const { columns } = options;
  if (columns === undefined) return ended(command, options);
  const typed = `stty cols ${columns} rows 50; ${command.map(quoted).join(' ')}`;
  return ended(['script', '-qec', typed, '/dev/null'], options);
}

/** Runs a line of a shell in which `portolan` is a function. */
export function runShell(line: string, options: RunOptions = {}): Promise<Ended> {
  return ended(
    ['bash', '-c', `portolan() { ${quoted(process.execPath)} ${quoted(PROGRAM)} "$@"; }\n${line}`],
    options,
  );
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function ended(
  [program = '', ...args]: readonly string[],
  { env, stdin, cwd, interruptWhen }: RunOptions,
): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        ...ENVIRONMENT,
        ...env,
      },
    });
    reap(child);
    const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
    child.once('error', fail);
    child.once('close', (code) =>
      done({
        code,
        stdout: Buffer.concat(chunks.stdout).toString(),
        stderr: Buffer.concat(chunks.stderr).toString(),
      }),
    );
    void interruptWhen?.then(() => child.kill('SIGINT'));
    child.stdin.end(stdin);
  });
}

/** Returns the lines that a terminal shows in the end: without erased lines and without colours. */
export function onScreen(written: string): readonly string[] {
  return written
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => (line.split('\r\x1b[K').at(-1) ?? '').replaceAll(COLOUR, ''));
}

const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
