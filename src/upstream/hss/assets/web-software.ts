import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, integer, text, vendorNamesOf } from './members.js';

const members = {
  name: text('name'),
  version: text('version'),
  install_path: text('install_path'),
  config_path: text('config_path'),
  uid: integer('uid'),
  gid: integer('gid'),
  file_mode: text('mode'),
  pid: integer('pid'),
  process_path: text('proc_path'),
  status_changed_at: instant('ctime'),
  modified_at: instant('mtime'),
  accessed_at: instant('atime'),
  scanned_at: instant('record_time'),
  container_id: text('container_id'),
  container_name: text('container_name'),
  agent_id: text('agent_id'),
};
const decode = decoderOf(members);

/** One web application, web service or database on one server. */
type HssWebSoftware = ReturnType<typeof decode>['members'];

/** The three kinds share their calls and differ in how each call spells them. */
export function webSoftware(
  type: 'database' | 'web_cms' | 'web_service',
  spelling: { readonly inLists: string; readonly countedAs: string; readonly collectedAs: string },
): AssetDescriptor<HssWebSoftware> {
  const fixed = { catalogue: spelling.inLists };
  return {
    type,
    decode,
    // The list's filter has another name than the member of its rows.
    vendorNames: { ...vendorNamesOf(members), install_path: ['install_path', 'install_dir'] },
    fleet: { api: '/asset/web-app-and-services', fixed, takesHostId: true, takesCategory: true },
    statistics: { api: '/asset/web-app-and-service-statistics', fixed, name: 'name' },
    // Lists say web-app, this one says web_cms like the exports.
    top: { api: '/asset/overview/statistics/top/web-app-and-service', fixed: { catalogue: type } },
    countedAs: spelling.countedAs,
    collectedAs: [spelling.collectedAs],
    cycleS: CYCLE.weekly,
  };
}
