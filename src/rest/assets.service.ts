import { Injectable } from '@nestjs/common';
import type { Caller } from '../platform/http/admission/caller.js';
import type { Page } from '../query/question/answer.js';
import type { AssetRow, AssetSource } from '../query/question/fleet-query.js';
import { FleetQueryService } from '../query/fleet-query.service.js';
import { HostDirectory } from '../query/servers/host-directory.js';
import { hostsOf } from './input/hosts-input.js';
import type { QueryContext } from '../query/question/query-context.js';
import type { AnswerInput, QueryInput } from '../query/question/query-input.js';
import { parseSort } from './input/sort-input.js';
import type { AnswerEvent } from '../query/events/stream-reader.js';
import type { AnyDefinition } from '../asset-types/all-types.js';
import type { AssetQuestion } from './input/asset-dto.js';
import { assetSource, keySelection, namesNoHost } from '../asset-types/asset-source.js';
import { HostPlaces, isShared } from '../asset-types/host-places.js';
import { givenFilters, matcherOf } from '../asset-types/row-filter.js';
import { wantsHost } from './input/fields.js';

const DEFAULT_LIMIT = 100;
/** The longest age that a caller may ask for, in seconds; also the default of what is collected once a week. */
const MAX_AGE_S = 86_400;

/** Questions about any fingerprint: from what a caller wrote to rows. */
@Injectable()
export class AssetsService {
  private readonly places: HostPlaces;
  private readonly sources = new Map<string, AssetSource<AssetRow>>();

  constructor(
    private readonly queries: FleetQueryService,
    directory: HostDirectory,
  ) {
    this.places = new HostPlaces(directory);
  }

  /** Reads nothing. @throws Problem when the project is not known to the caller, or the cursor is of no use. */
  check(definition: AnyDefinition, question: AssetQuestion, caller: Caller): Promise<void> {
    const input = inputOf(definition, question);
    return this.queries.check(this.sourceOf(definition, input), input, answerInput(question), caller);
  }

  /** One page of rows. @throws Problem */
  async page(
    definition: AnyDefinition,
    question: AssetQuestion,
    caller: Caller,
    context: QueryContext,
  ): Promise<Page<AssetRow>> {
    const input = inputOf(definition, question);
    const source = this.sourceOf(definition, input);
    const page = await this.queries.page(source, input, answerInput(question), caller, context);
    return namesNoHost(definition) ? { ...page, items: page.items.map(finished) } : page;
  }

  /** All rows. @throws Problem before the first row. */
  async stream(
    definition: AnyDefinition,
    question: AssetQuestion,
    caller: Caller,
    context: QueryContext,
  ): Promise<AsyncGenerator<AnswerEvent<AssetRow>, void, undefined>> {
    const input = inputOf(definition, question);
    const source = this.sourceOf(definition, input);
    const events = await this.queries.stream(source, input, answerInput(question), caller, context);
    return namesNoHost(definition) ? finishedEvents(events) : events;
  }

  private sourceOf(definition: AnyDefinition, input: QueryInput<AssetRow>): AssetSource<AssetRow> {
    const whole = meansEverything(input);
    const key = `${definition.descriptor.type} ${whole}`;
    let source = this.sources.get(key);
    if (source === undefined) {
      source = assetSource(definition, this.places, whole);
      this.sources.set(key, source);
    }
    return source;
  }
}

function meansEverything({ hosts, hostName, hostIp }: QueryInput<AssetRow>): boolean {
  const selected = 'selection' in hosts && Object.keys(hosts.selection).length === 0;
  return selected && hostName === undefined && hostIp === undefined;
}

/** A row that could be of several servers says so by having no host id. */
function finished(row: AssetRow): AssetRow {
  return isShared(row.host_id) ? ({ ...row, host_id: null } as unknown as AssetRow) : row;
}

async function* finishedEvents(
  events: AsyncGenerator<AnswerEvent<AssetRow>, void, undefined>,
): AsyncGenerator<AnswerEvent<AssetRow>, void, undefined> {
  for await (const event of events) {
    yield event.type === 'items' ? { type: 'items', items: event.items.map(finished) } : event;
  }
}

/** What `sort` may name. */
export function sortsOf(definition: Pick<AnyDefinition, 'sorts'>): string[] {
  return ['host', 'host_name', ...definition.sorts];
}

function inputOf(definition: AnyDefinition, question: AssetQuestion): QueryInput<AssetRow> {
  const { filters, descriptor } = definition;
  const known = filters as Parameters<typeof matcherOf>[0];
  const given = question as unknown as Readonly<Record<string, unknown>>;
  const matches = matcherOf<AssetRow>(known, given, question.category);
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
    filters: { ...givenFilters(known, given), category: question.category ?? null },
    sort: question.sort === undefined ? [] : (parseSort(question.sort, sortsOf(definition)) ?? []),
    includeHost: wantsHost(question),
    maxAgeMs: (question.max_age ?? Math.min(MAX_AGE_S, descriptor.cycleS)) * 1_000,
    plan: question.plan ?? 'auto',
    keys: keySelection(definition, given),
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
