import { Inject, Injectable } from '@nestjs/common';
import { ASSET_DEFINITIONS } from '../../../asset-types/all-types.js';
import type { AssetDefinition } from '../../../asset-types/definition.js';
import { JOINED_MEMBERS } from '../../../asset-types/row-schema.js';
import type { Caller } from '../../../platform/http/admission/caller.js';
import { CallMeter } from '../../../platform/limits/call-meter.js';
import { CallerLimits } from '../../../platform/limits/caller-limits.js';
import { Problem, type InputError } from '../../../platform/problem/problem.js';
import type { AnswerEvent } from '../../../query/events/stream-reader.js';
import type { AssetRow } from '../../../query/question/fleet-query.js';
import { QueryContext } from '../../../query/question/query-context.js';
import { HostDirectory } from '../../../query/servers/host-directory.js';
import { callsOf } from '../../../rest/asset-calls.js';
import { AssetQueries } from '../../../rest/asset-queries.js';
import type { AssetQuery } from '../../../rest/input/asset-dto.js';
import { InputPipe } from '../../../rest/input/input.pipe.js';
import type { HssHost } from '../../../upstream/hss/hosts.js';
import { UpstreamProjects } from '../../../upstream/projects.js';

/** Which rows of which hosts are wanted; `faults` has found nothing wrong with it. */
export interface FleetQuestion {
  /** One of the twelve asset types. */
  readonly type: string;
  /** Alias of one project. */
  readonly project: string;
  /** Hosts by id, or a selection with the members of `hosts` in a query. */
  readonly hosts: { readonly ids: readonly string[] } | { readonly selection: object };
  /** Filters of the type's query, by name. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** Absent: whatever the vendor shows for hosts. */
  readonly category?: 'host' | 'container';
  readonly enterpriseProjectId: string;
  /** Members that rows shall have. */
  readonly fields: readonly string[];
  /** `forbid`: the reading ends at the first failure. */
  readonly partial: 'allow' | 'forbid';
  /** How old rows may be, in seconds; absent: as often as the vendor collects the type. */
  readonly maxAgeS?: number;
}

/** How the question is asked. */
export interface FleetRun {
  readonly signal: AbortSignal;
  /** Until hosts that have not been read become failures with code `deadline`, in milliseconds. */
  readonly timeoutMs: number;
  /** Whether the hosts have been paid for before, so that their points are not taken again. */
  readonly paid: boolean;
}

/** Filters that every query has: they narrow the hosts. */
const HOST_FILTERS = ['host_name', 'host_ip'];

/** How long the list of servers is waited for that a file's rows are held against, in milliseconds. A choice. */
const CHECK_MS = 30_000;

/** What a reading is made of; the summary is always the last. */
export type FleetEvents = AsyncGenerator<AnswerEvent<AssetRow>, void, undefined>;

/** Rows for files, by the queries that answer callers: same hosts, same filters, same failures, same price. */
@Injectable()
export class FleetRows {
  constructor(
    private readonly queries: AssetQueries,
    private readonly limits: CallerLimits,
    private readonly directory: HostDirectory,
    @Inject(UpstreamProjects) private readonly projects: UpstreamProjects,
  ) {}

  /** Members that rows of the type can have, in their order. */
  fields(type: string): readonly string[] {
    return callsOf(definitionOf(type)).members;
  }

  /** Everything wrong with the hosts and filters of a body; pointers into `/host_ids`, `/hosts` and `/filter`. */
  async faults(
    type: string,
    {
      filter = {},
      ...hosts
    }: { readonly host_ids?: unknown; readonly hosts?: unknown; readonly filter?: unknown },
  ): Promise<InputError[]> {
    const { filters, Query } = callsOf(definitionOf(type));
    const names = [...Object.keys(filters), ...HOST_FILTERS];
    const errors: InputError[] = [];
    const known: Record<string, unknown> = {};
    if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
      errors.push({ pointer: '/filter', detail: 'must be an object of filters by name' });
    } else {
      for (const [name, value] of Object.entries(filter)) {
        if (names.includes(name)) known[name] = value;
        else {
          const place = name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
          const detail = `a query of ${type} has no such filter; it has ${names.join(', ')}`;
          errors.push({ pointer: `/filter/${place}`, detail });
        }
      }
    }
    try {
      await new InputPipe(Query, 'body').transform({ ...hosts, ...known });
    } catch (error) {
      if (!(error instanceof Problem) || error.extras.errors === undefined) throw error;
      errors.push(...error.extras.errors.map((each) => inFilter(each, known)));
    }
    return errors;
  }

  /**
   * Reads the rows at the reader's pace, behind whatever answers people wait for.
   *
   * @throws Problem `rate-limited` when the caller has too few points at the moment; other Problems and Faults when
   *   nothing can be read at all.
   */
  async stream(
    { type, hosts, filter, category, fields, ...rest }: FleetQuestion,
    caller: Caller,
    { signal, timeoutMs, paid }: FleetRun,
  ): Promise<FleetEvents> {
    const joined = JOINED_MEMBERS.some((name) => fields.includes(name));
    const question = {
      ...filter,
      ...('ids' in hosts ? { host_ids: hosts.ids } : { hosts: hosts.selection }),
      ...(category === undefined ? {} : { category }),
      ...(joined ? { include: 'host' } : {}),
      project: rest.project,
      enterprise_project_id: rest.enterpriseProjectId,
      partial: rest.partial,
      ...(rest.maxAgeS === undefined ? {} : { max_age: rest.maxAgeS }),
    } as AssetQuery;
    // Once its hosts are paid, the work is brought to its end; what else it reads is owed.
    const meter = new CallMeter(this.limits, caller, { paid: paid ? 0 : 1, mayOwe: 'once-paid' });
    const context = new QueryContext(caller.id, timeoutMs, signal, { lane: 'bulk', paid, meter });
    try {
      return closing(await this.queries.stream(definitionOf(type), question, caller, context), context);
    } catch (error) {
      context.dispose();
      throw error;
    }
  }

  /**
   * Tells whether the vendor lists the server that a row names with `host_id`, `host_name` or `host_ip`, those it has.
   * Undefined when the list cannot be read. Waits half a minute at most.
   *
   * @param alias of one project.
   * @param caller pays for the calls, and owes what it lacks: the file's rows are made all the same.
   */
  async serverCheck(
    alias: string,
    enterpriseProjectId: string,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<((row: Readonly<Record<string, unknown>>) => boolean) | undefined> {
    const project = this.projects.find(alias);
    if (project === undefined) return undefined;
    // The point of the request pays for the transfer of the file.
    const meter = new CallMeter(this.limits, caller, { paid: 0, mayOwe: true });
    const context = new QueryContext(caller.id, CHECK_MS, signal, { lane: 'bulk', meter });
    try {
      const sends = context.under(context.signal);
      const { hosts } = await this.directory.list(project, { enterpriseProjectId }, sends);
      return listedIn(hosts);
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    } finally {
      context.dispose();
    }
  }
}

function definitionOf(type: string): AssetDefinition {
  const definition = ASSET_DEFINITIONS.find(({ profile }) => profile.type === type);
  if (definition === undefined) throw new Error(`rows of ${type} are not known`);
  return definition;
}

/** The events, and the end of their clock. Whoever does not read them ends it by the signal that they came with. */
async function* closing(events: FleetEvents, context: QueryContext): FleetEvents {
  try {
    yield* events;
  } finally {
    context.dispose();
  }
}

/** A cell that is not there or empty says nothing; a row that says nothing at all names no server. */
function listedIn(hosts: readonly HssHost[]): (row: Readonly<Record<string, unknown>>) => boolean {
  const ids = new Set(hosts.map(({ hostId }) => hostId));
  const names = new Set<unknown>(hosts.map(({ hostName }) => hostName));
  const addresses = new Set<unknown>(hosts.map(({ privateIp }) => privateIp));
  const places = new Set(hosts.map(({ hostName, privateIp }) => JSON.stringify([hostName, privateIp])));
  return ({ host_id: id, host_name: name, host_ip: address }) => {
    if (isFilled(id)) return ids.has(id);
    if (isFilled(name)) {
      return isFilled(address) ? places.has(JSON.stringify([name, address])) : names.has(name);
    }
    return isFilled(address) && addresses.has(address);
  };
}

function isFilled(cell: unknown): cell is string {
  return typeof cell === 'string' && cell !== '';
}

/** A fault of a filter where the filter stands in an order. */
function inFilter(error: InputError, filters: Readonly<Record<string, unknown>>): InputError {
  const name = error.pointer?.split('/')[1] ?? '';
  return Object.hasOwn(filters, name) ? { ...error, pointer: `/filter${error.pointer}` } : error;
}
