import { objectOf, textOf, type WireObject } from '../decode.js';
import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integer, member, text, vendorNamesOf } from './members.js';

/** Reads the list of sockets as one text, `tcp 0.0.0.0:11434 listening; ...`; null when there are none. */
const sockets = member('net_info', ({ net_info: list }) => {
  if (!Array.isArray(list) || list.length === 0) return null;
  return list.map((socket) => socketText(objectOf(socket, 'net_info'))).join('; ');
});

function socketText(socket: WireObject): string {
  const [protocol, ip, status] = ['listen_protocol', 'listen_ip', 'listen_status'].map((name) =>
    textOf(socket[name], name),
  );
  const { listen_port: port } = socket;
  const address = ip?.includes(':') === true ? `[${ip}]` : (ip ?? '*');
  const place = `${address}:${typeof port === 'number' ? port : '*'}`;
  return [protocol, place, status].filter((part) => part !== null).join(' ');
}

const members = {
  ai_application: text('ai_application'),
  ai_tool: text('ai_tool'),
  application_type: text('type'),
  version: text('version'),
  startup_path: text('startup_path'),
  install_path: text('install_path'),
  arguments: text('cmdline'),
  sockets,
  run_user: text('user'),
  pid: integer('pid'),
  parent_pid: integer('ppid'),
  started_at: instant('startup_time'),
  first_seen_at: instant('first_scan_time'),
  scanned_at: instant('latest_scan_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
};
const decode = decoderOf(members, { name: 'server_name', ip: 'server_ip' });

/** One AI application or tool on one server or in one container. */
type HssAiComponent = ReturnType<typeof decode>['members'];

/** What the vendor's lists call applications and tools. */
const CATALOGUES = ['app', 'tool'];
/** The statistics belong to `catalogue` and `category`, both needed. */
const OF_HOSTS = { category: 'host', limit: 200 };

/**
 * AI applications and tools (source: the vendor's SDKs since May 2026; nobody has shown an answer with rows). The SDK for Node
 * refuses to call without `catalogue` and `category`. The list is documented without `enterprise_project_id`, which is sent
 * all the same, because other lists leave rows out without it.
 */
export const aiComponents: AssetDescriptor<HssAiComponent> = {
  type: 'ai_component',
  decode,
  keyOf: (row) => ((row as HssAiComponent).ai_application === null ? 'tool' : 'app'),
  // The list's filter has another name than the member of its rows.
  vendorNames: { ...vendorNamesOf(members), install_path: ['install_path', 'installation_path'] },
  fleet: {
    api: '/asset/ai-component/detail',
    takesHostId: true,
    takesCategory: true,
    needsCategory: true,
    key: 'catalogue',
    keys: CATALOGUES,
  },
  statistics: {
    api: '/asset/ai-component/statistics',
    fixed: { catalogue: 'app' },
    name: 'ai_component_name',
  },
  top: {
    api: '/asset/ai-component/statistics',
    each: CATALOGUES.map((catalogue) => ({ ...OF_HOSTS, catalogue })),
    members: { name: 'ai_component_name', hosts: 'num' },
  },
  collectedAs: [],
  // The manual names no cycle yet; software has this one.
  cycleS: CYCLE.daily,
};
