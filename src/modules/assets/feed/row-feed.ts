import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/http/admission/caller.js';
import { CallMeter } from '../../../platform/limits/call-meter.js';
import { CallerLimits } from '../../../platform/limits/caller-limits.js';
import { InputPipe, type InputClass } from '../../../rest/input/input.pipe.js';
import type {
  FleetEvent,
  FleetQuestion,
  FleetRows,
  FleetRun,
} from '../../../platform/fleet-rows/fleet-rows.js';
import { Problem, type InputError } from '../../../platform/problem/problem.js';
import type { HssHost } from '../../../upstream/hss/hosts.js';
import { UpstreamProjects } from '../../../upstream/projects.js';
import { CATALOGUE } from '../catalogue.js';
import { PortsService } from '../../ports/ports.service.js';
import { PortQueryDto } from '../../ports/ports.dto.js';
import { HostDirectory } from '../../../query/servers/host-directory.js';
import type { TargetedQueryDto } from '../../../rest/input/query.dto.js';
import { QueryContext } from '../../../query/question/query-context.js';
import { JOINED_MEMBERS } from '../../../asset-types/row-schema.js';
import { DEFINITIONS } from '../../../asset-types/all-types.js';
import { queryDtoOf, type AssetQuestion } from '../../../rest/input/asset-dto.js';
import { AssetsService } from '../../../rest/assets.service.js';
import type { RowFilter } from '../../../asset-types/row-filter.js';

/** Filters that every query has: they narrow the hosts. */
const HOST_FILTERS = ['host_name', 'host_ip'];

/** How long the list of servers is waited for that a file's rows are held against, in milliseconds. A choice. */
const CHECK_MS = 30_000;

type Events = AsyncGenerator<FleetEvent, void, undefined>;

/** One type as it is fed. */
interface Feed {
  /** Members of its rows. */
  readonly fields: readonly string[];
  /** Names of the filters that its query takes. */
  readonly filters: readonly string[];
  /** Class of that query's body. */
  readonly body: InputClass<TargetedQueryDto>;
  open(question: AssetQuestion, caller: Caller, context: QueryContext): Promise<Events>;
}

/** Rows of every type by the queries that answer callers: same hosts, same filters, same failures, same price. */
@Injectable()
export class RowFeed implements FleetRows {
  private readonly feeds: ReadonlyMap<string, Feed>;

  constructor(
    ports: PortsService,
    assets: AssetsService,
    private readonly limits: CallerLimits,
    private readonly directory: HostDirectory,
    @Inject(UpstreamProjects) private readonly projects: UpstreamProjects,
  ) {
    const ways = new Map<string, Pick<Feed, 'body' | 'open'>>([
      ['port', { body: PortQueryDto, open: (...asked) => ports.stream(...asked) }],
      ...DEFINITIONS.map((definition): [string, Pick<Feed, 'body' | 'open'>] => {
        const filters = definition.filters as Readonly<Record<string, RowFilter>>;
        // Hosts and filters are all that is checked by it.
        const body = queryDtoOf({ name: definition.title, filters, sorts: [], members: [] });
        return [
          definition.descriptor.type,
          { body, open: (...asked) => assets.stream(definition, ...asked) },
        ];
      }),
    ]);
    this.feeds = new Map(
      CATALOGUE.flatMap(({ type, members, filters }) => {
        const way = ways.get(type);
        const fields = members.map(({ name }) => name);
        const names = [...filters.map(({ name }) => name), ...HOST_FILTERS];
        return way === undefined ? [] : [[type, { ...way, fields, filters: names }]];
      }),
    );
  }

  fields(type: string): readonly string[] {
    return this.feedOf(type).fields;
  }

  async faults(
    type: string,
    { filter = {}, ...hosts }: { host_ids?: unknown; hosts?: unknown; filter?: unknown },
  ): Promise<InputError[]> {
    const { filters, body } = this.feedOf(type);
    const errors: InputError[] = [];
    const known: Record<string, unknown> = {};
    if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) {
      errors.push({ pointer: '/filter', detail: 'must be an object of filters by name' });
    } else {
      for (const [name, value] of Object.entries(filter)) {
        if (filters.includes(name)) known[name] = value;
        else {
          const place = name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1');
          const detail = `a query of ${type} has no such filter; it has ${filters.join(', ')}`;
          errors.push({ pointer: `/filter/${place}`, detail });
        }
      }
    }
    try {
      await new InputPipe(body, 'body').transform({ ...hosts, ...known });
    } catch (error) {
      if (!(error instanceof Problem) || error.extras.errors === undefined) throw error;
      errors.push(...error.extras.errors.map((each) => inFilter(each, known)));
    }
    return errors;
  }

  async stream(
    { type, hosts, filter, category, fields, ...rest }: FleetQuestion,
    caller: Caller,
    { signal, timeoutMs, paid }: FleetRun,
  ): Promise<AsyncGenerator<FleetEvent, void, undefined>> {
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
    } as AssetQuestion;
    // Once its hosts are paid, the work is brought to its end; what else it reads is owed.
    const meter = new CallMeter(this.limits, caller, { paid: paid ? 0 : 1, mayOwe: 'once-paid' });
    const context = new QueryContext(caller.id, timeoutMs, signal, { lane: 'bulk', paid, meter });
    try {
      return closing(await this.feedOf(type).open(question, caller, context), context);
    } catch (error) {
      context.dispose();
      throw error;
    }
  }

  async serverCheck(
    alias: string,
    enterpriseProjectId: string,
    owner: string,
    signal: AbortSignal,
  ): Promise<((row: Readonly<Record<string, unknown>>) => boolean) | undefined> {
    const project = this.projects.find(alias);
    if (project === undefined) return undefined;
    const context = new QueryContext(owner, CHECK_MS, signal, { lane: 'bulk' });
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

  private feedOf(type: string): Feed {
    const feed = this.feeds.get(type);
    if (feed === undefined) throw new Error(`rows of ${type} are not known`);
    return feed;
  }
}

/** The events, and the end of their clock. Whoever does not read them ends it by the signal that they came with. */
async function* closing(events: Events, context: QueryContext): AsyncGenerator<FleetEvent, void, undefined> {
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
