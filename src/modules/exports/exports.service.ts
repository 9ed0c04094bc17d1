import type { CursorCodec } from '../../fleet/cursor.js';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/fault.js';
import type { ExportsConfig } from '../../platform/config/config.js';
import { maySee, type Caller } from '../../platform/http/caller.js';
import { Problem } from '../../platform/problem/problem.js';
import type { ExportFile } from '../../upstream/hss/export-file/export-file.js';
import type { UpstreamProject, UpstreamProjects } from '../../upstream/projects.js';
import { columnsOf } from './column-input.js';
import type { ExportChanges } from './export-changes.js';
import { changed, isExportId, isOver, newExportId, stateAt, type ExportRecord } from './export-record.js';
import type { ExportRunner } from './export-runner.js';
import type { ExportOrderDto } from './exports.dto.js';
import type { ExportFiles } from './file/export-files.js';
import { fileProblem } from './file/file-problem.js';
import { ExportStoreFailure, type ExportStore } from './store/export-store.js';

/** Seconds after which somebody with too many exports may try again: some will have ended by then. */
const LIMIT_RETRY_S = 10;
const STORE_RETRY_S = 2;
/** How long a page's cursor stays good, in milliseconds. */
const CURSOR_TTL_MS = 3_600_000;

export interface Ordered {
  readonly record: ExportRecord;
  /** Whether this order had come before, under the same key. */
  readonly repeated: boolean;
}

export interface ExportPage {
  readonly records: readonly ExportRecord[];
  readonly nextCursor: string | null;
}

/** Exports as their owners use them. One that is not the caller's is answered like one that does not exist. */
export class ExportsService {
  constructor(
    private readonly store: ExportStore,
    private readonly projects: UpstreamProjects,
    private readonly runner: ExportRunner,
    private readonly files: ExportFiles,
    private readonly changes: ExportChanges,
    private readonly cursors: CursorCodec,
    private readonly config: ExportsConfig,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `not-found` for the project, `rate-limited`, `key-reused`, `store-unavailable`. */
  async order(order: ExportOrderDto, key: string | undefined, caller: Caller): Promise<Ordered> {
    const project = this.projectOf(caller, order.project);
    const now = this.clock.now();
    const { asset_type: type, category = 'host', filter = {} } = order;
    const record: ExportRecord = {
      id: newExportId(now),
      version: 1,
      owner: caller.id,
      project: project.alias,
      request: {
        type,
        category,
        columns: columnsOf(type, order.columns),
        ...(Object.keys(filter).length === 0 ? {} : { filter }),
        enterpriseProjectId: order.enterprise_project_id ?? project.enterpriseProjectId,
      },
      state: 'queued',
      createdAt: now,
      deadlineAt: now + this.config.deadlineS * 1_000,
      expiresAt: now + this.config.keepS * 1_000,
    };
    const claim =
      key === undefined ? undefined : { key, order: JSON.stringify([record.project, record.request]) };
    const created = await this.kept(() => this.store.create(record, this.config, claim));
    switch (created.kind) {
      case 'created':
        this.runner.begin(record.id);
        return { record, repeated: false };
      case 'known':
        return { record: created.record, repeated: true };
      case 'key_taken':
        throw new Problem('key-reused', 'This key was used for another export before', {
          errors: [{ parameter: 'Idempotency-Key', detail: 'was used for another export before' }],
        });
      case 'limit': {
        const most = created.of === 'caller' ? this.config.perCaller : this.config.perProject;
        const whose = created.of === 'caller' ? 'of yours are' : 'of this project are';
        throw new Problem('rate-limited', `${most} exports ${whose} under way, which is the most at a time`, {
          retryAfterS: LIMIT_RETRY_S,
        });
      }
    }
  }

  /** @throws Problem `not-found`. */
  async get(id: string, caller: Caller): Promise<ExportRecord> {
    const record = isExportId(id) ? await this.kept(() => this.store.get(id)) : undefined;
    if (record?.owner !== caller.id || !maySee(caller, record.project)) throw noSuchExport();
    return record;
  }

  /** The caller's own, newest first. @throws Problem `invalid-cursor`. */
  async list(caller: Caller, limit: number, cursor: string | undefined): Promise<ExportPage> {
    const before = this.placeOf(caller, cursor);
    const records = await this.kept(() => this.store.list(caller.id, before, limit + 1));
    const page = records.slice(0, limit);
    const last = page.at(-1);
    const nextCursor =
      records.length > limit && last !== undefined
        ? this.cursors.encode(last.id, {
            binding: bindingOf(caller),
            expiresAtMs: this.clock.now() + CURSOR_TTL_MS,
          })
        : null;
    return { records: page.filter(({ project }) => maySee(caller, project)), nextCursor };
  }

  /** Cancels an export that is under way; forgets one that is over. @throws Problem `not-found`. */
  async remove(id: string, caller: Caller): Promise<void> {
    for (;;) {
      const record = await this.get(id, caller);
      if (isOver(record)) {
        await this.kept(() => this.store.remove(record));
        this.files.forget(id);
        return;
      }
      const cancelled = changed(record, { state: 'cancelled', finishedAt: this.clock.now() });
      if (!(await this.kept(() => this.store.replace(cancelled)))) continue;
      this.runner.drop(id);
      this.changes.tell(id);
      return;
    }
  }

  /**
   * The file of a finished export, whole and checked; the caller releases it.
   *
   * @throws Problem that names why there is none; Fault when it cannot be fetched.
   */
  async open(record: ExportRecord, signal: AbortSignal): Promise<ExportFile> {
    const state = stateAt(record, this.clock.now());
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
    let file: ExportFile;
    try {
      file = await this.files.open(record, signal);
    } catch (error) {
      throw await this.told(record, error);
    }
    if (record.bytes === undefined) await this.note(record.id, { bytes: file.bytes });
    return file;
  }

  /** Keeps what has become known of a finished export, if that can be done at once. */
  async note(id: string, facts: { readonly bytes: number } | { readonly rows: number }): Promise<void> {
    try {
      const record = await this.store.get(id);
      if (record?.state === 'succeeded') await this.store.replace(changed(record, facts));
    } catch (error) {
      if (!(error instanceof ExportStoreFailure)) throw error;
    }
  }

  private async told(record: ExportRecord, error: unknown): Promise<unknown> {
    if (!(error instanceof Fault) || error.kind !== 'not_found') return fileProblem(error);
    await this.store.replace(changed(record, { state: 'expired' })).catch(() => false);
    this.changes.tell(record.id);
    return new Problem('gone', 'The file has expired', {
      members: { export_status: 'expired' },
      cause: error,
    });
  }

  private projectOf(caller: Caller, alias: string | undefined): UpstreamProject {
    const found = alias === undefined ? this.projects.default : this.projects.find(alias);
    if (found !== undefined && maySee(caller, found.alias)) return found;
    throw new Problem('not-found', 'There is no such project', {
      errors: [{ parameter: 'project', detail: 'is not known' }],
    });
  }

  private placeOf(caller: Caller, cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined;
    const reading = this.cursors.decode(cursor, { binding: bindingOf(caller), nowMs: this.clock.now() });
    if (reading.ok && typeof reading.payload === 'string' && isExportId(reading.payload))
      return reading.payload;
    const detail =
      !reading.ok && reading.reason === 'expired'
        ? 'The cursor has expired'
        : 'The cursor does not belong to this list, or was altered';
    throw new Problem('invalid-cursor', detail, { errors: [{ parameter: 'cursor', detail }] });
  }

  private async kept<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ExportStoreFailure)) throw error;
      throw new Problem('store-unavailable', 'Exports cannot be looked up at the moment', {
        retryAfterS: STORE_RETRY_S,
        cause: error,
      });
    }
  }
}

export function noSuchExport(): Problem {
  return new Problem('not-found', 'There is no such export');
}

function bindingOf(caller: Caller): string {
  return `exports of ${caller.id}`;
}
