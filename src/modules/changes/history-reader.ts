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

/** A stretch of time, both ends included, Unix milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Newest first; changes that say the same in every member are one. */
export const compareChanges = inOrderOf<ChangeRow>(
  descending(by((row) => row.seen_at)),
  by((row) => row.project),
  by((row) => row.host_id),
  by((row) => row.change),
  by((row) => JSON.stringify(row)),
);

/** Changes kept for the pages that follow, in bytes. A choice. */
const KEPT_BYTES = shareOfHeap(1 / 24, 96 * 1024 * 1024);
/** What a list of changes weighs by itself, in bytes. */
const LIST_BYTES = 100;
/** How long, in milliseconds: a history that has ended hardly changes. */
const KEPT_MS = 60_000;

/** Reads histories whole, whatever the vendor's offsets allow. */
export class HistoryReader {
  private readonly kept = new LRUCache<string, readonly ChangeRow[]>({
    maxSize: KEPT_BYTES,
    ttl: KEPT_MS,
    sizeCalculation: (rows, key) => LIST_BYTES + 2 * key.length + weightOfRows(rows),
  });

  constructor(private readonly options: { readonly pageLimit: number; readonly window: number }) {}

  /** All changes of a span, newest first. @throws Fault */
  async read(
    definition: ChangeDefinition,
    project: UpstreamProject,
    enterpriseProjectId: string,
    span: Span,
    hostId: string | undefined,
    context: QueryContext,
  ): Promise<readonly ChangeRow[]> {
    const key = cacheKey(
      definition.history.type,
      project.alias,
      enterpriseProjectId,
      `${span.fromMs} ${span.toMs}`,
      hostId ?? '',
    );
    const kept = this.kept.get(key);
    if (kept !== undefined) return kept;
    const parts = await this.readSpan(definition, project, enterpriseProjectId, span, hostId, context);
    this.kept.set(key, parts);
    return parts;
  }

  /** A span that holds more changes than offsets reach is read as two halves. */
  private async readSpan(
    definition: ChangeDefinition,
    project: UpstreamProject,
    enterpriseProjectId: string,
    span: Span,
    hostId: string | undefined,
    context: QueryContext,
  ): Promise<readonly ChangeRow[]> {
    const { history } = definition;
    const asked = { ...span, ...(hostId === undefined ? {} : { hostId }) };
    const page = async (offset: number, limit: number, signal: AbortSignal) => {
      const call = changeRows(history, asked, enterpriseProjectId, { offset, limit });
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
      const parts: ChangeRow[] = [];
      for (const half of halves) {
        for (const row of await this.readSpan(
          definition,
          project,
          enterpriseProjectId,
          half,
          hostId,
          context,
        ))
          parts.push(row);
      }
      return parts;
    }
    let given: typeof first | undefined = first;
    return readWholeList({
      fetchPage: ({ offset, limit, signal }) => {
        // The page that told how many there are need not be asked for again, unless it has to be read anew.
        const known = offset === 0 ? given : undefined;
        if (offset === 0) given = undefined;
        return known === undefined ? page(offset, limit, signal) : Promise.resolve(known);
      },
      ...this.options,
      compare: compareChanges,
      maxOffset: history.maxOffset,
      signal: context.signal,
    });
  }
}
