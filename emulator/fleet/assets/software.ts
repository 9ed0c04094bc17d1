import { seedOf } from '../random.js';
import { SERVICES, type Service } from '../services.js';
import type { AssetRow, RowMaker } from './row.js';
import { FLEET_NOW } from '../host-facts.js';

const SALT = seedOf('software');

/** Name, and the version of each Linux system in the order of the systems. */
const LINUX: readonly (readonly [string, readonly string[]])[] = [
  ['bash', ['5.1.8-6', '5.2.15-3', '5.1-6ubuntu1', '4.2.46-35', '5.2.15-2+b2']],
  ['glibc', ['2.34-70', '2.34-149', '2.35-0ubuntu3', '2.17-326', '2.36-9']],
  ['openssl', ['1.1.1m-15', '3.0.12-4.r5', '3.0.2-0ubuntu1', '1.0.2k-26', '3.0.11-1']],
  ['systemd', ['249-67', '249-67', '249.11-0ubuntu3', '219-78', '252.22-1']],
  ['curl', ['7.79.1-24', '8.4.0-3', '7.81.0-1ubuntu1', '7.29.0-59', '7.88.1-10']],
  ['sudo', ['1.9.8p2-10', '1.9.14p1-2', '1.9.9-1ubuntu2', '1.8.23-10', '1.9.13p3-1']],
  ['python3', ['3.9.9-28', '3.11.6-2', '3.10.6-1', '3.6.8-21', '3.11.2-1']],
  ['vim-enhanced', ['9.0-19', '9.0-22', '8.2.3995-1', '7.4.629-8', '9.0.1378-2']],
];

const WINDOWS: readonly (readonly [string, string])[] = [
  ['Microsoft Edge', '128.0.2739.42'],
  ['Microsoft Visual C++ 2019 X64 Minimum Runtime', '14.29.30153'],
  ['Cloudbase-Init 1.1.4', '1.1.4'],
];

/** Software: the system's packages, those of the services, and one for each container that has one. */
export const softwareRows: RowMaker = (site) => {
  const seen = new Set<string>();
  const rows: AssetRow[] = [];
  const add = (app_name: string, version: string, install_dir: string, container: number): void => {
    const key = `${app_name} ${version} ${container}`;
    if (app_name === '' || seen.has(key)) return;
    seen.add(key);
    rows.push({
      agent_id: site.agentId,
      host_id: site.host.id,
      host_name: site.host.name,
      host_ip: site.host.ip,
      app_name,
      version,
      install_dir,
      recent_scan_time: FLEET_NOW - (site.draw(SALT, 1) % 86_400) * 1000,
      update_time: site.timeAgo(0x3000 + rows.length, 500),
      container_id: site.boxId(container),
      container_name: site.boxName(container),
    });
  };
  if (site.windows) for (const [name, version] of WINDOWS) add(name, version, '', -1);
  else {
    const system = site.fleet.facts.systemNumber(site.host);
    for (const [name, versions] of LINUX) add(name, versions[system] as string, '/usr', -1);
  }
  for (const { service, container } of site.plan) {
    const { app, version, path } = SERVICES[service] as Service;
    add(app, version, path.startsWith('/opt') ? '/opt' : '/usr', container);
  }
  return rows;
};
