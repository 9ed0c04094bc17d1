import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { Page } from '../../query/question/answer.js';
import { Cursors } from '../../query/question/cursors.js';
import { projectFailureDto } from '../../query/question/failures.js';
import { overProjects } from '../../query/servers/over-projects.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import type { ChangeRow } from '../../asset-types/changes/change-rows.js';
import type { ChangeDefinition } from '../../asset-types/changes/change-types.js';
import { instantMs } from '../../rest/input/input-rules.js';
import type { ChangesParamsDto, ChangesSummaryDto } from './changes.dto.js';
import { cursorBinding } from '../../rest/input/cursor-binding.js';
import { compareChanges, HistoryReader, type Span } from './history-reader.js';

const DAY_MS = 86_400_000;

/** Content of a cursor: the span of the walk, and the time and digest of the last change that was sent. */
type Position = readonly [fromMs: number, toMs: number, seenAt: string, lastDigest: string];

/** Reads the histories of accounts, auto-start items and software. */
@Injectable()
export class ChangesService {
  private readonly reader: HistoryReader;

  constructor(
    private readonly resolver: QueryResolver,
    private readonly cursors: Cursors,
    @Inject(AppConfig) { upstream }: AppConfig,
  ) {
    this.reader = new HistoryReader({ pageLimit: upstream.pageLimit, window: upstream.window });
  }

  /** Returns up to `limit` changes after the cursor, newest first. @throws Problem */
  async page(
    definition: ChangeDefinition,
    params: ChangesParamsDto,
    limit: number,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<ChangeRow, ChangesSummaryDto>> {
    const projects = this.resolver.projectsOf(caller, params.project);
    const binding = bindingOf(
      definition,
      params,
      caller,
      projects.map(({ alias }) => alias),
    );
    const position = this.cursors.read(binding, params.cursor) as Position | undefined;
    const span = position === undefined ? spanOf(params) : { fromMs: position[0], toMs: position[1] };
    const hostIds = params.host_ids === undefined ? undefined : new Set(params.host_ids);
    const [only] = hostIds?.size === 1 ? hostIds : [undefined];
    const { parts, projectFailures } = await overProjects(projects, context, (project) =>
      this.reader.read(
        {
          definition,
          project,
          enterpriseProjectId: params.enterprise_project_id ?? project.enterpriseProjectId,
          span,
          ...(only === undefined ? {} : { hostId: only }),
        },
        context,
      ),
    );
    const kinds = params.change === undefined ? undefined : new Set<string>(params.change);
    const rows = parts
      .flatMap(({ value }) => value)
      .filter((row) => hostIds === undefined || (row.host_id !== null && hostIds.has(row.host_id)))
      .filter((row) => kinds === undefined || kinds.has(row.change));
    if (parts.length > 1) rows.sort(compareChanges);
    const start = position === undefined ? 0 : startAfter(rows, position);
    const items = rows.slice(start, start + limit);
    const last = items.at(-1);
    const more = start + items.length < rows.length && last !== undefined;
    const failures = projectFailures.map(projectFailureDto);
    return {
      items,
      failures,
      complete: failures.length === 0,
      next_cursor: more
        ? this.cursors.write(binding, [span.fromMs, span.toMs, last.seen_at, digest(last)])
        : null,
      summary: {
        complete: failures.length === 0,
        items: items.length,
        total: rows.length,
        since: new Date(span.fromMs).toISOString(),
        until: new Date(span.toMs).toISOString(),
        upstream_calls: context.calls,
        elapsed_ms: context.elapsedMs,
      },
    };
  }
}

function spanOf({ since, until }: ChangesParamsDto): Span {
  const toMs = instantMs(until) ?? Date.now();
  return { fromMs: Math.min(instantMs(since) ?? toMs - DAY_MS, toMs), toMs };
}

/** Returns the index after the last change that was sent. Where that change is gone, it is the first older one. */
function startAfter(rows: readonly ChangeRow[], [, , seenAt, lastDigest]: Position): number {
  const at = rows.findIndex((row) => row.seen_at === seenAt && digest(row) === lastDigest);
  if (at >= 0) return at + 1;
  const older = rows.findIndex((row) => row.seen_at < seenAt);
  return older < 0 ? rows.length : older;
}

function digest(row: ChangeRow): string {
  return createHash('sha256').update(JSON.stringify(row)).digest('base64url').slice(0, 22);
}

function bindingOf(
  { history }: ChangeDefinition,
  params: ChangesParamsDto,
  caller: Caller,
  aliases: readonly string[],
): string {
  const { since, until, host_ids, change, enterprise_project_id } = params;
  return cursorBinding([
    'changes',
    history.type,
    caller.id,
    [...aliases],
    since ?? null,
    until ?? null,
    host_ids ?? null,
    change ?? null,
    enterprise_project_id ?? null,
  ]);
}
