import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { Page } from '../../query/question/answer.js';
import { wantsHost } from '../../rest/input/fields.js';
import { FleetQueryService } from '../../query/fleet-query.service.js';
import { hostsOf } from '../../rest/input/hosts-input.js';
import { someOf } from '../../rest/input/input-rules.js';
import { QueryClock, type Timed } from '../../rest/query-clock.js';
import type { QueryContext } from '../../query/question/query-context.js';
import type { AnswerInput, QueryInput } from '../../query/question/query-input.js';
import { parseSort } from '../../rest/input/sort-input.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import { portFilter } from '../../asset-types/port/port-filter.js';
import { portKeys } from '../../asset-types/port/port-keys.js';
import type { PortRow } from '../../asset-types/port/port-row.js';
import { PORT_SORTS, portSource } from '../../asset-types/port/port-source.js';
import type { PortParamsDto, PortQueryDto } from './ports.dto.js';

/** How often the vendor's agents collect open ports, in seconds (source: user manual, collection cycles). */
const PORT_CYCLE_S = 30;
const DEFAULT_LIMIT = 100;

export type PortQuestion = PortQueryDto | PortParamsDto;

/** Questions about open ports: from what a caller wrote to rows. */
@Injectable()
export class PortsService {
  constructor(
    private readonly queries: FleetQueryService,
    private readonly clock: QueryClock,
  ) {}

  /** A clock that runs since the request came in. @throws Problem `invalid-request` when the deadline is too far. */
  start(question: Timed, request: FastifyRequest, reply: FastifyReply): QueryContext {
    return this.clock.start(question, request, reply);
  }

  /** Reads nothing. @throws Problem when the project is not known to the caller, or the cursor is of no use. */
  check(question: PortQuestion, caller: Caller): Promise<void> {
    return this.queries.check(portSource, this.input(question), answerInput(question), caller);
  }

  /** One page of rows. @throws Problem */
  page(question: PortQuestion, caller: Caller, context: QueryContext): Promise<Page<PortRow>> {
    return this.queries.page(portSource, this.input(question), answerInput(question), caller, context);
  }

  /** All rows. @throws Problem before the first row. */
  stream(
    question: PortQuestion,
    caller: Caller,
    context: QueryContext,
  ): Promise<AsyncGenerator<AnswerEvent<PortRow>, void, undefined>> {
    return this.queries.stream(portSource, this.input(question), answerInput(question), caller, context);
  }

  private input(question: PortQuestion): QueryInput<PortRow> {
    const { port, protocol, status, exposure, process, category } = question;
    const matches = portFilter({ port, protocol, status, exposure, process, category });
    return {
      ...(question.project === undefined ? {} : { project: question.project }),
      hosts: hostsOf(question),
      ...(question.host_name === undefined ? {} : { hostName: question.host_name }),
      ...(question.host_ip === undefined ? {} : { hostIp: question.host_ip }),
      category: category ?? 'host',
      ...(question.enterprise_project_id === undefined
        ? {}
        : { enterpriseProjectId: question.enterprise_project_id }),
      ...(matches === undefined ? {} : { matches }),
      filters: {
        port: port ?? null,
        protocol: some(protocol),
        status: some(status),
        exposure: some(exposure),
        process: process ?? null,
        category: category ?? null,
      },
      sort: question.sort === undefined ? [] : (parseSort(question.sort, PORT_SORTS) ?? []),
      includeHost: wantsHost(question),
      maxAgeMs: (question.max_age ?? PORT_CYCLE_S) * 1_000,
      plan: question.plan ?? 'auto',
      keys: portKeys({ port, protocol, status }),
    };
  }
}

function answerInput(question: PortQuestion): AnswerInput {
  return {
    limit: question.limit ?? DEFAULT_LIMIT,
    ...(question.cursor === undefined ? {} : { cursor: question.cursor }),
    partial: question.partial ?? 'allow',
    explain: question.explain ?? false,
    staleIfErrorMs: (question.stale_if_error ?? 0) * 1_000,
  };
}

function some(values: string | string[] | undefined): string[] | null {
  return values === undefined ? null : (someOf(values) ?? null);
}
