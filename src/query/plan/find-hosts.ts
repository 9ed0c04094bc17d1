import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import { placeOf } from '../reading/position.js';
import type { PlanRequest } from './plan.js';

type HostsOf<Row extends AssetRow> = Pick<PlanRequest<Row>, 'prepared' | 'wanted' | 'context' | 'services'>;

/**
 * Finds the hosts of a query, and fetches into the cache what other replicas have read of those that it begins with: then
 * prices and reading know of it.
 *
 * @throws Fault when they cannot be listed.
 */
export async function findHosts<Row extends AssetRow>({
  prepared,
  wanted,
  context,
  services,
}: HostsOf<Row>): Promise<FleetQuery<Row>> {
  const query = await services.resolver.resolve(prepared, context);
  const { plan, sort } = prepared.input;
  if (plan === 'auto' || plan === 'per-host') {
    const start = wanted.from === undefined ? 0 : placeOf(query.targets, wanted.from);
    // In an order of the caller's choice every page needs all hosts.
    const [first, rows] = sort.length > 0 ? [0, Infinity] : [start, wanted.rows];
    await services.hosts.fetchShared(query, first, rows, context);
  }
  return query;
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
