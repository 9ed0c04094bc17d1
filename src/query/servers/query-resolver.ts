import { createHash } from 'node:crypto';
import type { GrowingList } from '../../fleet/growing-list.js';
import { compareKeys } from '../../fleet/order.js';
import { Fault } from '../../kernel/fault.js';
import {
  distinctInSlices,
  filterInSlices,
  inSlices,
  mapInSlices,
  Slices,
  sortInSlices,
} from '../../kernel/slices.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { Problem } from '../../platform/problem/problem.js';
import type { HssHost } from '../../upstream/hss/hosts.js';
import type { ListPage } from '../../upstream/hss/list.js';
import type { UpstreamProject, UpstreamProjects } from '../../upstream/projects.js';
import {
  hssScope,
  type AssetRow,
  type AssetSource,
  type FleetQuery,
  type ProjectFailure,
} from '../question/fleet-query.js';
import type { HostDirectory, HostList } from './host-directory.js';
import { selects, upstreamHostQuery, type HostSelection } from '../question/host-selection.js';
import type { QueryContext } from '../question/query-context.js';
import { listAgeOf, type QueryInput } from '../question/query-input.js';
import { compareTargets, targetKey, type HostDetails, type Target } from '../question/target.js';

/** Ids hashed before other work gets its turn. A choice. */
const IDS_AT_ONCE = 1_000;

/** A query whose projects are known and allowed, before its hosts are found. */
export interface PreparedQuery<Row extends AssetRow> {
  readonly source: AssetSource<Row>;
  readonly input: QueryInput<Row>;
  readonly projects: readonly UpstreamProject[];
  /** Whether hosts are named by id. */
  readonly named: boolean;
  /** Whether all hosts are meant, without any condition. */
  readonly everything: boolean;
  /** Whether names and addresses are needed. */
  readonly wantsHostDetails: boolean;
  /** Makes the hash of query, projects and caller: a cursor is valid for these only. */
  binding(): Promise<string>;
  /** Returns the enterprise project that a project is asked about. */
  scopeOf(project: UpstreamProject): string;
}

/** The hosts of a query, once they are found. */
interface FoundHosts {
  readonly targets: readonly Target[];
  /** Present where they are read while they are listed. */
  readonly growth?: GrowingList<Target>;
  readonly projectFailures?: readonly ProjectFailure[];
  /** By target key. */
  readonly hostDetails?: ReadonlyMap<string, HostDetails>;
  /** Hosts beside the targets that are known to have no rows. */
  readonly silentHosts?: number;
}

/** How hosts are found. */
interface Finding {
  /** The first page of the list of all servers, where it is here already: of a query about all of one project. */
  readonly first?: ListPage<HssHost>;
  /**
   * Servers up to which a list is held whole and kept. Of a longer one only ids are read, unless the query needs names or
   * addresses. Default: every list is kept.
   */
  readonly keepUpTo?: number;
}

/** What was found in one project. */
interface FoundIn<T> {
  readonly project: UpstreamProject;
  readonly part: T;
}

/** What a named host takes in memory: its id, its place in lists and sets. Bytes, estimated. */
export const NAMED_BYTES = 60;
/** What name and addresses of a host take in memory: their key and an object. Bytes, estimated. */
const DETAILS_BYTES = 200;

/** Turns what a caller asked into targets: which hosts, in which order, with which names and addresses. */
export class QueryResolver {
  /** Targets of lists that are kept: a walk through pages needs the same ones for each page. */
  private readonly targets = new WeakMap<readonly HssHost[], readonly Target[]>();

  constructor(
    private readonly projects: UpstreamProjects,
    private readonly directory: HostDirectory,
  ) {}

  /**
   * Returns the projects that a caller means. A project that it may not see is answered like one that does not exist.
   *
   * @throws Problem `not-found`.
   */
  projectsOf(caller: Caller, project: string | undefined): UpstreamProject[] {
    if (project === '*') {
      const visible = this.projects.all.filter(({ alias }) => maySee(caller, alias));
      if (visible.length > 0) return visible;
    } else {
      const found = project === undefined ? this.projects.default : this.projects.find(project);
      if (found !== undefined && maySee(caller, found.alias)) return [found];
    }
    throw new Problem('not-found', 'There is no such project', {
      errors: [{ parameter: 'project', detail: 'is not known' }],
    });
  }

  /**
   * Completes a query with all that is known without asking upstream. Hosts that are named twice are in it once.
   *
   * @throws Problem `not-found` for a project.
   */
  async prepare<Row extends AssetRow>(
    source: AssetSource<Row>,
    given: QueryInput<Row>,
    caller: Caller,
  ): Promise<PreparedQuery<Row>> {
    const input =
      'ids' in given.hosts && given.hosts.ids.length > 1
        ? { ...given, hosts: { ids: await distinctInSlices(given.hosts.ids) } }
        : given;
    const projects = this.projectsOf(caller, input.project);
    const named = 'ids' in input.hosts;
    return {
      source,
      input,
      projects,
      named,
      everything: 'selection' in input.hosts && Object.keys(input.hosts.selection).length === 0,
      wantsHostDetails: input.includeHost || input.sort.some(({ name }) => name === 'host_name'),
      binding: () => bindingOf(source.type, input, caller, projects),
      scopeOf: (project) => hssScope(project, input).enterpriseProjectId,
    };
  }

  /**
   * Finds the hosts of a query.
   *
   * @throws Fault when the hosts of the only project cannot be listed, or when there is no memory for so many.
   */
  async resolve<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    context: QueryContext,
    finding: Finding = {},
  ): Promise<FleetQuery<Row>> {
    const { input, source, projects, wantsHostDetails } = prepared;
    if ('ids' in input.hosts) context.held.take(input.hosts.ids.length * NAMED_BYTES);
    if ('ids' in input.hosts && projects.length === 1 && !wantsHostDetails) {
      const [project] = projects as [UpstreamProject];
      const targets = await mapInSlices(input.hosts.ids, (hostId) => ({ project, hostId }));
      return this.queryOf(prepared, { targets });
    }
    if ('selection' in input.hosts && !wantsHostDetails && source.needsList !== true) {
      const { selection } = input.hosts;
      const { keepUpTo } = finding;
      if (keepUpTo !== undefined)
        return this.resolveIds(prepared, selection, context, { ...finding, keepUpTo });
    }
    const { found, projectFailures } = await inProjects(prepared, context, async (project) => {
      const { hosts, fault } = await this.hostsOf(prepared, project, context, finding.first);
      return { part: hosts, fault };
    });
    const targets =
      'ids' in input.hosts
        ? await namedTargets(input.hosts.ids, found, projects)
        : await this.selectedTargets(found);
    if (wantsHostDetails) context.held.take(targets.length * DETAILS_BYTES);
    return this.queryOf(prepared, {
      targets,
      projectFailures,
      ...(wantsHostDetails ? { hostDetails: await detailsOf(found) } : {}),
    });
  }

  /** Finds selected hosts by reading ids where their list is long. */
  private async resolveIds<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    selection: HostSelection,
    context: QueryContext,
    finding: Finding & { readonly keepUpTo: number },
  ): Promise<FleetQuery<Row>> {
    const wants = prepared.everything ? {} : { wants: (host: HssHost) => selects(selection, host) };
    const maxAgeMs = listAgeOf(prepared.input);
    const { found, projectFailures } = await inProjects(prepared, context, async (project) => {
      const query = upstreamHostQuery(selection, prepared.scopeOf(project));
      const sends = context.under(context.signal);
      const { ids, fault } = await this.directory.ids(project, query, sends, {
        ...finding,
        ...wants,
        maxAgeMs,
      });
      return { part: ids, fault };
    });
    const targets: Target[] = [];
    // In the order of `compareTargets`.
    for (const { project, part } of found.sort((a, b) => compareKeys(a.project.alias, b.project.alias)))
      await inSlices(part, (hostId) => targets.push({ project, hostId }));
    return this.queryOf(prepared, { targets, projectFailures });
  }

  /** Returns the query with its hosts. */
  queryOf<Row extends AssetRow>(prepared: PreparedQuery<Row>, hosts: FoundHosts): FleetQuery<Row> {
    const { source, input, named } = prepared;
    const { category, enterpriseProjectId } = input;
    const { targets, growth, projectFailures = [], hostDetails, silentHosts = 0 } = hosts;
    return {
      source,
      targets,
      ...(growth === undefined ? {} : { growth }),
      silentHosts: Math.max(0, silentHosts),
      named,
      projectFailures,
      scope: { category, ...(enterpriseProjectId === undefined ? {} : { enterpriseProjectId }) },
      matches: input.matches,
      sort: input.sort,
      hostDetails,
      maxAgeMs: input.maxAgeMs,
    };
  }

  private async hostsOf<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    project: UpstreamProject,
    context: QueryContext,
    first: ListPage<HssHost> | undefined,
  ): Promise<Pick<HostList, 'hosts' | 'fault'>> {
    const { input } = prepared;
    const scope = prepared.scopeOf(project);
    const maxAge = listAgeOf(input);
    const sends = context.under(context.signal);
    if ('ids' in input.hosts) return this.directory.byIds(project, input.hosts.ids, scope, sends, maxAge);
    const { selection } = input.hosts;
    const list = await this.directory.list(
      project,
      upstreamHostQuery(selection, scope),
      sends,
      maxAge,
      first,
    );
    if (prepared.everything) return list;
    return { ...list, hosts: await filterInSlices(list.hosts, (host) => selects(selection, host)) };
  }

  /** In the order of `compareTargets`. */
  private async selectedTargets(found: readonly FoundIn<readonly HssHost[]>[]): Promise<readonly Target[]> {
    const [only] = found;
    if (found.length === 1 && only !== undefined) return this.targetsOf(only.project, only.part);
    const targets: Target[] = [];
    for (const { project, part: hosts } of found)
      await inSlices(await this.targetsOf(project, hosts), (target) => targets.push(target));
    return sortInSlices(targets, compareTargets);
  }

  /** @param hosts sorted by id; of this project alone. */
  private async targetsOf(project: UpstreamProject, hosts: readonly HssHost[]): Promise<readonly Target[]> {
    let targets = this.targets.get(hosts);
    if (targets === undefined) {
      targets = await mapInSlices(hosts, ({ hostId }) => ({ project, hostId }));
      this.targets.set(hosts, targets);
    }
    return targets;
  }
}

/**
 * Reads something of one project after the other.
 *
 * @param read returns it, and why some of it may be missing.
 * @throws what the only project throws; what ends the whole query.
 */
async function inProjects<T>(
  { projects }: Pick<PreparedQuery<never>, 'projects'>,
  context: QueryContext,
  read: (project: UpstreamProject) => Promise<{ readonly part: T; readonly fault: Fault | undefined }>,
): Promise<{ readonly found: FoundIn<T>[]; readonly projectFailures: readonly ProjectFailure[] }> {
  const projectFailures: ProjectFailure[] = [];
  const found: FoundIn<T>[] = [];
  for (const project of projects) {
    try {
      const { part, fault } = await read(project);
      found.push({ project, part });
      if (fault !== undefined) projectFailures.push({ project, fault });
    } catch (error) {
      if (projects.length === 1 || context.endedBy(error)) throw error;
      projectFailures.push({ project, fault: Fault.from(error) });
    }
  }
  return { found, projectFailures };
}

async function detailsOf(found: readonly FoundIn<readonly HssHost[]>[]): Promise<Map<string, HostDetails>> {
  const hostDetails = new Map<string, HostDetails>();
  for (const { project, part: hosts } of found) {
    await inSlices(hosts, ({ hostId, hostName, privateIp, publicIp }) => {
      hostDetails.set(targetKey(project.alias, hostId), { hostName, privateIp, publicIp });
    });
  }
  return hostDetails;
}

/**
 * Named hosts keep the caller's order. In one project a host that the list does not show is asked all the same (the vendor
 * decides). Over several projects only a host that is found has a project.
 */
async function namedTargets(
  ids: readonly string[],
  found: readonly FoundIn<readonly HssHost[]>[],
  projects: readonly UpstreamProject[],
): Promise<Target[]> {
  const [only] = projects;
  if (projects.length === 1 && only !== undefined) {
    return mapInSlices(ids, (hostId) => ({ project: only, hostId }));
  }
  const places = new Map<string, UpstreamProject[]>();
  for (const { project, part: hosts } of found) {
    await inSlices(hosts, ({ hostId }) => {
      places.set(hostId, [...(places.get(hostId) ?? []), project]);
    });
  }
  const targets: Target[] = [];
  await inSlices(ids, (hostId) => {
    for (const project of places.get(hostId) ?? []) targets.push({ project, hostId });
  });
  return targets;
}

async function bindingOf<Row extends AssetRow>(
  type: string,
  input: QueryInput<Row>,
  caller: Caller,
  projects: readonly UpstreamProject[],
): Promise<string> {
  const hash = createHash('sha256');
  const asked = [
    type,
    caller.id,
    projects.map(({ alias }) => alias),
    'ids' in input.hosts ? null : input.hosts.selection,
    input.category,
    input.enterpriseProjectId ?? null,
    input.filters,
    input.sort,
    input.includeHost,
  ];
  hash.update(JSON.stringify(asked));
  if ('ids' in input.hosts) {
    const { ids } = input.hosts;
    const slices = new Slices();
    for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
      if (slices.usedUp) await slices.next();
      // No id has a blank in it.
      hash.update(`${ids.slice(at, at + IDS_AT_ONCE).join(' ')} `);
    }
  }
  return hash.digest('base64url');
}
