import type { Readable } from 'node:stream';
import { Archive, type ArchiveLimits } from './archive.js';
import { fetchFile, type FetchLimits, type OpenFile } from './fetch-file.js';
import type { Spool } from './spool.js';
import { tableRows, type ExportRow, type TableOrder } from './table-rows.js';

export interface ExportFileLimits extends FetchLimits, ArchiveLimits {}

/** An exported file that lies on disk and has been found whole. Closed when the last of its users has let go. */
export class ExportFile {
  private users = 1;

  private constructor(
    private readonly spool: Spool,
    private readonly archive: Archive,
    /** SHA-256 of the file. */
    readonly digest: Buffer,
  ) {}

  /** Fetches and checks one. @throws FileFault; Fault when it cannot be had; the signal's reason. */
  static async fetch(open: OpenFile, limits: ExportFileLimits, signal: AbortSignal): Promise<ExportFile> {
    const { spool, digest, resumed } = await fetchFile(open, limits, signal);
    try {
      return new ExportFile(spool, await Archive.open(spool, limits), digest);
    } catch (error) {
      // The parts may be those of two files; one transfer from end to end tells.
      if (!resumed || signal.aborted) throw error;
      return ExportFile.fetch(open, { ...limits, mayResume: false }, signal);
    }
  }

  get bytes(): number {
    return this.spool.size;
  }

  /** Bytes `start` to `end`, both included, as the vendor made them. */
  read(start: number, end: number): Readable {
    return this.spool.read(start, end);
  }

  rows(order: TableOrder): AsyncGenerator<ExportRow[], void, undefined> {
    return tableRows(this.archive, order);
  }

  /** One more user, who calls `release` once. */
  retain(): this {
    this.users++;
    return this;
  }

  async release(): Promise<void> {
    if (--this.users === 0) await this.archive.close();
  }
}
