import { Fault } from '../../kernel/fault.js';
import { integerOf } from '../../upstream/hss/decode.js';
import { decodePort } from '../../upstream/hss/assets/port.js';
import type { ExportedSource } from '../../query/question/fleet-query.js';
import { portRow, type PortRow } from './port-row.js';

const STATUSES = new Set<unknown>(['normal', 'danger', 'unknown']);
const TYPES = new Set<unknown>(['TCP', 'UDP', 'TCP6', 'UDP6']);

/** Every open port of a project in one file. */
export const portExport: ExportedSource<PortRow> = {
  type: 'port',
  fields: [
    'host_id',
    'host_name',
    'host_ip',
    'port_status',
    'port',
    'type',
    'pid',
    'path',
    'laddr',
    'container_id',
  ],
  count: (project, scope, context) =>
    project.hss.object(
      {
        api: '/asset/statistics',
        query: { category: scope.category, enterprise_project_id: scope.enterpriseProjectId },
        decode: (answer) => integerOf(answer['port_num'], 'port_num'),
      },
      context,
    ),
  rowOf: (project, server, cells) => {
    // It is not documented that the file uses the words of the list. With other words the row would be another one.
    if (!STATUSES.has(cells['port_status']) || !TYPES.has(cells['type'])) {
      throw new Fault('bad_payload', 'the export uses unknown words for risk or protocol');
    }
    const wire = {
      laddr: cells['laddr'],
      status: cells['port_status'],
      port: cells['port'],
      type: cells['type'],
      pid: cells['pid'],
      path: cells['path'],
      agent_id: server.agentId,
      container_id: cells['container_id'],
    };
    return portRow(project, server.hostId, decodePort(wire, server.hostId));
  },
};
