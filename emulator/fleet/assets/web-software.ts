import { SERVICES, type Service } from '../services.js';
import { uidOf, type AssetRow, type RowMaker } from './row.js';

/** How lists call the kinds that exports call database, web_cms and web_service. */
export type Catalogue = 'database' | 'web-app' | 'web-service';

function makerOf(catalogue: Catalogue): RowMaker {
  return (site) =>
    site.plan.flatMap(({ service, pid, container }): AssetRow[] => {
      const { kind, title, name, version, path, user } = SERVICES[service] as Service;
      if (kind !== catalogue) return [];
      const uid = uidOf(user);
      const changed = site.timeAgo(0x4000 + service, 300);
      return [
        {
          agent_id: site.agentId,
          host_id: site.host.id,
          host_name: site.host.name,
          host_ip: site.host.ip,
          catalogue,
          name: title,
          version,
          install_path: path,
          config_path: kind === 'web-app' ? `/var/www/${name}/config.php` : `/etc/${name}/${name}.conf`,
          uid,
          gid: uid,
          mode: '-rwxr-xr-x',
          ctime: changed,
          mtime: changed,
          atime: site.weeklyScan,
          pid,
          proc_path: path,
          container_id: site.boxId(container),
          container_name: site.boxName(container),
          record_time: site.weeklyScan,
        },
      ];
    });
}

export const databaseRows = makerOf('database');
export const webAppRows = makerOf('web-app');
export const webServiceRows = makerOf('web-service');
