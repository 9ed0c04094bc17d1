import type { CursorCodec } from '../../fleet/cursor.js';
import type { Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/fault.js';
import { distinctInSlices } from '../../kernel/slices.js';
import type { ExportsConfig, Scope } from '../../platform/config/config.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import type { FleetRows } from './fleet/fleet-rows.js';
import { lacksScope } from '../../platform/http/admission/lacks-scope.js';
import type { CallerLimits } from '../../platform/limits/caller-limits.js';
import { Problem } from '../../platform/problem/problem.js';
import type { ExportType } from '../../upstream/hss/export-columns.js';
import { FileFault } from '../../upstream/hss/export-file/file-fault.js';
import type { UpstreamProject, UpstreamProjects } from '../../upstream/projects.js';
import { columnsOf, fleetColumns, vendorColumns } from './column-input.js';
import type { ExportChanges } from './export-changes.js';
import {
  CALLS_ORDERED,
  changed,
  isExportId,
  isOver,
  newExportId,
  ownerOf,
  stateAt,
  type ExportRecord,
  type FleetOrder,
  type KeptBytes,
} from './export-record.js';
import type { ExportRunner } from './export-runner.js';
import type { ExportOrderDto } from './exports.dto.js';
import type { ExportFiles, LocalFile } from './file/export-files.js';
import { fileProblem } from './file/file-problem.js';
import type { FileCheck } from './file/row-count.js';
import { dropHosts, keepHosts } from './fleet/named-hosts.js';
import type { ExportBlobs } from './store/export-blobs.js';
import { ExportStoreFailure, type ExportStore } from './store/export-store.js';

/** Seconds after which somebody with too many exports may try again: some will have ended by then. */
const LIMIT_RETRY_S = 10;
const STORE_RETRY_S = 2;
/** Some of what is kept will have come to its end by then. */
const FULL_RETRY_S = 30;
/** How much longer than its export a list of hosts is kept, in milliseconds. */
const HOSTS_GRACE_MS = 60_000;
/** How long a page's cursor stays good, in milliseconds. */
const CURSOR_TTL_MS = 3_600_000;

/** Columns that name a row's server. */
const SERVER_COLUMNS = ['host_id', 'host_name', 'host_ip'];

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
    private readonly blobs: ExportBlobs,
    private readonly projects: UpstreamProjects,
    private readonly rows: FleetRows,
    private readonly limits: CallerLimits,
    private readonly runner: ExportRunner,
    private readonly files: ExportFiles,
    private readonly changes: ExportChanges,
    private readonly cursors: CursorCodec,
    private readonly config: ExportsConfig,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem `forbidden`, `not-found` for the project, `invalid-request`, `rate-limited`, `key-reused`, `store-unavailable`. */
  async order(order: ExportOrderDto, key: string | undefined, caller: Caller): Promise<Ordered> {
    this.checkRead(caller, order.asset_type);
    const project = this.projectOf(caller, order.project);
    const now = this.clock.now();
    const id = newExportId(now);
    const { asset_type: type, category = 'host', filter = {} } = order;
    const fleet = await this.fleetOrder(order, id, caller);
    // The point of the request itself pays for one of them.
    if (fleet === undefined) await this.limits.charge(caller, CALLS_ORDERED - 1);
    const choice = fleet === undefined ? vendorColumns(type) : fleetColumns(this.rows.fields(type));
    const record: ExportRecord = {
      id,
      version: 1,
      owner: caller.id,
      project: project.alias,
      request: {
        type,
        category,
        columns: columnsOf(choice, order.columns),
        ...(Object.keys(filter).length === 0 ? {} : { filter }),
        enterpriseProjectId: order.enterprise_project_id ?? project.enterpriseProjectId,
        ...(fleet === undefined ? {} : { fleet }),
      },
      state: 'queued',
      createdAt: now,
      deadlineAt: now + this.config.deadlineS * 1_000,
      expiresAt: now + this.config.keepS * 1_000,
      ...(caller.pointsPerMinute === undefined ? {} : { pointsPerMinute: caller.pointsPerMinute }),
    };
    const claim =
      key === undefined ? undefined : { key, order: JSON.stringify([record.project, record.request]) };
    const created = await this.kept(() => this.store.create(record, this.config, claim));
    if (created.kind !== 'created') await this.dropHosts(record);
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

  /** An export, for a caller that may read what it holds. @throws Problem `not-found`, `forbidden`. */
  async get(id: string, caller: Caller): Promise<ExportRecord> {
    const record = await this.owned(id, caller);
    this.checkRead(caller, record.request.type);
    return record;
  }

  private async owned(id: string, caller: Caller): Promise<ExportRecord> {
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
    return {
      records: page.filter(
        ({ project, request }) => maySee(caller, project) && mayRead(caller, request.type),
      ),
      nextCursor,
    };
  }

  /** Cancels an export that is under way; forgets one that is over. @throws Problem `not-found`. */
  async remove(id: string, caller: Caller): Promise<void> {
    for (;;) {
      const record = await this.owned(id, caller);
      if (isOver(record)) {
        await this.kept(() => this.store.remove(record));
        this.files.forget(id);
        if (record.kept !== undefined) await this.dropBytes(record.owner, record.kept);
        return;
      }
      const cancelled = changed(record, { state: 'cancelled', finishedAt: this.clock.now() });
      if (!(await this.kept(() => this.store.replace(cancelled)))) continue;
      this.runner.drop(id);
      this.changes.tell(id);
      await this.dropHosts(record);
      return;
    }
  }

  /**
   * The file of a finished export, whole and checked; the caller releases it.
   *
   * @throws Problem that names why there is none; Fault when it cannot be fetched.
   */
  async open(record: ExportRecord, signal: AbortSignal): Promise<LocalFile> {
    this.checkHasFile(record);
    let file: LocalFile;
    try {
      file = await this.files.open(record, signal);
    } catch (error) {
      throw await this.told(record, error);
    }
    if (record.bytes === undefined) await this.note(record.id, { bytes: file.bytes });
    return file;
  }

  /** @throws Problem `conflict` or `gone` when the export has no file yet, or no more. */
  checkHasFile(record: ExportRecord): void {
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
  }

  /** What the rows of the vendor's file are held against; undefined where the vendor did not count them. */
  async check(record: ExportRecord, signal: AbortSignal): Promise<FileCheck | undefined> {
    const { counted, project, request } = record;
    if (counted === undefined) return undefined;
    const fields = request.columns.map(({ field }) => field);
    if (!SERVER_COLUMNS.some((name) => fields.includes(name))) return { counted, isListed: undefined };
    const isListed = await this.rows.serverCheck(
      project,
      request.enterpriseProjectId,
      ownerOf(record),
      signal,
    );
    return { counted, isListed };
  }

  /** Keeps what has become known of a finished export, if that can be done at once. */
  async note(id: string, facts: Pick<ExportRecord, 'bytes' | 'rows' | 'complete'>): Promise<void> {
    try {
      const record = await this.store.get(id);
      if (record?.state === 'succeeded') await this.store.replace(changed(record, facts));
    } catch (error) {
      if (!(error instanceof ExportStoreFailure)) throw error;
    }
  }

  /**
   * What its reader is told of a file that cannot be handed out. Whether it is gone or of no use, the export says so
   * from then on.
   */
  async told(record: ExportRecord, error: unknown): Promise<unknown> {
    if (error instanceof ExportStoreFailure) return unavailable(error);
    if (error instanceof FileFault) {
      const { reason: code, message, retryable } = error;
      const title = `The exported file is of no use: ${message}`;
      await this.end(record.id, { state: 'failed', failure: { code, title, retryable } });
    }
    if (!(error instanceof Fault) || error.kind !== 'not_found') return fileProblem(error);
    await this.end(record.id, { state: 'expired' });
    return new Problem('gone', 'The file has expired', {
      members: { export_status: 'expired' },
      cause: error,
    });
  }

  /** Keeps that a finished export has no file after all, if that can be done at once. */
  private async end(id: string, change: Partial<ExportRecord>): Promise<void> {
    try {
      const record = await this.store.get(id);
      if (record?.state === 'succeeded') await this.store.replace(changed(record, change));
    } catch (error) {
      if (!(error instanceof ExportStoreFailure)) throw error;
    }
    this.changes.tell(id);
  }

  /** What makes the order one of our own query, its hosts kept; undefined when the vendor shall make the file. */
  private async fleetOrder(
    { host_ids: ids, hosts, format = 'csv', partial = 'allow', category, max_age: maxAgeS }: ExportOrderDto,
    id: string,
    caller: Caller,
  ): Promise<FleetOrder | undefined> {
    if (ids === undefined && hosts === undefined) return undefined;
    const wanted = {
      format,
      partial,
      ...(category === undefined ? {} : { category }),
      ...(maxAgeS === undefined ? {} : { maxAgeS }),
    };
    if (ids === undefined) return { ...wanted, hosts: { selection: hosts ?? {} } };
    const distinct = await distinctInSlices(ids);
    this.limits.affords(caller, distinct.length);
    const ttlMs = this.config.deadlineS * 1_000 + HOSTS_GRACE_MS;
    return {
      ...wanted,
      hosts: { ids: await this.kept(() => keepHosts(this.blobs, id, distinct, ttlMs)) },
    };
  }

  private async dropHosts({ id, owner, request: { fleet } }: ExportRecord): Promise<void> {
    if (fleet === undefined || !('ids' in fleet.hosts)) return;
    await dropHosts(this.blobs, owner, id, fleet.hosts.ids).catch(() => undefined);
  }

  /** What cannot be dropped now goes by its time to live. */
  private async dropBytes(owner: string, { name, pieces }: KeptBytes): Promise<void> {
    await this.blobs.remove(owner, name, pieces).catch(() => undefined);
  }

  private checkRead(caller: Caller, type: ExportType): void {
    if (!mayRead(caller, type)) throw lacksScope(readScopesOf(type), caller);
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
      throw unavailable(error);
    }
  }
}

function unavailable(cause: ExportStoreFailure): Problem {
  if (cause.full)
    return new Problem('store-full', 'Redis, which all instances share, is full: nothing new can be kept', {
      retryAfterS: FULL_RETRY_S,
      cause,
    });
  return new Problem('store-unavailable', 'Exports cannot be looked up at the moment', {
    retryAfterS: STORE_RETRY_S,
    cause,
  });
}

export function noSuchExport(): Problem {
  return new Problem('not-found', 'There is no such export');
}

/** Scopes of which one is needed to read rows of a type, as in queries of it. */
function readScopesOf(type: ExportType): readonly Scope[] {
  return type === 'port' ? ['ports:read', 'assets:read'] : ['assets:read'];
}

function mayRead({ scopes }: Caller, type: ExportType): boolean {
  return readScopesOf(type).some((scope) => scopes.has(scope));
}

function bindingOf(caller: Caller): string {
  return `exports of ${caller.id}`;
}
