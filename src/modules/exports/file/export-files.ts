import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '../../../kernel/fault.js';
import { Room } from '../../../kernel/room.js';
import { deadlineAfter, untilAborted } from '../../../kernel/abort.js';
import { ExportsConfig } from '../../../platform/config/config.js';
import { CallMeter } from '../../../platform/limits/call-meter.js';
import { CallerLimits } from '../../../platform/limits/caller-limits.js';
import { ExportFile } from '../../../upstream/hss/export-file/export-file.js';
import { FileFault } from '../../../upstream/hss/export-file/file-fault.js';
import { UpstreamProjects } from '../../../upstream/projects.js';
import { ownerOf, type ExportRecord, type KeptBytes } from '../export-record.js';
import { ExportBlobs } from '../store/export-blobs.js';
import { KeptFile } from './kept-file.js';

/** How long a file stays on disk after it was last opened, in milliseconds. A choice: resumed and repeated downloads come soon. */
const KEEP_MS = 600_000;
/** Most bytes that all tables of a file may unpack to, for each byte that the file itself may have. A choice. */
const UNPACK_FACTOR = 8;
/** Most transfers of one file; after them the download fails. A choice. */
const TRANSFERS = 5;

/** A file of the vendor, or one that was made here. */
export type LocalFile = ExportFile | KeptFile;

interface Fetching {
  readonly file: Promise<LocalFile>;
  readonly abort: AbortController;
  waiters: number;
}

/**
 * Fetches the files of finished exports when they are wanted, once for all who want a file at the same time, and keeps
 * them on this machine's disk for some minutes. A fetch is aborted when nobody waits for it any more.
 */
@Injectable()
export class ExportFiles {
  private readonly fetching = new Map<string, Fetching>();
  /** Least recently used first. */
  private readonly kept = new Map<string, { readonly file: LocalFile; readonly timer: NodeJS.Timeout }>();

  /** Bounds the files that are fetched at the same time, because each has a file descriptor. */
  private readonly room: Room;

  constructor(
    @Inject(UpstreamProjects) private readonly projects: UpstreamProjects,
    @Inject(ExportBlobs) private readonly blobs: ExportBlobs,
    private readonly config: ExportsConfig,
    private readonly limits: CallerLimits,
  ) {
    this.room = new Room(config.cacheFiles);
  }

  /**
   * Returns the file of a finished export, whole and checked. The caller releases it.
   *
   * @throws Fault kind `not_found` when it has expired upstream; FileFault when it cannot be used; other Faults when it
   *   cannot be fetched; the signal's reason.
   */
  async open(record: ExportRecord, signal: AbortSignal): Promise<LocalFile> {
    const kept = this.kept.get(record.id);
    if (kept !== undefined) {
      const file = kept.file.retain();
      // This makes it the file that was used last.
      this.keep(record.id, kept.file.retain());
      return file;
    }
    const one = this.fetching.get(record.id) ?? this.begin(record);
    one.waiters++;
    try {
      return (await untilAborted(one.file, signal)).retain();
    } finally {
      if (--one.waiters === 0) this.end(record.id, one);
    }
  }

  /** Removes the file from the disk as soon as nobody reads it. */
  forget(id: string): void {
    const kept = this.kept.get(id);
    if (kept === undefined) return;
    this.kept.delete(id);
    clearTimeout(kept.timer);
    void kept.file.release();
  }

  /** Removes the bytes of a file that was made here. @throws ExportStoreFailure */
  remove(owner: string, { name, pieces }: KeptBytes): Promise<void> {
    return this.blobs.remove(owner, name, pieces);
  }

  close(): void {
    for (const { abort } of this.fetching.values())
      abort.abort(new Fault('cancelled', 'this process is ending'));
    for (const id of [...this.kept.keys()]) this.forget(id);
  }

  private begin(record: ExportRecord): Fetching {
    const abort = new AbortController();
    const one: Fetching = { file: this.fetch(record, abort.signal), abort, waiters: 0 };
    this.fetching.set(record.id, one);
    const over = (): void => {
      if (this.fetching.get(record.id) === one) this.fetching.delete(record.id);
    };
    one.file.then((file) => {
      over();
      this.keep(record.id, file.retain());
    }, over);
    return one;
  }

  /** Gives up a fetch that nobody waits for: aborts it, or releases a file that has arrived. */
  private end(id: string, one: Fetching): void {
    if (this.fetching.get(id) === one) this.fetching.delete(id);
    one.abort.abort(new Fault('cancelled', 'nobody waits for the file any more'));
    one.file.then(
      (file) => void file.release(),
      () => undefined,
    );
  }

  private async fetch(record: ExportRecord, signal: AbortSignal): Promise<LocalFile> {
    const tooLate = (): Fault => new Fault('timeout', 'fetching the file took too long');
    const deadline = deadlineAfter(this.config.fetchTimeoutS * 1_000, tooLate, signal);
    let leave: (() => void) | undefined;
    try {
      leave = await this.room.enter(1, deadline.signal);
      const { kept, bytes } = record;
      if (kept !== undefined && bytes !== undefined)
        return await KeptFile.fetch(this.blobs, kept, bytes, deadline.signal);
      return await this.fetchTwice(record, deadline.signal);
    } finally {
      leave?.();
      deadline.dispose();
    }
  }

  /** Downloads a second time when the first file cannot be used, because it may have been damaged on its way. */
  private async fetchTwice(record: ExportRecord, signal: AbortSignal): Promise<ExportFile> {
    try {
      return await this.download(record, signal);
    } catch (error) {
      if (!(error instanceof FileFault) || error.reason === 'too_large' || signal.aborted) throw error;
      return this.download(record, signal);
    }
  }

  private async download(record: ExportRecord, signal: AbortSignal): Promise<ExportFile> {
    const project = this.projects.find(record.project);
    const { fileId, owner, request } = record;
    if (project === undefined || fileId === undefined)
      throw new Fault('not_found', 'the export has no file that could be fetched here');
    const { maxFileMib, stallMs } = this.config;
    const maxBytes = maxFileMib * 1024 * 1024;
    // The point of the caller's request pays for the first transfer.
    const meter = new CallMeter(this.limits, ownerOf(record), { mayOwe: true });
    const onCall = (): void => meter.exchanged();
    const context = { signal, lane: 'bulk', tenant: owner, meter, onCall } as const;
    try {
      return await ExportFile.fetch(
        (from) => project.exports.download(fileId, request.enterpriseProjectId, from, context),
        { maxBytes, maxUnpackedBytes: maxBytes * UNPACK_FACTOR, stallMs, attempts: TRANSFERS },
        signal,
      );
    } finally {
      await meter.settle();
    }
  }

  /** Keeps the file, which has been retained for that, and forgets the oldest files beyond the limits. */
  private keep(id: string, file: LocalFile): void {
    this.forget(id);
    const timer = setTimeout(() => this.forget(id), KEEP_MS).unref();
    this.kept.set(id, { file, timer });
    let held = 0;
    for (const each of this.kept.values()) held += each.file.bytes;
    const { cacheMib, cacheFiles } = this.config;
    for (const [oldest, { file: old }] of [...this.kept]) {
      if (held <= cacheMib * 1024 * 1024 && this.kept.size <= cacheFiles) break;
      held -= old.bytes;
      this.forget(oldest);
    }
  }
}
