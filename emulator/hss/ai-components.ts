import type { AssetRow } from '../fleet/assets/row.js';
import { rowList, statisticsList } from './asset-list.js';
import type { HssRoute } from './request.js';

const MEMBERS = [
  'server_name', 'server_ip', 'host_id', 'ai_application', 'ai_tool', 'type', 'version', 'startup_path', 'startup_time',
  'install_path', 'cmdline', 'first_scan_time', 'latest_scan_time', 'container_name', 'container_id', 'pid', 'ppid', 'user',
]; // prettier-ignore

const CATALOGUE = { name: 'catalogue', words: ['app', 'tool'], needed: true };

/** Returns a row as the list prints it: with what its process listens on. */
export function aiComponentRow(row: AssetRow): Readonly<Record<string, unknown>> {
  const { listen_port: port } = row;
  const listener = {
    listen_ip: '0.0.0.0',
    listen_protocol: 'tcp',
    listen_port: port,
    listen_status: 'listening',
  };
  return {
    ...Object.fromEntries(MEMBERS.map((name) => [name, row[name]])),
    net_info: port === 0 ? [] : [listener],
  };
}

/**
 * AI components. `catalogue` is needed, as in the vendor's SDK for Node and its Terraform provider; the SDK for Python has
 * it as optional. The list is documented without `enterprise_project_id`; here it means what it means everywhere (choice).
 */
export const aiComponentRoutes: readonly HssRoute[] = [
  rowList({
    path: '/asset/ai-component/detail',
    type: 'ai_component',
    row: aiComponentRow,
    filters: [
      CATALOGUE,
      { name: 'host_id', max: 128 },
      { name: 'server_name', match: 'part', max: 256 },
      { name: 'server_ip', max: 128 },
      { name: 'ai_application', match: 'part', max: 128 },
      { name: 'ai_tool', match: 'part' },
      { name: 'type' },
      { name: 'version' },
      { name: 'installation_path', field: 'install_path', match: 'part' },
      { name: 'container_name', match: 'part' },
      { name: 'container_id' },
    ],
  }),
  statisticsList({
    path: '/asset/ai-component/statistics',
    type: 'ai_component',
    by: ['ai_component_name'],
    filters: [CATALOGUE, { name: 'ai_component_name', match: 'part', max: 256 }],
  }),
];
