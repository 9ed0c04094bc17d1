import { by, inOrderOf } from '../../fleet/order.js';
import {
  hssScope,
  type AssetSource,
  type KeyCount,
  type KeyedSource,
} from '../../query/question/fleet-query.js';
import { memberNames } from '../row-schema.js';
import { portExport } from './port-export.js';
import { comparePorts, PortRow, portRow, portRowFrom } from './port-row.js';

/** Ascending risk, so that `-status` shows the dangerous first. */
const RISK = { normal: 0, unknown: 1, danger: 2 } as const;

const API = 'GET /v5/{project_id}/asset';

/** Every server that listens on a port, one port at a time. */
const byPort: KeyedSource<PortRow> = {
  endpoints: { list: `${API}/ports`, keyed: `${API}/ports/detail`, statistics: `${API}/port/statistics` },
  compareCounts: inOrderOf<KeyCount>(
    by(({ key }) => key),
    by(({ traits }) => traits['protocol']),
    by(({ traits }) => traits['ipVersion']),
    by(({ traits }) => traits['status']),
  ),
  countedIn: ({ port, protocol, ip_version: ipVersion, status }) => ({
    key: port,
    traits: { protocol: protocol ?? '', ipVersion, status },
  }),
  countRows: (project, scope, context) => portExport.count(project, hssScope(project, scope), context),
  alarming: { status: 'danger' },
  divisible: true,
  keyOf: ({ port }) => port,
  refuses: ({ key }) =>
    key === 0 ? 'the statistics show port 0, which the vendor lists by server only' : undefined,
  counts: async ({ project, offset, limit, scope, context, narrowing }) => {
    const {
      rows,
      total,
      limit: pageSize,
    } = await project.hss.portStatistics(
      { ...hssScope(project, scope), status: narrowing?.['status'], port: narrowing?.['port'] },
      { offset, limit },
      context,
    );
    return {
      rows: rows.map(({ port, servers, protocol, ipVersion, status }) => ({
        key: port,
        rows: servers,
        traits: { protocol, ipVersion, status },
      })),
      total,
      limit: pageSize,
    };
  },
  fetchPage: async ({ project, key, offset, limit, scope, context, take, known }) => {
    const asked = hssScope(project, scope);
    const page = await project.hss.hostsOfPortUnlessKnown(
      Number(key),
      asked,
      { offset, limit },
      known,
      context,
    );
    if (page.known !== undefined) return { ...page.known, limit: page.limit };
    const { rows, total, limit: pageSize, digest } = page;
    const { alias } = project;
    const taken = rows.map(({ hostId, hostName, hostIp, members }) =>
      take(portRow(alias, hostId, members), hostName, hostIp),
    );
    return { rows: taken, total, limit: pageSize, digest };
  },
};

/** Open ports, one server at a time or one port at a time. */
export const portSource: AssetSource<PortRow> = {
  type: 'port',
  members: memberNames(PortRow),
  rowFrom: portRowFrom,
  keyed: byPort,
  exported: portExport,
  compare: comparePorts,
  orderMembers: ['port', 'protocol', 'ip_version', 'listen_address', 'container_id', 'pid'],
  leading: 'port',
  sorts: {
    port: { key: (row) => row.port, members: ['port'] },
    status: { key: (row) => RISK[row.status], members: ['status'] },
  },
  fetchPage: ({ project, hostId, offset, limit, scope, context }) =>
    project.hss.portsOfHost(
      hostId,
      hssScope(project, scope),
      { offset, limit },
      (members) => portRow(project.alias, hostId, members),
      context,
    ),
};
