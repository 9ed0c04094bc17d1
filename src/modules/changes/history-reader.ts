import { LRUCache } from 'lru-cache';
import { readWholeList } from '../../fleet/read-list.js';
import { by, descending, inOrderOf } from '../../fleet/order.js';
import { shareOfHeap, weightOf, weightOfRows } from '../../kernel/memory.js';
import { changeRows } from '../../upstream/hss/asset-calls.js';
import { pagesBehind } from '../../upstream/hss/list.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import { overProjects } from '../../query/servers/over-projects.js';
import type { ChangesRequest, ChangesSource, FoundChanges, Span } from './changes-source.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { cacheKey } from '../../query/cache/row-cache.js';
import { changeRow, type ChangeRow } from '../../asset-types/changes/change-rows.js';
import type { HistoryDefinition } from '../../asset-types/changes/change-types.js';

/** Which changes to read. */
interface HistoryRequest {
  readonly definition: HistoryDefinition;
  readonly project: UpstreamProject;
  readonly enterpriseProjectId: string;
  readonly span: Span;
  /** Restricts the history to this server. */
  readonly hostId?: string;
  /** How old kept changes may be, in milliseconds. */
  readonly maxAgeMs: number;
}

/** The changes of one question, and when they were read, Unix milliseconds. */
interface KeptChanges {
  readonly readAt: number;
  readonly rows: readonly ChangeRow[];
}

/** Newest first; changes that say the same in every member are one. */
const compareChanges = inOrderOf<ChangeRow>(
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
  private readonly kept = new LRUCache<string, KeptChanges>({
    maxSize: KEPT_BYTES,
    ttl: KEPT_MS,
    sizeCalculation: ({ rows }, key) => LIST_BYTES + 2 * key.length + weightOfRows(rows),
  });

  constructor(private readonly options: { readonly pageLimit: number; readonly window: number }) {}

  /** Returns the source of the changes of one type. */
  sourceOf(definition: HistoryDefinition): ChangesSource {
    return { find: (request, context) => this.find(definition, request, context) };
  }

  private async find(
    definition: HistoryDefinition,
    { params, projects, span, maxAgeMs, hostIds, mark }: ChangesRequest,
    context: QueryContext,
  ): Promise<FoundChanges> {
    const [only] = hostIds?.size === 1 ? hostIds : [undefined];
    const { parts, projectFailures } = await overProjects(projects, context, (project) =>
      this.read(
        {
          definition,
          project,
          enterpriseProjectId: params.enterprise_project_id ?? project.enterpriseProjectId,
          span,
          ...(only === undefined ? {} : { hostId: only }),
          // Later pages go on in what the first one has read.
          maxAgeMs: mark === undefined ? maxAgeMs : KEPT_MS,
        },
        context,
      ),
    );
    const all = parts.flatMap(({ value }) => value);
    const rows =
      hostIds === undefined
        ? all
        : all.filter(({ host_id: hostId }) => hostId !== null && hostIds.has(hostId));
    if (parts.length > 1) rows.sort(compareChanges);
    return { rows, projectFailures, span, mark: null };
  }

  /** Returns all changes of a span, newest first. @throws Fault */
  private async read(request: HistoryRequest, context: QueryContext): Promise<readonly ChangeRow[]> {
    const { definition, project, enterpriseProjectId, span, hostId, maxAgeMs } = request;
    const key = cacheKey(
      definition.history.type,
      project.alias,
      enterpriseProjectId,
      `${span.fromMs} ${span.toMs}`,
      hostId ?? '',
    );
    const kept = this.kept.get(key);
    const readAt = Date.now();
    if (kept !== undefined && readAt - kept.readAt < maxAgeMs) return kept.rows;
    const rows = await this.readSpan(request, context);
    this.kept.set(key, { readAt, rows });
    return rows;
  }

  /** Reads a span in two halves where it holds more changes than the vendor's offsets reach. */
  private async readSpan(request: HistoryRequest, context: QueryContext): Promise<readonly ChangeRow[]> {
    const { project, enterpriseProjectId, span, hostId } = request;
    const { history } = request.definition;
    const filter = { ...span, ...(hostId === undefined ? {} : { hostId }) };
    const page = async (offset: number, limit: number, signal: AbortSignal) => {
      const call = changeRows(history, filter, enterpriseProjectId, { offset, limit });
      const { rows, total, limit: pageSize } = await project.hss.rows(call, context.under(signal));
      const changes = rows.map((row) => changeRow(project.alias, row));
      for (const row of changes) context.held.take(weightOf(row));
      return { rows: changes, total, limit: pageSize };
    };
    const first = await page(0, this.options.pageLimit, context.signal);
    await context.meter?.cover(pagesBehind(first.total, first.limit ?? this.options.pageLimit));
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
