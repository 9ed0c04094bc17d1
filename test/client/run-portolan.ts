import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { reap } from '../support/reap.js';

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
  /** Sends SIGINT, as Ctrl-C does, when this resolves. */
  readonly interruptWhen?: Promise<void>;
  /** Runs it on a pseudo terminal with this number of columns. */
  readonly columns?: number;
}

/** Runs `portolan` in a process of its own, with the arguments of a command line. */
export function runPortolan(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
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
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
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
