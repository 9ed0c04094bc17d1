import type { HssHost } from '../../upstream/hss/hosts.js';
import type { ListPage } from '../../upstream/hss/list.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import { listAgeOf } from '../question/query-input.js';
import { placeOf } from '../reading/position.js';
import { growingHosts } from '../servers/growing-hosts.js';
import type { PlanRequest, PlanServices } from './plan.js';

type HostsOf<Row extends AssetRow> = Pick<
  PlanRequest<Row>,
  'prepared' | 'wanted' | 'context' | 'services' | 'firstPage'
>;

/**
 * Servers from which on a stream begins before their list ends. A choice: their list takes 25 calls, and it is not kept, so
 * that the next query has to read it again.
 */
const MANY_SERVERS = 5_000;

/**
 * Finds the hosts of a query; no more than their ids, where no more is wanted and their list is long.
 *
 * @throws Fault when they cannot be listed.
 */
export function resolveHosts<Row extends AssetRow>({
  prepared,
  wanted,
  context,
  services,
  firstPage,
}: HostsOf<Row>): Promise<FleetQuery<Row>> {
  return services.resolver.resolve(prepared, context, {
    ...(firstPage === undefined ? {} : { first: firstPage }),
    ...(wanted.idsOnly === true ? { keepUpTo: services.options.growFrom ?? MANY_SERVERS } : {}),
  });
}

/**
 * Finds the hosts of a query, and fetches into the cache what other replicas have read of those that it begins with: then
 * prices and reading know of it.
 *
 * @throws Fault when they cannot be listed.
 */
export async function findHosts<Row extends AssetRow>(asked: HostsOf<Row>): Promise<FleetQuery<Row>> {
  const { prepared, wanted, context, services } = asked;
  const query = await resolveHosts(asked);
  const { plan, sort } = prepared.input;
  if (plan === 'auto' || plan === 'per-host') {
    const start = wanted.from === undefined ? 0 : placeOf(query.targets, wanted.from);
    // In an order of the caller's choice every page needs all hosts.
    const [first, rows] = sort.length > 0 ? [0, Infinity] : [start, wanted.rows];
    await services.hosts.fetchShared(query, first, rows, context);
  }
  return query;
}

/** Returns whether hosts may be read while they are listed: a stream of all hosts of one project, whose list is not here. */
export function mayGrow<Row extends AssetRow>({
  prepared,
  wanted,
  services,
}: Pick<HostsOf<Row>, 'prepared' | 'wanted' | 'services'>): boolean {
  const { source, input, projects, everything, wantsHostDetails } = prepared;
  const [project] = projects;
  if (project === undefined || projects.length > 1 || !everything || wantsHostDetails) return false;
  if (wanted.rows !== Infinity || input.sort.length > 0 || source.needsList === true) return false;
  return !services.directory.knows(project, prepared.scopeOf(project), listAgeOf(input));
}

/** Returns whether so many hosts are worth reading while they are listed. */
export function areMany(size: number, { options }: Pick<PlanServices, 'options'>): boolean {
  return size > (options.growFrom ?? MANY_SERVERS);
}

/** Fetches the first page of the list of hosts. Call it for queries that `mayGrow` only. */
export function firstPageOf<Row extends AssetRow>({
  prepared,
  context,
  services,
}: Pick<HostsOf<Row>, 'prepared' | 'context' | 'services'>): Promise<ListPage<HssHost>> {
  const [project] = prepared.projects as [UpstreamProject];
  const query = { enterpriseProjectId: prepared.scopeOf(project) };
  return services.directory.firstPage(project, query, context.under(context.signal));
}

/** Begins to list the hosts, and returns the query at once. Call it for queries that `mayGrow` only. */
export function growHosts<Row extends AssetRow>({
  prepared,
  context,
  services,
  firstPage: first,
}: Pick<HostsOf<Row>, 'prepared' | 'context' | 'services' | 'firstPage'>): FleetQuery<Row> {
  const [project] = prepared.projects as [UpstreamProject];
  const listing = { project, enterpriseProjectId: prepared.scopeOf(project), first };
  const { growth, projectFailures } = growingHosts(services.directory, listing, context);
  return services.resolver.queryOf(prepared, { targets: [], growth, projectFailures });
}

/** Counts the hosts of a query's projects; a count may be some minutes old. */
export async function countHosts<Row extends AssetRow>({
  prepared,
  context,
  services,
}: Pick<PlanRequest<Row>, 'prepared' | 'context' | 'services'>): Promise<number> {
  let size = 0;
  for (const project of prepared.projects) {
    const scope = prepared.scopeOf(project);
    size += await services.directory.count(project, scope, context.under(context.signal));
  }
  return size;
}
