import { Injectable } from '@nestjs/common';
import type { Caller } from '../platform/http/admission/caller.js';
import type { Page } from '../query/question/answer.js';
import type { AssetRow, AssetSource } from '../query/question/fleet-query.js';
import { LONGEST_AGE_MS } from '../query/cache/row-cache.js';
import { FleetQueryService } from '../query/fleet-query.service.js';
import { HostDirectory } from '../query/servers/host-directory.js';
import { hostsOf } from './input/hosts-input.js';
import type { QueryContext } from '../query/question/query-context.js';
import type { AnswerInput, QueryInput } from '../query/question/query-input.js';
import { parseSort } from './input/sort-input.js';
import type { AnswerEvent } from '../query/events/stream-reader.js';
import { sortsOf, type AssetDefinition } from '../asset-types/definition.js';
import type { AssetQuestion } from './input/asset-dto.js';
import { HostPlaces, isShared } from '../asset-types/host-places.js';
import { givenFilters, matcherOf } from '../asset-types/row-filter.js';
import { wantsHost } from './input/fields.js';

const DEFAULT_LIMIT = 100;
/** Questions about any fingerprint: from what a caller wrote to rows. */
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

  /** Reads nothing. @throws Problem when the project is not known to the caller, or the cursor is of no use. */
  check<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    question: AssetQuestion,
    caller: Caller,
  ): Promise<void> {
    const input = inputOf(definition, question);
    return this.queries.check(this.sourceOf(definition, input), input, answerInput(question), caller);
  }

  /** One page of rows. @throws Problem */
  async page<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    question: AssetQuestion,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<Row>> {
    const input = inputOf(definition, question);
    const source = this.sourceOf(definition, input);
    const page = await this.queries.page(source, input, answerInput(question), caller, context);
    return definition.namesNoHost ? { ...page, items: page.items.map(finished) } : page;
  }

  /** All rows. @throws Problem before the first row. */
  async stream<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    question: AssetQuestion,
    caller: Caller,
    context: QueryContext,
  ): Promise<AsyncGenerator<AnswerEvent<Row>, void, undefined>> {
    const input = inputOf(definition, question);
    const source = this.sourceOf(definition, input);
    const events = await this.queries.stream(source, input, answerInput(question), caller, context);
    return definition.namesNoHost ? finishedEvents(events) : events;
  }

  private sourceOf<Row extends AssetRow>(
    definition: AssetDefinition<Row>,
    input: QueryInput<Row>,
  ): AssetSource<Row> {
    const whole = meansEverything(input);
    const key = `${definition.profile.type} ${whole}`;
    let source = this.sources.get(key) as AssetSource<Row> | undefined;
    if (source === undefined) {
      source = definition.source(this.places, whole);
      this.sources.set(key, source as unknown as AssetSource<AssetRow>);
    }
    return source;
  }
}

function meansEverything<Row extends AssetRow>({ hosts, hostName, hostIp }: QueryInput<Row>): boolean {
  const selected = 'selection' in hosts && Object.keys(hosts.selection).length === 0;
  return selected && hostName === undefined && hostIp === undefined;
}

/** A row that could be of several servers says so by having no host id. */
function finished<Row extends AssetRow>(row: Row): Row {
  return isShared(row.host_id) ? { ...row, host_id: null } : row;
}

async function* finishedEvents<Row extends AssetRow>(
  events: AsyncGenerator<AnswerEvent<Row>, void, undefined>,
): AsyncGenerator<AnswerEvent<Row>, void, undefined> {
  for await (const event of events) {
    yield event.type === 'items' ? { type: 'items', items: event.items.map(finished) } : event;
  }
}

function inputOf<Row extends AssetRow>(
  definition: AssetDefinition<Row>,
  question: AssetQuestion,
): QueryInput<Row> {
  const { filters, profile } = definition;
  const given = question as unknown as Readonly<Record<string, unknown>>;
  const matches = matcherOf<Row>(filters, given, question.category);
  const {
    project,
    host_name: hostName,
    host_ip: hostIp,
    enterprise_project_id: enterpriseProjectId,
  } = question;
  return {
    ...(project === undefined ? {} : { project }),
    hosts: hostsOf(question),
    ...(hostName === undefined ? {} : { hostName }),
    ...(hostIp === undefined ? {} : { hostIp }),
    category: question.category ?? 'host',
    ...(enterpriseProjectId === undefined ? {} : { enterpriseProjectId }),
    ...(matches === undefined ? {} : { matches }),
    filters: { ...givenFilters(filters, given), category: question.category ?? null },
    sort: question.sort === undefined ? [] : (parseSort(question.sort, sortsOf(definition)) ?? []),
    includeHost: wantsHost(question),
    maxAgeMs: Math.min(LONGEST_AGE_MS, (question.max_age ?? profile.cycleS) * 1_000),
    plan: question.plan ?? 'auto',
    keys: definition.keys(given),
  };
}

function answerInput(question: AssetQuestion): AnswerInput {
  return {
    limit: question.limit ?? DEFAULT_LIMIT,
    ...(question.cursor === undefined ? {} : { cursor: question.cursor }),
    partial: question.partial ?? 'allow',
    explain: question.explain ?? false,
    staleIfErrorMs: (question.stale_if_error ?? 0) * 1_000,
  };
}
