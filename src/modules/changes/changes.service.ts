import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { JsonValue } from '../../fleet/cursor.js';
import { AppConfig } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { Page } from '../../query/question/answer.js';
import { Cursors } from '../../query/question/cursors.js';
import { projectFailureDto } from '../../query/question/failures.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import type { ChangeRow } from '../../asset-types/changes/change-rows.js';
import {
  HISTORY_DEFINITIONS,
  PORT_CHANGES,
  type ChangeDefinition,
} from '../../asset-types/changes/change-types.js';
import { givenFilters, matcherOf } from '../../asset-types/row-filter.js';
import { cursorBinding } from '../../rest/input/cursor-binding.js';
import { instantMs } from '../../rest/input/input-rules.js';
import type { ChangeKind } from '../../upstream/hss/assets/changes.js';
import type { ChangesParams, ChangesSummaryDto } from './changes.dto.js';
import type { ChangesSource, Span } from './changes-source.js';
import { HistoryReader } from './history-reader.js';
import { PortComparison } from './port-comparison.js';

const DAY_MS = 86_400_000;

/** Content of a cursor: the span of the walk, the source's mark, and the last change that was sent with its place. */
type Position = readonly [fromMs: number, toMs: number, mark: JsonValue, last: LastSent];
type LastSent = readonly [sent: number, seenAt: string, digest: string];

/** Lists changes of any type that has them, as pages of one shape. */
@Injectable()
export class ChangesService {
  private readonly sources: ReadonlyMap<ChangeDefinition, ChangesSource>;

  constructor(
    private readonly resolver: QueryResolver,
    private readonly cursors: Cursors,
    ports: PortComparison,
    @Inject(AppConfig) { upstream }: AppConfig,
  ) {
    const histories = new HistoryReader({ pageLimit: upstream.pageLimit, window: upstream.window });
    this.sources = new Map<ChangeDefinition, ChangesSource>([
      [PORT_CHANGES, ports],
      ...HISTORY_DEFINITIONS.map((each) => [each, histories.sourceOf(each)] as const),
    ]);
  }

  /** Returns up to `limit` changes after the cursor, newest first. @throws Problem */
  async page(
    definition: ChangeDefinition,
    params: ChangesParams,
    limit: number,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<ChangeRow, ChangesSummaryDto>> {
    const projects = this.resolver.projectsOf(caller, params.project);
    const aliases = projects.map(({ alias }) => alias);
    const binding = bindingOf(definition, params, caller, aliases);
    const position = this.cursors.read(binding, params.cursor) as Position | undefined;
    const span = position === undefined ? spanOf(params) : { fromMs: position[0], toMs: position[1] };
    const found = await this.sourceOf(definition).find(
      {
        params,
        caller,
        projects,
        span,
        maxAgeMs: Math.min(context.maxAgeMs, (params.max_age ?? definition.cycleS) * 1_000),
        hostIds: params.host_ids === undefined ? undefined : new Set(params.host_ids),
        mark: position?.[2],
      },
      context,
    );
    const rows = matching(found.rows, definition, params);
    const start = position === undefined ? 0 : startAfter(rows, position[3]);
    const items = rows.slice(start, start + limit);
    const end = start + items.length;
    const last = items.at(-1);
    const failures = found.projectFailures.map(projectFailureDto);
    const complete = failures.length === 0;
    return {
      items,
      failures,
      complete,
      next_cursor:
        last !== undefined && end < rows.length
          ? this.cursors.write(binding, [
              ...[span.fromMs, span.toMs],
              ...[found.mark, [end, last.seen_at, digest(last)]],
            ])
          : null,
      summary: {
        complete,
        ...(!complete && context.draining ? { reason: 'draining' } : {}),
        items: items.length,
        total: rows.length,
        ...kindsOf(rows),
        since: new Date(found.span.fromMs).toISOString(),
        until: new Date(found.span.toMs).toISOString(),
        upstream_calls: context.calls,
        elapsed_ms: context.elapsedMs,
      },
    };
  }

  private sourceOf(definition: ChangeDefinition): ChangesSource {
    const source = this.sources.get(definition);
    if (source === undefined) throw new Error(`changes of ${definition.type} have no source`);
    return source;
  }
}

function spanOf({ since, until }: ChangesParams): Span {
  const toMs = instantMs(until) ?? Date.now();
  return { fromMs: Math.min(instantMs(since) ?? toMs - DAY_MS, toMs), toMs };
}

function matching(
  rows: readonly ChangeRow[],
  { filters }: ChangeDefinition,
  params: ChangesParams,
): readonly ChangeRow[] {
  const kinds = params.change === undefined ? undefined : new Set<string>(params.change);
  const matches = matcherOf<ChangeRow>(filters, { ...params }, params.category);
  if (kinds === undefined && matches === undefined) return rows;
  return rows.filter((row) => kinds?.has(row.change) !== false && matches?.(row) !== false);
}

function kindsOf(rows: readonly ChangeRow[]): Record<ChangeKind, number> {
  const counts = { added: 0, removed: 0, changed: 0, other: 0 };
  for (const { change } of rows) counts[change]++;
  return counts;
}

/** Returns the index after the last change that was sent. Where that change is gone, it is the first older one. */
function startAfter(rows: readonly ChangeRow[], [sent, seenAt, lastDigest]: LastSent): number {
  const isLast = (row: ChangeRow | undefined): boolean =>
    row?.seen_at === seenAt && digest(row) === lastDigest;
  if (isLast(rows[sent - 1])) return sent;
  const at = rows.findIndex(isLast);
  if (at >= 0) return at + 1;
  const older = rows.findIndex((row) => row.seen_at < seenAt);
  return older < 0 ? rows.length : older;
}

function digest(row: ChangeRow): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22);
}

function bindingOf(
  { type, filters }: ChangeDefinition,
  params: ChangesParams,
  caller: Caller,
  aliases: readonly string[],
): string {
  const { since, until, host_ids, change, enterprise_project_id, category } = params;
  return cursorBinding([
    ...['changes', type, caller.id, aliases],
    ...[since ?? null, until ?? null, host_ids ?? null, change ?? null],
    ...[enterprise_project_id ?? null, category ?? null],
    givenFilters(filters, { ...params }),
  ]);
}
