import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Fault } from '../../../kernel/fault.js';

/** Bytes read at a time, and ahead of the reader. */
const READ_BYTES = 65_536;

/** A temporary file cannot be written: no folder, no permission, no space. */
export class SpoolFault extends Fault {
  constructor(cause: unknown) {
    super('overloaded', 'the folder for temporary files cannot be written', { cause });
  }
}

/**
 * A temporary file without a name. Only this process can read it, and it vanishes with the process, however that ends.
 */
export class Spool {
  private bytes = 0;

  private constructor(private readonly handle: FileHandle) {}

  /** Creates an empty file in the system's folder for temporary files. @throws SpoolFault */
  static async create(): Promise<Spool> {
    try {
      const folder = await mkdtemp(join(tmpdir(), 'portolan-export-'));
      try {
        return new Spool(await open(join(folder, 'file'), 'wx+', 0o600));
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    } catch (cause) {
      throw new SpoolFault(cause);
    }
  }

  /** Returns whether a temporary file can be created and written now. */
  static async writable(): Promise<boolean> {
    try {
      const spool = await Spool.create();
      try {
        await spool.append(Buffer.from('.'));
      } finally {
        await spool.close();
      }
      return true;
    } catch {
      return false;
    }
  }

  get size(): number {
    return this.bytes;
  }

  /** @throws SpoolFault */
  async append(chunk: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < chunk.length;) {
        const { bytesWritten } = await this.handle.write(chunk, done, chunk.length - done, this.bytes + done);
        done += bytesWritten;
      }
    } catch (cause) {
      throw new SpoolFault(cause);
    }
    this.bytes += chunk.length;
  }

  /** Removes all bytes written so far. */
  async clear(): Promise<void> {
    await this.handle.truncate(0);
    this.bytes = 0;
  }

  /** Reads bytes `start` to `end`, both included. Any number of readers at a time, each at its own pace. */
  read(start = 0, end = this.bytes - 1): Readable {
    // The handle's own stream would close the handle for all readers when one of them leaves.
    return Readable.from(this.pieces(start, end), { objectMode: false, highWaterMark: READ_BYTES });
  }

  /** Reads bytes from `position` on into `buffer`. Returns how many there were: fewer than it holds only at the end. */
  async readInto(buffer: Buffer, position: number): Promise<number> {
    const { bytesRead } = await this.handle.read(buffer, 0, buffer.length, position);
    return bytesRead;
  }

  private async *pieces(start: number, end: number): AsyncGenerator<Buffer, void, undefined> {
    for (let at = start; at <= end;) {
      const piece = Buffer.allocUnsafe(Math.min(READ_BYTES, end - at + 1));
      const { bytesRead } = await this.handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw new Fault('overloaded', 'the file on disk has become shorter');
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  /** Frees the space. Streams that still read fail. */
  close(): Promise<void> {
    return this.handle.close();
  }
}
