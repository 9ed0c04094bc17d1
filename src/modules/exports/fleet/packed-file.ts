import { createHash } from 'node:crypto';
import { createGzip } from 'node:zlib';
import { FileFault } from '../../../upstream/hss/export-file/file-fault.js';
import { Spool } from '../../../upstream/hss/export-file/spool.js';
import { through } from '../file/through.js';

export interface PackedLimits {
  /** Most bytes of the file itself. */
  readonly maxBytes: number;
  /** Most bytes of the packed file. */
  readonly maxPacked: number;
}

/** A file that was made here, packed, on this machine's disk until it is kept in the store. */
export interface PackedFile {
  /** Size of the file itself. */
  readonly bytes: number;
  /** SHA-256 of the file itself. */
  readonly digest: Buffer;
  /** The file in gzip; the receiver closes it. */
  readonly spool: Spool;
}

/**
 * Writes the pieces to a file and packs it; only a few pieces are in memory at a time.
 *
 * @param onPiece called after each piece with the bytes so far.
 * @throws FileFault `too_large`; what `pieces` or `onPiece` throw; the signal's reason.
 */
export async function packedFile(
  pieces: AsyncIterable<string | Buffer>,
  { maxBytes, maxPacked }: PackedLimits,
  onPiece: (bytes: number) => Promise<void>,
  signal: AbortSignal,
): Promise<PackedFile> {
  const spool = await Spool.create();
  const hash = createHash('sha256');
  let bytes = 0;
  const plain = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      const each = typeof piece === 'string' ? Buffer.from(piece) : piece;
      bytes += each.length;
      if (bytes > maxBytes) throw new FileFault('too_large');
      hash.update(each);
      if (each.length > 0) yield each;
      await onPiece(bytes);
    }
  };
  try {
    for await (const chunk of through(plain(), createGzip())) {
      signal.throwIfAborted();
      await spool.append(chunk);
      if (spool.size > maxPacked) throw new FileFault('too_large');
    }
    return { bytes, digest: hash.digest(), spool };
  } catch (error) {
    await spool.close();
    throw error;
  }
}
