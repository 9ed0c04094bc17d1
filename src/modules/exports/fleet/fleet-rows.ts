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
import { HOSTS_IN_BODY } from '../../../rest/input/hosts-input.js';
import { InputPipe } from '../../../rest/input/input.pipe.js';
import { hintOf } from '../../../rest/input/vendor-words.js';
import type { HssHost } from '../../../upstream/hss/hosts.js';
import { UpstreamProjects } from '../../../upstream/projects.js';
import { fleetColumns, type ColumnChoice } from '../column-input.js';

/** Which rows of which hosts are wanted; `faults` has found none. */
export interface FleetQuestion {
  /** One of the asset types. */
  readonly type: string;
  /** Alias of one project. */
  readonly project: string;
  /** Hosts by id, or a selection with the members of `hosts` in a query. */
  readonly hosts: { readonly ids: readonly string[] } | { readonly selection: object };
  /** Filters of the type's query, by name. */
  readonly filter: Readonly<Record<string, unknown>>;
  /** Absent: all rows that the vendor shows for hosts. */
  readonly category?: 'host' | 'container';
  readonly enterpriseProjectId: string;
  /** Members that rows shall have. */
  readonly fields: readonly string[];
  /** `forbid`: the reading ends at the first failure. */
  readonly partial: 'allow' | 'forbid';
  /** Greatest age of rows, in seconds; absent: the interval in which the vendor collects the type. */
  readonly maxAgeS?: number;
}

/** How the query runs. */
export interface FleetRun {
  readonly signal: AbortSignal;
  /** Milliseconds after which hosts that have not been read become failures with code `deadline`. */
  readonly timeoutMs: number;
  /** Whether the points of the hosts were taken before; then they are not taken again. */
  readonly paid: boolean;
}

/** How long reading the list of servers may take with which a file's rows are compared, in milliseconds. A choice. */
const CHECK_MS = 30_000;

/** The events of a query; the summary is always the last. */
export type FleetEvents = AsyncGenerator<AnswerEvent<AssetRow>, void, undefined>;

/** Reads rows for files by the same queries that answer callers: same hosts, filters, failures and price. */
@Injectable()
export class FleetRows {
  constructor(
    private readonly queries: AssetQueries,
    private readonly limits: CallerLimits,
    private readonly directory: HostDirectory,
    @Inject(UpstreamProjects) private readonly projects: UpstreamProjects,
  ) {}

  /** Returns the members that rows of the type can have, in their order, as columns of a file. */
  columns(type: string): ColumnChoice {
    const { members, ours } = callsOf(definitionOf(type));
    return fleetColumns(members, ours);
  }

  /** Returns every fault of the hosts and filters of an order, with pointers into `/host_ids`, `/hosts` and `/filter`. */
  async faults(
    type: string,
    {
      filter = {},
      ...hosts
    }: { readonly host_ids?: unknown; readonly hosts?: unknown; readonly filter?: unknown },
  ): Promise<InputError[]> {
    const { filters, Query, ours } = callsOf(definitionOf(type));
    const names = Object.keys(filters);
    const errors: InputError[] = [];
    const known: Record<string, unknown> = {};
    if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
      errors.push({ pointer: '/filter', detail: 'must be an object of filters by name' });
    } else {
      for (const [name, value] of Object.entries(filter)) {
        if (names.includes(name)) known[name] = value;
        else {
          const place = name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
          const instead = Object.hasOwn(HOSTS_IN_BODY, name)
            ? `; ${HOSTS_IN_BODY[name]}`
            : hintOf([name], ours);
          const detail = `a query of ${type} has no such filter; it has ${names.join(', ')}${instead}`;
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
   * Reads the rows at the reader's pace, in the bulk lane, so that interactive queries go first.
   *
   * @throws Problem `rate-limited` when the caller has too few points now; other Problems and Faults when nothing can be
   *   read at all.
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
    // Once its hosts are paid for, the query goes on to its end, and the caller owes its other calls.
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
   * Returns a test whether the vendor lists the server that a row names by `host_id`, `host_name` or `host_ip`, as far as
   * the row has these. Undefined when the list cannot be read within half a minute.
   *
   * @param alias of one project.
   * @param caller pays for the calls; the points that it lacks are owed, and the rows are sent nevertheless.
   */
  async serverCheck(
    alias: string,
    enterpriseProjectId: string,
    caller: Caller,
    signal: AbortSignal,
  ): Promise<((row: Readonly<Record<string, unknown>>) => boolean) | undefined> {
    const project = this.projects.find(alias);
    if (project === undefined) return undefined;
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

/** Yields the events, then ends the query's clock. If nobody reads them, the abort signal of the query ends the clock. */
async function* closing(events: FleetEvents, context: QueryContext): FleetEvents {
  try {
    yield* events;
  } finally {
    context.dispose();
  }
}

/** Returns a test whether a row names a listed server. Empty cells are ignored; a row with empty cells only names none. */
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

/** Moves the pointer of a filter's fault to the place of the filter in an order. */
function inFilter(error: InputError, filters: Readonly<Record<string, unknown>>): InputError {
  const name = error.pointer?.split('/')[1] ?? '';
  return Object.hasOwn(filters, name) ? { ...error, pointer: `/filter${error.pointer}` } : error;
}
