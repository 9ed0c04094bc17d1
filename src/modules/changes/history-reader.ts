import { LRUCache } from 'lru-cache';
import { readWholeList } from '../../fleet/read-list.js';
import { by, descending, inOrderOf } from '../../fleet/order.js';
import { shareOfHeap, weightOf, weightOfRows } from '../../kernel/memory.js';
import { changeRows } from '../../upstream/hss/asset-calls.js';
import { pagesBehind } from '../../upstream/hss/list.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { cacheKey } from '../../query/cache/row-cache.js';
import { changeRow, type ChangeRow } from '../../asset-types/changes/change-rows.js';
import type { ChangeDefinition } from '../../asset-types/changes/change-types.js';

/** A span of time, both ends included, in Unix milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Which changes to read. */
export interface HistoryRequest {
  readonly definition: ChangeDefinition;
  readonly project: UpstreamProject;
  readonly enterpriseProjectId: string;
  readonly span: Span;
  /** Restricts the history to this server. */
  readonly hostId?: string;
}

/** Newest first; changes that say the same in every member are one. */
export const compareChanges = inOrderOf<ChangeRow>(
  descending(by((row) => row.seen_at)),
  by((row) => row.project),
  by((row) => row.host_id),
  by((row) => row.change),
  by((row) => JSON.stringify(row)),
);

/** Memory for changes that later pages will need, in bytes. A choice. */
const KEPT_BYTES = shareOfHeap(1 / 24, 96 * 1024 * 1024);
/** Weight of a list of changes besides its rows, in bytes. */
const LIST_BYTES = 100;
/** How long changes are kept, in milliseconds: the past hardly changes. A choice. */
const KEPT_MS = 60_000;

/** Reads whole histories, also those that are longer than the vendor's offsets reach. */
export class HistoryReader {
  private readonly kept = new LRUCache<string, readonly ChangeRow[]>({
    maxSize: KEPT_BYTES,
    ttl: KEPT_MS,
    sizeCalculation: (rows, key) => LIST_BYTES + 2 * key.length + weightOfRows(rows),
  });

  constructor(private readonly options: { readonly pageLimit: number; readonly window: number }) {}

  /** Returns all changes of a span, newest first. @throws Fault */
  async read(request: HistoryRequest, context: QueryContext): Promise<readonly ChangeRow[]> {
    const { definition, project, enterpriseProjectId, span, hostId } = request;
    const key = cacheKey(
      definition.history.type,
      project.alias,
      enterpriseProjectId,
      `${span.fromMs} ${span.toMs}`,
      hostId ?? '',
    );
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    const changes = await this.readSpan(request, context);
    this.kept.set(key, changes);
    return changes;
  }

  /** Reads a span in two halves where it holds more changes than the vendor's offsets reach. */
  private async readSpan(request: HistoryRequest, context: QueryContext): Promise<readonly ChangeRow[]> {
    const { project, enterpriseProjectId, span, hostId } = request;
    const { history } = request.definition;
    const filter = { ...span, ...(hostId === undefined ? {} : { hostId }) };
    const page = async (offset: number, limit: number, signal: AbortSignal) => {
      const call = changeRows(history, filter, enterpriseProjectId, { offset, limit });
      const { rows, total } = await project.hss.rows(call, context.under(signal));
      const changes = rows.map((row) => changeRow(project.alias, row));
      for (const row of changes) context.held.take(weightOf(row));
      return { rows: changes, total };
    };
    const first = await page(0, this.options.pageLimit, context.signal);
    await context.meter?.cover(pagesBehind(first.total, this.options.pageLimit));
    if (first.total !== null && first.total >= history.maxOffset && span.toMs > span.fromMs) {
      const middle = Math.floor((span.fromMs + span.toMs) / 2);
      const halves = [
        { fromMs: middle + 1, toMs: span.toMs },
        { fromMs: span.fromMs, toMs: middle },
      ];
      const changes: ChangeRow[] = [];
      for (const half of halves)
        for (const row of await this.readSpan({ ...request, span: half }, context)) changes.push(row);
      return changes;
    }
    let unused: typeof first | undefined = first;
    return readWholeList({
      fetchPage: ({ offset, limit, signal }) => {
        // The first page is used once. When the walk starts over, it has to be read again.
        const known = offset === 0 ? unused : undefined;
        if (offset === 0) unused = undefined;
        return known === undefined ? page(offset, limit, signal) : Promise.resolve(known);
      },
      ...this.options,
      compare: compareChanges,
      maxOffset: history.maxOffset,
      signal: context.signal,
    });
  }
}
