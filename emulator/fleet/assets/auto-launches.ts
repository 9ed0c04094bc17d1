import { seedOf } from '../random.js';
import { SERVICES, type Service } from '../services.js';
import { fileHash, type AssetRow, type RowMaker } from './row.js';

const SALT = seedOf('auto-start');

/** 0 service, 1 scheduled task, 2 preloaded library, 3 registry Run key, 4 startup folder. */
type Kind = 0 | 1 | 2 | 3 | 4;

/** Kind, name, path, user, share of the servers in percent. */
type Item = readonly [Kind, string, string, string, number];

const LINUX: readonly Item[] = [
  [0, 'crond.service', '/usr/lib/systemd/system/crond.service', 'root', 100],
  [0, 'hostguard.service', '/usr/lib/systemd/system/hostguard.service', 'root', 100],
  [1, 'logrotate', '/etc/cron.daily/logrotate', 'root', 90],
  [1, 'backup "nightly"', '/etc/cron.d/backup nightly', 'root', 20],
  [2, 'libprotect.so', '/etc/ld.so.preload', 'root', 2],
];

const WINDOWS: readonly Item[] = [
  [0, 'W32Time', 'C:\\Windows\\System32\\svchost.exe', 'LOCAL SERVICE', 100],
  [1, '\\Microsoft\\Windows\\Defrag\\ScheduledDefrag', 'C:\\Windows\\System32\\defrag.exe', 'SYSTEM', 80],
  [3, 'SecurityHealth', 'C:\\Windows\\System32\\SecurityHealthSystray.exe', 'Administrator', 60],
  [4, 'ops tools.lnk', 'C:\\Users\\Administrator\\Start Menu\\ops tools.lnk', 'Administrator', 15],
];

/** Auto-start items: a unit for each service outside containers, and some of everybody's. */
export const autoLaunchRows: RowMaker = (site) => {
  const items: Item[] = (site.windows ? WINDOWS : LINUX).filter(
    ([, , , , share], i) => site.draw(SALT, i) % 100 < share,
  );
  if (!site.windows) {
    for (const { service, container } of site.plan) {
      const { name, user } = SERVICES[service] as Service;
      if (container < 0)
        items.push([0, `${name}.service`, `/usr/lib/systemd/system/${name}.service`, user, 100]);
    }
  }
  return items.map(([type, name, path, run_user]): AssetRow => ({
    agent_id: site.agentId,
    host_id: site.host.id,
    host_name: site.host.name,
    host_ip: site.host.ip,
    name,
    type,
    path,
    // The vendor leaves the digest of some files empty.
    hash: type === 1 && site.draw(SALT, 99) % 4 === 0 ? '' : fileHash(path),
    run_user,
    recent_scan_time: site.hourlyScan,
    container_id: '',
    container_name: '',
  }));
};
