import { isTimeOrderedId } from '../../kernel/time-ordered-id.js';
import { Inject, Injectable } from '@nestjs/common';
import { CursorCodec } from '../../fleet/cursor.js';
import { systemClock } from '../../kernel/clock.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { Problem } from '../../platform/problem/problem.js';
import { ExportJobs } from './export-jobs.js';
import { changed, isOver, type ExportRecord } from './export-record.js';
import { FinishedFiles } from './file/finished-files.js';
import { OrderPreparation } from './order-preparation.js';
import { checkReadRows, mayReadRows } from '../../rest/read-scopes.js';
import { ExportStore } from './store/export-store.js';
import { withStore } from './store/store-problem.js';

/** How long the cursor of a page may be used, in milliseconds. A choice. */
const CURSOR_TTL_MS = 3_600_000;

export interface ExportPage {
  readonly records: readonly ExportRecord[];
  readonly nextCursor: string | null;
}

/** Looks up and removes exports for their owners. An export of another caller is answered like one that does not exist. */
@Injectable()
export class ExportsService {
  constructor(
    @Inject(ExportStore) private readonly store: ExportStore,
    @Inject(ExportJobs) private readonly jobs: ExportJobs,
    private readonly preparation: OrderPreparation,
    private readonly files: FinishedFiles,
    private readonly cursors: CursorCodec,
  ) {}

  /** Returns an export to a caller that may read its rows. @throws Problem `not-found`, `forbidden`. */
  async get(id: string, caller: Caller): Promise<ExportRecord> {
    const record = await this.owned(id, caller);
    checkReadRows(caller, record.request.type);
    return record;
  }

  /** Returns the caller's own exports, newest first. @throws Problem `invalid-cursor`. */
  async list(caller: Caller, limit: number, cursor: string | undefined): Promise<ExportPage> {
    const before = this.placeOf(caller, cursor);
    const records = await withStore(() => this.store.list(caller.id, before, limit + 1));
    const page = records.slice(0, limit);
    const last = page.at(-1);
    const nextCursor =
      records.length > limit && last !== undefined
        ? this.cursors.encode(last.id, {
            binding: bindingOf(caller),
            expiresAtMs: systemClock.now() + CURSOR_TTL_MS,
          })
        : null;
    return {
      records: page.filter(
        ({ project, request }) => maySee(caller, project) && mayReadRows(caller, request.type),
      ),
      nextCursor,
    };
  }

  /** Cancels an export that is under way; forgets one that is over. @throws Problem `not-found`. */
  async remove(id: string, caller: Caller): Promise<void> {
    for (;;) {
      const record = await this.owned(id, caller);
      if (isOver(record)) {
        await withStore(() => this.store.remove(record));
        await this.files.forget(record);
        return;
      }
      const cancelled = changed(record, { state: 'cancelled', finishedAt: systemClock.now() });
      if (!(await withStore(() => this.store.replace(cancelled)))) continue;
      this.jobs.drop(id);
      await this.preparation.dropHosts(record);
      return;
    }
  }

  private async owned(id: string, caller: Caller): Promise<ExportRecord> {
    const record = isTimeOrderedId(id) ? await withStore(() => this.store.get(id)) : undefined;
    if (record?.owner !== caller.id || !maySee(caller, record.project)) throw noSuchExport();
    return record;
  }

  private placeOf(caller: Caller, cursor: string | undefined): string | undefined {
    if (cursor === undefined) return undefined;
    const reading = this.cursors.decode(cursor, {
      binding: bindingOf(caller),
      nowMs: systemClock.now(),
    });
    if (reading.ok && typeof reading.payload === 'string' && isTimeOrderedId(reading.payload))
      return reading.payload;
    const detail =
      !reading.ok && reading.reason === 'expired'
        ? 'The cursor has expired'
        : 'The cursor does not belong to this list, or was altered';
    throw new Problem('invalid-cursor', detail, { errors: [{ parameter: 'cursor', detail }] });
  }
}

export function noSuchExport(): Problem {
  return new Problem('not-found', 'There is no such export');
}

function bindingOf(caller: Caller): string {
  return `exports of ${caller.id}`;
}
