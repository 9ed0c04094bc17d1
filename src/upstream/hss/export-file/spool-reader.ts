import type { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import type { Spool } from './spool.js';

/**
 * Reads a spool for the ZIP library. The library's own reader of a file descriptor lets one stream wait for another's
 * read, and ends the process when a stream that waits is destroyed (yauzl 3.4): one of two readers who hangs up is enough.
 */
export class SpoolReader extends RandomAccessReader {
  constructor(private readonly spool: Spool) {
    super();
  }

  /** @param options `end` is the first byte after the range. */
  override createReadStream({ start, end }: { start: number; end: number }): Readable {
    return this.spool.read(start, end - 1);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.spool.readInto(buffer.subarray(offset, offset + length), position).then(
      (bytesRead) => callback(null, bytesRead),
      (error: unknown) => callback(error as Error),
    );
  }
}
