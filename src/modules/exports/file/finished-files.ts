import { Inject, Injectable } from '@nestjs/common';
import { systemClock } from '../../../kernel/clock.js';
import { Fault } from '../../../kernel/fault.js';
import { Problem } from '../../../platform/problem/problem.js';
import { FileFault } from '../../../upstream/hss/export-file/file-fault.js';
import { SpoolFault } from '../../../upstream/hss/export-file/spool.js';
import { ExportChanges } from '../export-changes.js';
import { changed, ownerOf, stateAt, type ExportRecord } from '../export-record.js';
import { FleetRows } from '../fleet/fleet-rows.js';
import { ExportStore, ExportStoreFailure } from '../store/export-store.js';
import { storeProblem } from '../store/store-problem.js';
import { ExportFiles, type LocalFile } from './export-files.js';
import type { FileCheck } from './row-count.js';

/** Seconds after which a file may be asked for again: another instance may have disk space. A choice. */
const SPOOL_RETRY_S = 10;

/** Columns that name the server of a row. */
const SERVER_COLUMNS = ['host_id', 'host_name', 'host_ip'];

/** Serves the files of finished exports, and records in the exports what it learns about their files. */
@Injectable()
export class FinishedFiles {
  constructor(
    @Inject(ExportStore) private readonly store: ExportStore,
    private readonly files: ExportFiles,
    private readonly rows: FleetRows,
    private readonly changes: ExportChanges,
  ) {}

  /**
   * Fetches the file of an export, whole and checked; the caller releases it.
   *
   * @throws Problem that says why there is no file; Fault when it cannot be fetched.
   */
  async open(record: ExportRecord, signal: AbortSignal): Promise<LocalFile> {
    this.checkHasFile(record);
    let file: LocalFile;
    try {
      file = await this.files.open(record, signal);
    } catch (error) {
      throw await this.failed(record, error);
    }
    if (record.bytes === undefined) await this.note(record.id, { bytes: file.bytes });
    return file;
  }

  /** @throws Problem `conflict` or `gone` when the export has no file yet, or no more. */
  checkHasFile(record: ExportRecord): void {
    const state = stateAt(record, systemClock.now());
    if (state === 'queued' || state === 'running')
      throw new Problem('conflict', 'The export is not finished yet', { members: { export_status: state } });
    if (state === 'failed') {
      const { failure } = record;
      throw new Problem('conflict', `The export has failed: ${failure?.title ?? 'unknown'}`, {
        members: { export_status: state, code: failure?.code },
      });
    }
    if (state !== 'succeeded') {
      const detail = state === 'cancelled' ? 'The export was cancelled' : 'The file has expired';
      throw new Problem('gone', detail, { members: { export_status: state } });
    }
  }

  /** Returns what the rows of the vendor's file are compared with; undefined where the vendor did not count them. */
  async check(record: ExportRecord, signal: AbortSignal): Promise<FileCheck | undefined> {
    const { counted, project, request } = record;
    if (counted === undefined) return undefined;
    const namesServer = request.columns.some(({ field }) => SERVER_COLUMNS.includes(field));
    if (!namesServer) return { counted, isListed: undefined };
    const { enterpriseProjectId } = request;
    const isListed = await this.rows.serverCheck(project, enterpriseProjectId, ownerOf(record), signal);
    return { counted, isListed };
  }

  /** Keeps facts about the file of a finished export, if the store answers at once. */
  async note(id: string, facts: Partial<ExportRecord>): Promise<void> {
    try {
      const record = await this.store.get(id);
      if (record?.state === 'succeeded') await this.store.replace(changed(record, facts));
    } catch (error) {
      if (!(error instanceof ExportStoreFailure)) throw error;
    }
  }

  /**
   * Returns what the reader is told when a file cannot be handed out. If the file has expired upstream or cannot be
   * used, the export says so from then on.
   */
  async failed(record: ExportRecord, error: unknown): Promise<unknown> {
    if (error instanceof ExportStoreFailure) return storeProblem(error);
    if (error instanceof SpoolFault)
      return new Problem('overloaded', 'The folder for temporary files of this instance cannot be written', {
        retryAfterS: SPOOL_RETRY_S,
        cause: error,
      });
    if (error instanceof FileFault) {
      const { reason: code, message, retryable } = error;
      const title = `The exported file cannot be used: ${message}`;
      await this.end(record.id, { state: 'failed', failure: { code, title, retryable } });
      return new Problem('upstream-failed', title, { members: { code }, cause: error });
    }
    if (!(error instanceof Fault) || error.kind !== 'not_found') return error;
    await this.end(record.id, { state: 'expired' });
    return new Problem('gone', 'The file has expired', {
      members: { export_status: 'expired' },
      cause: error,
    });
  }

  /** Forgets the file of an export that its owner has removed. Bytes that cannot be removed now expire. */
  async forget({ id, owner, kept }: ExportRecord): Promise<void> {
    this.files.forget(id);
    if (kept !== undefined) await this.files.remove(owner, kept).catch(() => undefined);
  }

  private async end(id: string, change: Partial<ExportRecord>): Promise<void> {
    await this.note(id, change);
    this.changes.tell(id);
  }
}
