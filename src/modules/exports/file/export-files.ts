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

/** How long a file stays on disk after its last reader has gone, in milliseconds: a resume or another format comes soon. */
const KEEP_MS = 600_000;
/** Most bytes that all tables of a file may unpack to, for each byte the file itself may have. Choice. */
const UNPACK_FACTOR = 8;
/** Transfers of one file begun before it is given up. */
const TRANSFERS = 5;

/** The vendor's, or one that was made here. */
export type LocalFile = ExportFile | KeptFile;

interface Fetching {
  readonly file: Promise<LocalFile>;
  readonly abort: AbortController;
  waiters: number;
}

/**
 * The files of finished exports, fetched when somebody wants them, once for all who want them at the same time, and
 * kept on this machine's disk for a while. A fetch ends when the last who waits for it has gone.
 */
@Injectable()
export class ExportFiles {
  private readonly fetching = new Map<string, Fetching>();
  /** Least recently used first. */
  private readonly kept = new Map<string, { readonly file: LocalFile; readonly timer: NodeJS.Timeout }>();

  /** For files that are being fetched: each has a descriptor. */
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
   * A finished export's file, whole and checked. The caller releases it.
   *
   * @throws Fault kind `not_found` when it is gone upstream; FileFault when it is of no use; other Faults when it cannot
   *   be had; the signal's reason.
   */
  async open(record: ExportRecord, signal: AbortSignal): Promise<LocalFile> {
    const kept = this.kept.get(record.id);
    if (kept !== undefined) {
      const file = kept.file.retain();
      // As the one used last.
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

  /** Frees the file's room once nobody reads it. */
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

  /** Nobody waits any more: what has come is let go of (others hold it now), what is still to come is not wanted. */
  private end(id: string, one: Fetching): void {
    if (this.fetching.get(id) === one) this.fetching.delete(id);
    one.abort.abort(new Fault('cancelled', 'nobody waits for the file any more'));
    one.file.then(
      (file) => void file.release(),
      () => undefined,
    );
  }

  private async fetch(record: ExportRecord, signal: AbortSignal): Promise<LocalFile> {
    const late = (): Fault => new Fault('timeout', 'fetching the file took too long');
    const deadline = deadlineAfter(this.config.fetchTimeoutS * 1_000, late, signal);
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

  /** A file that is of no use may have been spoilt on its way: only one that comes so again is. */
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
    // The point of the request that wants the file pays for the first transfer.
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

  /** Takes over one use of the file. */
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
