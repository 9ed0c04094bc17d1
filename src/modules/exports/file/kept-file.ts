import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Fault } from '../../../kernel/fault.js';
import { Spool } from '../../../upstream/hss/export-file/spool.js';
import type { KeptBytes } from '../export-record.js';
import type { ExportBlobs } from '../store/export-blobs.js';
import { through } from './through.js';

/** A file that was made here, on this machine's disk. It is closed when the last of its users has released it. */
export class KeptFile {
  private users = 1;

  private constructor(
    private readonly spool: Spool,
    /** SHA-256 of the file. */
    readonly digest: Buffer,
  ) {}

  /**
   * Fetches a file from where it is kept and checks it.
   *
   * @throws Fault kind `not_found` when it is no longer whole; ExportStoreFailure; the signal's reason.
   */
  static async fetch(
    blobs: ExportBlobs,
    { name, pieces, digest }: KeptBytes,
    bytes: number,
    signal: AbortSignal,
  ): Promise<KeptFile> {
    const spool = await Spool.create();
    try {
      const hash = createHash('sha256');
      for await (const chunk of through(packedPieces(blobs, name, pieces), createGunzip())) {
        signal.throwIfAborted();
        if (spool.size + chunk.length > bytes) throw new Fault('not_found', 'the file kept is another');
        hash.update(chunk);
        await spool.append(chunk);
      }
      const found = hash.digest();
      if (found.toString('base64') !== digest) throw new Fault('not_found', 'the file kept is another');
      return new KeptFile(spool, found);
    } catch (error) {
      await spool.close();
      throw isZlibError(error) ? new Fault('not_found', 'the file kept is damaged', { cause: error }) : error;
    }
  }

  get bytes(): number {
    return this.spool.size;
  }

  /** Reads bytes `start` to `end`, both included. */
  read(start: number, end: number): Readable {
    return this.spool.read(start, end);
  }

  /** Adds a user, who calls `release` once. */
  retain(): this {
    this.users++;
    return this;
  }

  async release(): Promise<void> {
    if (--this.users === 0) await this.spool.close();
  }
}

async function* packedPieces(blobs: ExportBlobs, name: string, pieces: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < pieces; at++) {
    const piece = await blobs.get(name, at);
    if (piece === undefined) throw new Fault('not_found', 'a piece of the file is not kept any more');
    yield piece;
  }
}

/** Whether zlib could not unpack the bytes. */
function isZlibError(error: unknown): boolean {
  return /^Z_/.test(String((error as { code?: unknown } | null)?.code));
}
