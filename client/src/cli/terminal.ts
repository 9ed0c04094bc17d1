import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';

/** What the process has to listen and to speak with. */
export interface Terminal {
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where rows go. */
export interface Destination {
  /** Whether people look at it, so that what it is given must not steer their terminal. */
  readonly isTerminal: boolean;
  /** Cells in a line of the terminal; undefined where lines may be of any length. */
  readonly width: number | undefined;
  readonly colours: boolean;
  /** Writes at the reader's pace. */
  write(chunk: string | Uint8Array): Promise<void>;
  /** Finishes what was written. */
  end(): Promise<void>;
  /** Takes back what was written, as far as that is possible. */
  discard(): Promise<void>;
}

/** Standard output. */
export function toStdout({ stdout, env }: Terminal): Destination {
  const isTerminal = stdout.isTTY === true;
  return {
    isTerminal,
    width: isTerminal ? stdout.columns || 80 : undefined,
    colours: isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    write: (chunk) => written(stdout, chunk),
    end: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}

/** A file. It is `<path>.part` until it is whole, so that half a file never bears its name. */
export function toFile(path: string): Destination {
  const part = `${path}.part`;
  let stream: WriteStream | undefined;
  const opened = async (): Promise<WriteStream> => {
    if (stream !== undefined) return stream;
    stream = createWriteStream(part);
    await once(stream, 'open');
    return stream;
  };
  return {
    isTerminal: false,
    width: undefined,
    colours: false,
    write: async (chunk) => written(await opened(), chunk),
    end: async () => {
      (await opened()).end();
      if (stream !== undefined) await once(stream, 'close');
      await rename(part, path);
    },
    discard: async () => {
      stream?.destroy();
      if (stream !== undefined) await rm(part, { force: true });
    },
  };
}

async function written(stream: Writable, chunk: string | Uint8Array): Promise<void> {
  if (chunk.length > 0 && !stream.write(chunk)) await once(stream, 'drain');
}

/** Time between two changes of the line, in milliseconds: faster, nobody could read it. */
const SHOW_EVERY_MS = 80;
const CLEAR_LINE = '\r\x1b[K';

/** Says on one line of stderr how far the work is, where somebody looks at it. */
export class ProgressLine {
  private readonly silent: boolean;
  private shown = false;
  private lastAt = -Infinity;

  constructor(
    private readonly terminal: Terminal,
    quiet: boolean,
  ) {
    this.silent = quiet || terminal.stderr.isTTY !== true;
  }

  show(text: string): void {
    const now = performance.now();
    if (this.silent || now - this.lastAt < SHOW_EVERY_MS) return;
    this.lastAt = now;
    this.shown = true;
    this.terminal.stderr.write(CLEAR_LINE + text);
  }

  /** Takes the line away: before rows, and at the end. */
  clear(): void {
    if (this.shown) this.terminal.stderr.write(CLEAR_LINE);
    this.shown = false;
  }

  /** Says a last thing in its place. */
  note(text: string): void {
    this.clear();
    if (!this.silent) this.terminal.stderr.write(`${text}\n`);
  }
}
