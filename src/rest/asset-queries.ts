import { Injectable } from '@nestjs/common';
import type { Caller } from '../platform/http/admission/caller.js';
import type { Page } from '../query/question/answer.js';
import type { AssetRow, AssetSource } from '../query/question/fleet-query.js';
import { LONGEST_AGE_MS } from '../query/cache/row-cache.js';
import { FleetQueryService, type QueryOutline } from '../query/fleet-query.service.js';
import { HostDirectory } from '../query/servers/host-directory.js';
import { hostsOf } from './input/hosts-input.js';
import type { QueryContext } from '../query/question/query-context.js';
import type { AnswerInput, QueryInput } from '../query/question/query-input.js';
import { parseSort } from './input/sort-input.js';
import type { AnswerEvent } from '../query/events/stream-reader.js';
import { sortsOf, type AssetDefinition } from '../asset-types/definition.js';
import type { AssetQuery } from './input/asset-dto.js';
import { HostPlaces, isShared } from '../asset-types/host-places.js';
import { givenFilters, matcherOf } from '../asset-types/row-filter.js';
import { wantsHost } from './input/fields.js';

const DEFAULT_LIMIT = 100;

/** Runs queries for any asset type: turns the checked input of a request into a query of the engine. */
@Injectable()
export class AssetQueries {
  private readonly places: HostPlaces;
  private readonly sources = new Map<string, AssetSource<AssetRow>>();

  constructor(
    private readonly queries: FleetQueryService,
    directory: HostDirectory,
  ) {
    this.places = new HostPlaces(directory);
  }

  /** Checks a query without reading rows. @throws Problem when the caller may not see the project, or the cursor is not valid. */
  check<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    query: AssetQuery,
    caller: Caller,
  ): Promise<void> {
    const input = inputOf(definition, query);
    return this.queries.check(this.sourceOf(definition, input), input, answerInput(query), caller);
  }

  /** Reads one page of rows. @throws Problem */
  async page<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    query: AssetQuery,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<Row>> {
    const input = inputOf(definition, query);
    const source = this.sourceOf(definition, input);
    const page = await this.queries.page(source, input, answerInput(query), caller, context);
    return definition.namesNoHost ? { ...page, items: page.items.map(withoutSharedHost) } : page;
  }

  /** Reads all rows. @throws Problem before the first row; later failures are events. */
  async stream<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    query: AssetQuery,
    caller: Caller,
    context: QueryContext,
  ): Promise<AsyncGenerator<AnswerEvent<Row>, void, undefined>> {
    const input = inputOf(definition, query);
    const source = this.sourceOf(definition, input);
    const events = await this.queries.stream(source, input, answerInput(query), caller, context);
    return definition.namesNoHost ? withoutSharedHosts(events) : events;
  }

  /** Plans the reading of all rows, and pays for it. Reads no rows. @throws Problem, Fault. */
  outline<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    query: AssetQuery,
    caller: Caller,
    context: QueryContext,
  ): Promise<QueryOutline> {
    const input = inputOf(definition, query);
    return this.queries.outline(this.sourceOf(definition, input), input, caller, context);
  }

  /** Returns a query as the engine takes it, and how its rows are read. */
  engineQuery<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    query: AssetQuery,
  ): { readonly source: AssetSource<Row>; readonly input: QueryInput<Row> } {
    const input = inputOf(definition, query);
    return { source: this.sourceOf(definition, input), input };
  }

  private sourceOf<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    input: QueryInput<Row>,
  ): AssetSource<Row> {
    const whole = meansAllHosts(input);
    const key = `${definition.profile.type} ${whole}`;
    let source = this.sources.get(key) as AssetSource<Row> | undefined;
    if (source === undefined) {
      source = definition.source(this.places, whole);
      this.sources.set(key, source as unknown as AssetSource<AssetRow>);
    }
    return source;
  }
}

function meansAllHosts<Row extends AssetRow>({ hosts }: QueryInput<Row>): boolean {
  return 'selection' in hosts && Object.keys(hosts.selection).length === 0;
}

/** Takes the host id out of a row that may belong to several servers. */
export function withoutSharedHost<Row extends AssetRow>(row: Row): Row {
  return isShared(row.host_id) ? { ...row, host_id: null } : row;
}

async function* withoutSharedHosts<Row extends AssetRow>(
  events: AsyncGenerator<AnswerEvent<Row>, void, undefined>,
): AsyncGenerator<AnswerEvent<Row>, void, undefined> {
  for await (const event of events) {
    yield event.type === 'items' ? { type: 'items', items: event.items.map(withoutSharedHost) } : event;
  }
}

function inputOf<Row extends AssetRow>(definition: AssetDefinition<Row>, query: AssetQuery): QueryInput<Row> {
  const { filters, profile } = definition;
  const given = query as unknown as Readonly<Record<string, unknown>>;
  const matches = matcherOf<Row>(filters, given, query.category);
  const { project, enterprise_project_id: enterpriseProjectId } = query;
  return {
    ...(project === undefined ? {} : { project }),
    hosts: hostsOf(query),
    category: query.category ?? 'host',
    ...(enterpriseProjectId === undefined ? {} : { enterpriseProjectId }),
    ...(matches === undefined ? {} : { matches }),
    filters: { ...givenFilters(filters, given), category: query.category ?? null },
    sort: query.sort === undefined ? [] : (parseSort(query.sort, sortsOf(definition)) ?? []),
    includeHost: wantsHost(query),
    maxAgeMs: Math.min(LONGEST_AGE_MS, (query.max_age ?? profile.cycleS) * 1_000),
    plan: query.plan ?? 'auto',
    keys: definition.keys(given),
  };
}

function answerInput(query: AssetQuery): AnswerInput {
  return {
    limit: query.limit ?? DEFAULT_LIMIT,
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    partial: query.partial ?? 'allow',
    explain: query.explain ?? false,
    staleIfErrorMs: (query.stale_if_error ?? 0) * 1_000,
  };
}
