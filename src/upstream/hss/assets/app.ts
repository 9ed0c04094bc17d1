import { CYCLE, type AssetDescriptor } from './descriptor.js';
import { decoderOf, instant, text } from './members.js';

const decode = decoderOf({
  agentId: text('agent_id'),
  appName: text('app_name'),
  version: text('version'),
  installDir: text('install_dir'),
  updateTime: instant('update_time'),
  recentScanTime: instant('recent_scan_time'),
  containerId: text('container_id'),
  containerName: text('container_name'),
});

/** One piece of software on one server or in one container. */
export type HssApp = ReturnType<typeof decode>;

export const apps: AssetDescriptor<HssApp> = {
  type: 'app',
  decode,
  fleet: { api: '/asset/apps', takesHostId: true, takesCategory: true },
  statistics: { api: '/asset/app/statistics', name: 'app_name' },
  top: { api: '/asset/overview/statistics/top/software' },
  countedAs: 'app_num',
  collectedAs: [],
  cycleS: CYCLE.daily,
};
