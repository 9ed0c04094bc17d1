import { Injectable } from '@nestjs/common';
import type { Caller } from '../../platform/http/admission/caller.js';
import { countsCall, topCalls } from '../../upstream/hss/asset-calls.js';
import { ASSET_PROFILES } from '../../upstream/hss/assets/catalogue.js';
import type { AssetProfile } from '../../upstream/hss/assets/descriptor.js';
import type { Page } from '../../query/question/answer.js';
import type { ProjectFailure } from '../../query/question/fleet-query.js';
import { listOutcome, type ListSummaryDto } from '../../rest/answers/list-summary.js';
import { overProjects } from '../../query/servers/over-projects.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import type { StatisticsParamsDto, TopDto, TypeCountDto } from './statistics.dto.js';
import type { ScopeParamsDto } from '../../rest/input/scope-params.dto.js';

/** Reads numbers about whole projects, as the vendor counts them. */
@Injectable()
export class StatisticsService {
  constructor(private readonly resolver: QueryResolver) {}

  /** Returns the number of rows of each type. Cost: one call for each project, two for some types. @throws Problem */
  async statistics(
    params: StatisticsParamsDto,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<TypeCountDto, ListSummaryDto>> {
    const asOf = Date.now();
    const { parts, projectFailures } = await overProjects(
      this.resolver.projectsOf(caller, params.project),
      context,
      ({ hss, enterpriseProjectId }) =>
        hss.object(
          countsCall(
            ASSET_PROFILES,
            {
              category: params.category ?? 'host',
              enterpriseProjectId: params.enterprise_project_id ?? enterpriseProjectId,
            },
            params.host_id,
          ),
          context.under(context.signal),
        ),
    );
    const items = ASSET_PROFILES.map(({ type }) => {
      const counts = parts.map(({ value }) => value.get(type) ?? null);
      const known = counts.filter((count) => count !== null);
      return { type, count: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0) };
    });
    return pageOf(items, projectFailures, asOf, context);
  }

  /** Returns the items of a type that most servers have, by project. Cost: one call for each project, two for some types. @throws Problem */
  async top(
    profile: AssetProfile,
    params: ScopeParamsDto,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<TopDto, ListSummaryDto>> {
    const asOf = Date.now();
    const { parts, projectFailures } = await overProjects(
      this.resolver.projectsOf(caller, params.project),
      context,
      async ({ hss, enterpriseProjectId }) => {
        const pages = [];
        for (const call of topCalls(profile, params.enterprise_project_id ?? enterpriseProjectId))
          pages.push(await hss.rows(call, context.under(context.signal)));
        return pages.flatMap(({ rows }) => rows);
      },
    );
    const items = parts.flatMap(({ project, value }) =>
      mostFirst(value).map(({ name, servers, percentage }) => ({
        project: project.alias,
        name,
        hosts: servers,
        percentage,
      })),
    );
    return pageOf(items, projectFailures, asOf, context);
  }
}

/** Entries of a list of the most frequent items, as the vendor's own have them. */
const TOP = 5;

/** Returns the items that most servers have. Some of the vendor's lists have all items, in no order. */
function mostFirst<Entry extends { readonly servers: number }>(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => b.servers - a.servers).slice(0, TOP);
}

/** Makes the only page of a short list. */
function pageOf<Row>(
  items: Row[],
  projectFailures: readonly ProjectFailure[],
  asOf: number,
  context: QueryContext,
): Page<Row, ListSummaryDto> & { as_of: string } {
  const outline = listOutcome(projectFailures, { items: items.length, total: items.length }, asOf, context);
  return { items, ...outline, next_cursor: null, as_of: outline.summary.as_of };
}
