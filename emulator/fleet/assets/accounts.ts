import { seedOf } from '../random.js';
import { SERVICES, type Service } from '../services.js';
import type { AssetRow, RowMaker } from './row.js';
import type { Site } from './site.js';

const SALT = seedOf('accounts');

/** Name, group, home, shell, may log in, is administrator. */
type Account = readonly [string, string, string, string, boolean, boolean];

const ROOT: Account = ['root', 'root', '/root', '/bin/bash', true, true];

const LINUX: readonly Account[] = [
  ROOT,
  ['bin', 'bin', '/bin', '/sbin/nologin', false, false],
  ['daemon', 'daemon', '/sbin', '/sbin/nologin', false, false],
  ['sshd', 'sshd', '/usr/share/empty.sshd', '/sbin/nologin', false, false],
];

const PEOPLE: readonly Account[] = [
  ['deploy', 'deploy', '/home/deploy', '/bin/bash', true, false],
  ['ops', 'wheel', '/home/ops', '/bin/bash', true, true],
  ['audit', 'audit', '/home/audit', '/bin/sh', true, false],
  ["o'brien", 'users', "/home/o'brien", '/bin/zsh', true, false],
  ['张伟', 'users', '/home/张伟', '/bin/bash', true, false],
  ['=svc-backup', 'backup', '/var/backup', '/bin/false', false, false],
];

const WINDOWS: readonly Account[] = [
  ['Administrator', 'Administrators', 'C:\\Users\\Administrator', '', true, true],
  ['Guest', 'Guests', '', '', false, false],
  ['DefaultAccount', 'System Managed Accounts Group', '', '', false, false],
];

function accountsOf(site: Site): readonly Account[] {
  if (site.windows) return WINDOWS;
  const accounts = [...LINUX, ...PEOPLE.filter((_, i) => site.draw(SALT, i) % 5 < 2)];
  const known = new Set(accounts.map(([name]) => name));
  for (const { service, container } of site.plan) {
    const { user } = SERVICES[service] as Service;
    if (container >= 0 || known.has(user)) continue;
    known.add(user);
    accounts.push([user, user, `/var/lib/${user}`, '/sbin/nologin', false, false]);
  }
  return accounts;
}

function rowOf(site: Site, account: Account, container: number, place: number): AssetRow {
  return {
    agent_id: site.agentId,
    host_id: site.host.id,
    host_name: site.host.name,
    host_ip: site.host.ip,
    user_name: account[0],
    login_permission: account[4],
    root_permission: account[5],
    user_group_name: account[1],
    user_home_dir: account[2],
    shell: account[3],
    recent_scan_time: site.hourlyScan,
    first_scan_time: site.timeAgo(0x100 + place, 400),
    container_id: site.boxId(container),
    container_name: site.boxName(container),
  };
}

/** Accounts: the system's, some people's, one for each service; and root in every container. */
export const accountRows: RowMaker = (site) => {
  const rows = accountsOf(site).map((account, place) => rowOf(site, account, -1, place));
  for (const { container } of site.plan)
    if (container >= 0) rows.push(rowOf(site, ROOT, container, container));
  return rows;
};
