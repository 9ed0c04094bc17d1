import { pagesFor } from '../../fleet/page-walk.js';
import { Fault } from '../../kernel/fault.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import { SwitchingReader } from '../reading/switching-reader.js';
import { byPortPlan, keyVetoes } from './by-port-plan.js';
import { areMany, findHosts, growHosts, mayGrow } from './find-hosts.js';
import {
  readOrFault,
  type OpenReading,
  type OtherPlanPrice,
  type Plan,
  type PlanRequest,
  type PlanServices,
} from './plan.js';
import { readKeys } from './read-keys.js';
import { oldestOf, readerForHosts } from './snapshot-reading.js';

const NAME = 'per-host';

/** Rows host by host: each host answers for itself, so that one that fails costs its own rows only. */
export const perHostPlan: Plan = {
  name: NAME,

  vetoes: ({ prepared, keyed }, estimate) => {
    const lacksMembers = keyed.fuller === true && prepared.input.plan === 'auto' && !prepared.named;
    // Rows without some of their members are better than no rows.
    if (!lacksMembers || keyVetoes({ prepared }, estimate).length > 0) return [];
    return ['the list of one server lacks members of a row'];
  },

  price: ({ services: { options } }, { hosts, rowsPerHost, listCalls }) => {
    const count = hosts * pagesFor(rowsPerHost, options.pageLimit);
    return [
      { call: 'hosts', count: listCalls },
      { call: 'list', count, depth: count > hosts ? 2 : 1 },
    ];
  },

  open: async (request, { switchReason, otherPlan }) => {
    const { query: found, size, services } = request;
    const grows = found === undefined && areMany(size, services) && mayGrow(request);
    const query = found ?? (grows ? growHosts(request) : await findHosts(request));
    return otherPlan === undefined
      ? liveReading(request.services, query, switchReason)
      : switchingReading(request, query, otherPlan);
  },
};

/** Makes rows readable host by host. Asks nothing upstream before they are read. */
export function liveReading<Row extends AssetRow>(
  { hosts }: Pick<PlanServices, 'hosts'>,
  query: FleetQuery<Row>,
  switchReason?: string,
): OpenReading<Row> {
  return { query, reader: hosts, plan: NAME, switchReason, snapshotAsOf: undefined };
}

/** Makes a page readable host by host, and by key once that has become the cheaper way to the rest of the page. */
function switchingReading<Row extends AssetRow>(
  request: PlanRequest<Row>,
  query: FleetQuery<Row>,
  otherPlan: OtherPlanPrice,
): OpenReading<Row> {
  const { context, services, wanted } = request;
  const open = async () => {
    const opened = await readOrFault(context, async () => {
      const snapshots = await readKeys(request);
      return { snapshots, reader: await readerForHosts(request, query, snapshots) };
    });
    if (opened instanceof Fault) return undefined;
    reading.plan = byPortPlan.name;
    reading.switchReason = 'the page filled too slowly server by server';
    reading.snapshotAsOf = oldestOf(opened.snapshots);
    return opened.reader;
  };
  const reading: { -readonly [Member in keyof OpenReading<Row>]: OpenReading<Row>[Member] } = {
    ...liveReading(services, query),
    reader: new SwitchingReader(services.hosts, { ...otherPlan, wanted: wanted.rows, open }),
  };
  return reading;
}
