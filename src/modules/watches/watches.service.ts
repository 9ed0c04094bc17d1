import { Inject, Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/config.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { Problem } from '../../platform/problem/problem.js';
import type { Page } from '../../query/question/answer.js';
import { Cursors } from '../../query/question/cursors.js';
import type { QueryContext } from '../../query/question/query-context.js';
import type { ChangeBatch, Delivery, Watch, WatchChange, WatchRecord } from '../../query/watches/watch.js';
import { WatchBook } from '../../query/watches/watch-book.js';
import { WatchStoreFailure } from '../../query/watches/watch-store.js';
import { listOutcome, type ListSummaryDto } from '../../rest/answers/list-summary.js';
import { cursorBinding } from '../../rest/input/cursor-binding.js';
import { mayReadRows } from '../../rest/read-scopes.js';
import { ConfiguredWatches } from './configured-watches.js';
import { sinceOf, type WatchChangesParamsDto, type WatchDto } from './watches.dto.js';

/** Batches that are read at a time. A choice: 1 000 changes. */
const BATCHES_AT_ONCE = 10;
/** Seconds after which a caller may try again while the store is out of reach. A choice. */
const AWAY_RETRY_S = 2;

/** Shows watches and what they have found to callers who may see it. */
@Injectable()
export class WatchesService {
  constructor(
    private readonly configured: ConfiguredWatches,
    private readonly book: WatchBook,
    private readonly cursors: Cursors,
    @Inject(AppConfig) private readonly config: AppConfig,
  ) {}

  /** Returns the watches that a caller may see, as they are configured. @throws Problem `store-unavailable`. */
  async list(caller: Caller): Promise<WatchDto[]> {
    const found: WatchDto[] = [];
    for (const watch of this.configured.watches.values()) {
      if (!isSeenBy(watch, caller)) continue;
      found.push(this.view(watch, await inStore(() => this.book.read(watch.name))));
    }
    return found;
  }

  /** Returns a watch. @throws Problem `not-found` when there is none that the caller may see. */
  watchOf(name: string, caller: Caller): Watch {
    const watch = this.configured.watches.get(name);
    if (watch === undefined || !isSeenBy(watch, caller))
      throw new Problem('not-found', 'There is no such watch, or none whose rows you may read');
    return watch;
  }

  /** Returns up to `limit` changes after the cursor, newest first. @throws Problem. */
  async page(
    { name }: Watch,
    params: WatchChangesParamsDto,
    limit: number,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<WatchChange, ListSummaryDto>> {
    const kinds = params.change?.toSorted() ?? null;
    const binding = cursorBinding(['watch', name, caller.id, params.since ?? null, kinds]);
    const before = (this.cursors.read(binding, params.cursor) as number | undefined) ?? Infinity;
    const record = await inStore(() => this.book.read(name));
    const wanted = record.batches.filter(({ atMs }) => atMs >= sinceOf(params));
    const all: WatchChange[] = [];
    for (const batches of inGroups(wanted))
      all.push(...(await inStore(() => this.book.changes(name, batches))));
    const matching = all.filter(({ change }) => kinds?.includes(change) !== false).reverse();
    const rest = matching.filter(({ seq }) => seq < before);
    const items = rest.slice(0, limit);
    const last = items.at(-1);
    const counts = { items: items.length, total: matching.length };
    return {
      items,
      next_cursor:
        last === undefined || items.length === rest.length ? null : this.cursors.write(binding, last.seq),
      ...listOutcome([], counts, record.lookedMs === 0 ? Date.now() : record.lookedMs, context),
    };
  }

  private view(watch: Watch, record: WatchRecord): WatchDto {
    const { name, project, type, intervalMs, fullEveryMs, hook } = watch;
    const { baselineMs, baselineReason, lookedMs, wholeMs, rows, unlisted, batches, failure } = record;
    const begun = baselineMs > 0;
    return {
      ...{ name, project, asset_type: type },
      tell: [...(this.config.watches.find((each) => each.name === name)?.tell ?? [])],
      ...{ interval_s: intervalMs / 1_000, full_every_s: fullEveryMs / 1_000 },
      status: failure !== null ? 'failing' : begun ? 'watching' : 'starting',
      baseline_at: instantOf(baselineMs),
      baseline_reason: begun ? baselineReason : null,
      ...{ looked_at: instantOf(lookedMs), whole_at: instantOf(wholeMs), rows, unlisted_keys: unlisted },
      changes: batches.reduce((sum, { count }) => sum + count, 0),
      failure: failure === null ? null : { code: failure.code, at: new Date(failure.atMs).toISOString() },
      webhook: hook === undefined ? null : webhookView(hook.url, record),
    };
  }
}

function webhookView(
  url: string,
  { pending, delivered, dead, deadLetters }: WatchRecord,
): NonNullable<WatchDto['webhook']> {
  const { host } = new URL(url);
  return { host, pending: pending.length, delivered, dead, dead_letters: deadLetters.map(letterView) };
}

function letterView({ id, createdMs, attempts, first, count, reason }: Delivery) {
  const created_at = new Date(createdMs).toISOString();
  return { id, created_at, attempts, first_seq: first, changes: count, reason };
}

function isSeenBy({ project, type }: Watch, caller: Caller): boolean {
  return maySee(caller, project) && mayReadRows(caller, type);
}

function inGroups(batches: readonly ChangeBatch[]): (readonly ChangeBatch[])[] {
  const groups = Math.ceil(batches.length / BATCHES_AT_ONCE);
  return Array.from({ length: groups }, (_, at) =>
    batches.slice(at * BATCHES_AT_ONCE, (at + 1) * BATCHES_AT_ONCE),
  );
}

/** Does what needs the store. @throws Problem `store-unavailable`. */
async function inStore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WatchStoreFailure)) throw error;
    throw new Problem('store-unavailable', 'What watches have found cannot be looked up at the moment', {
      retryAfterS: AWAY_RETRY_S,
      cause: error,
    });
  }
}

function instantOf(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}
