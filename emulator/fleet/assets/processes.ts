import { STRIDE } from '../port-table.js';
import { PATHS, SERVICES, type Service } from '../services.js';
import { fileHash, type AssetRow, type RowMaker } from './row.js';

const COMMAND_LINES = new Map<string, string>();

function commandLine(path: string): string {
  let line = COMMAND_LINES.get(path);
  if (line === undefined) {
    line = `${path} --config "/etc/${path.split(/[/\\]/).pop()}.conf"`;
    COMMAND_LINES.set(path, line);
  }
  return line;
}

interface Running {
  readonly pid: number;
  readonly path: string;
  readonly container: number;
  readonly user: string;
}

/** Processes: everything that runs or listens, once each. Kernel services without a path are no processes. */
export const processRows: RowMaker = (site) => {
  const running = new Map<string, Running>();
  const add = (process: Running): void => {
    const key = `${process.pid} ${process.container} ${process.path}`;
    if (process.pid > 0 && process.path !== '' && !running.has(key)) running.set(key, process);
  };
  if (!site.windows) add({ pid: 1, path: '/usr/lib/systemd/systemd', container: -1, user: 'root' });
  for (const { service, pid, container } of site.plan) {
    const { path, user } = SERVICES[service] as Service;
    add({ pid, path, container, user });
  }
  const table = site.fleet.ports(site.host.index);
  for (let at = 0; at < table.length; at += STRIDE) {
    const [pid, place, container] = [
      table[at + 1] as number,
      table[at + 2] as number,
      table[at + 3] as number,
    ];
    add({ pid, path: PATHS[place] as string, container, user: SERVICES[place]?.user ?? 'root' });
  }
  return [...running.values()].map(({ pid, path, container, user }): AssetRow => ({
    agent_id: site.agentId,
    host_id: site.host.id,
    host_name: site.host.name,
    host_ip: site.host.ip,
    hash: fileHash(path),
    launch_params: container >= 0 ? path : commandLine(path),
    launch_time: site.timeAgo(0x2000 + (pid & 0xfff), 60),
    process_path: path,
    process_pid: pid,
    run_permission: 'rwxr-xr-x',
    user_name: user,
    container_id: site.boxId(container),
    container_name: site.boxName(container),
  }));
};
