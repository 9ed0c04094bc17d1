import { Fault } from '../../../kernel/fault.js';
import { deadlineAfter, untilAborted } from '../../../kernel/abort.js';
import type { ExportsConfig } from '../../../platform/config/config.js';
import { ExportFile } from '../../../upstream/hss/export-file/export-file.js';
import type { UpstreamProjects } from '../../../upstream/projects.js';
import type { ExportRecord } from '../export-record.js';

/** How long a file stays on disk after its last reader has gone, in milliseconds: a resume or another format comes soon. */
const KEEP_MS = 600_000;
/** Most bytes that all tables of a file may unpack to, for each byte the file itself may have. Choice. */
const UNPACK_FACTOR = 8;
/** Transfers of one file begun before it is given up. */
const TRANSFERS = 5;

interface Fetching {
  readonly file: Promise<ExportFile>;
  readonly abort: AbortController;
  waiters: number;
}

/**
 * The files of finished exports, fetched when somebody wants them, once for all who want them at the same time, and
 * kept on this machine's disk for a while. A fetch ends when the last who waits for it has gone.
 */
export class ExportFiles {
  private readonly fetching = new Map<string, Fetching>();
  /** Least recently used first. */
  private readonly kept = new Map<string, { readonly file: ExportFile; readonly timer: NodeJS.Timeout }>();

  constructor(
    private readonly projects: UpstreamProjects,
    private readonly config: ExportsConfig,
  ) {}

  /**
   * A finished export's file, whole and checked. The caller releases it.
   *
   * @throws Fault kind `not_found` when it is gone upstream; FileFault when it is of no use; other Faults when it cannot
   *   be had; the signal's reason.
   */
  async open(record: ExportRecord, signal: AbortSignal): Promise<ExportFile> {
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

  private async fetch(record: ExportRecord, signal: AbortSignal): Promise<ExportFile> {
    const project = this.projects.find(record.project);
    const { fileId } = record;
    if (project === undefined || fileId === undefined)
      throw new Fault('not_found', 'the export has no file that could be fetched here');
    const { maxFileMib, fetchTimeoutS, stallMs } = this.config;
    const maxBytes = maxFileMib * 1024 * 1024;
    const late = (): Fault => new Fault('timeout', 'fetching the file took too long');
    const deadline = deadlineAfter(fetchTimeoutS * 1_000, late, signal);
    const context = { signal: deadline.signal, lane: 'bulk', tenant: record.owner } as const;
    try {
      return await ExportFile.fetch(
        (from) => project.exports.download(fileId, record.request.enterpriseProjectId, from, context),
        { maxBytes, maxUnpackedBytes: maxBytes * UNPACK_FACTOR, stallMs, attempts: TRANSFERS },
        deadline.signal,
      );
    } finally {
      deadline.dispose();
    }
  }

  /** Takes over one use of the file. */
  private keep(id: string, file: ExportFile): void {
    this.forget(id);
    const timer = setTimeout(() => this.forget(id), KEEP_MS).unref();
    this.kept.set(id, { file, timer });
    let held = 0;
    for (const each of this.kept.values()) held += each.file.bytes;
    for (const [oldest, { file: old }] of [...this.kept]) {
      if (held <= this.config.cacheMib * 1024 * 1024) break;
      held -= old.bytes;
      this.forget(oldest);
    }
  }
}
