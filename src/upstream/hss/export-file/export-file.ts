import type { Readable } from 'node:stream';
import { Archive, type ArchiveLimits } from './archive.js';
import { fetchFile, type FetchLimits, type OpenFile } from './fetch-file.js';
import type { Spool } from './spool.js';
import { tableRows, type ExportRow, type TableOrder } from './table-rows.js';

export interface ExportFileLimits extends FetchLimits, ArchiveLimits {}

/** A downloaded and checked export file on disk. It is closed when its last user releases it. */
export class ExportFile {
  private users = 1;

  private constructor(
    private readonly spool: Spool,
    private readonly archive: Archive,
    /** SHA-256 of the file. */
    readonly digest: Buffer,
  ) {}

  /** Downloads and checks a file. @throws FileFault; Fault when the download fails; the signal's reason. */
  static async fetch(open: OpenFile, limits: ExportFileLimits, signal: AbortSignal): Promise<ExportFile> {
    const { spool, digest, resumed } = await fetchFile(open, limits, signal);
    try {
      return new ExportFile(spool, await Archive.open(spool, limits), digest);
    } catch (error) {
      // A resumed download may have joined parts of two files, so download it once more in one transfer.
      if (!resumed || signal.aborted) throw error;
      return ExportFile.fetch(open, { ...limits, mayResume: false }, signal);
    }
  }

  get bytes(): number {
    return this.spool.size;
  }

  /** Reads bytes `start` to `end`, both included, as the vendor sent them. */
  read(start: number, end: number): Readable {
    return this.spool.read(start, end);
  }

  rows(order: TableOrder): AsyncGenerator<ExportRow[], void, undefined> {
    return tableRows(this.archive, order);
  }

  /** Adds a user, who must call `release` once. */
  retain(): this {
    this.users++;
    return this;
  }

  async release(): Promise<void> {
    if (--this.users === 0) await this.archive.close();
  }
}
