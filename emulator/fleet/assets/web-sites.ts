import { seedOf } from '../random.js';
import { SERVICES, type Service } from '../services.js';
import { uidOf, type AssetRow, type RowMaker } from './row.js';

const SALT = seedOf('web sites');

const DOMAINS = [
  'www.example.com', 'shop.example.com', 'api.example.com', 'static.example.com', 'admin.example.net',
  'intranet.example.org', 'xn--fiqs8s.example.cn', '商城.example.cn', 'status.example.io', '_',
]; // prettier-ignore

const SERVERS = new Set(['nginx', 'httpd', 'iis', 'pod-web']);

/** Websites: one to three for each web server; some over HTTPS with certificate dates as free text. */
export const siteRows: RowMaker = (site) =>
  site.plan.flatMap(({ service, pid, container }): AssetRow[] => {
    const { name, path: proc_path, user, listeners } = SERVICES[service] as Service;
    if (!SERVERS.has(name)) return [];
    const draw = site.draw(SALT, pid);
    const count = 1 + (draw % 3);
    const uid = uidOf(user);
    return Array.from({ length: count }, (_, i) => {
      const domain = DOMAINS[((draw >>> 4) + i * 3) % DOMAINS.length] as string;
      const secure = listeners.some(({ port }) => port === 443) && (draw >>> (10 + i)) % 2 === 0;
      const port = secure ? 443 : (listeners[0]?.port ?? 80);
      return {
        agent_id: site.agentId,
        host_id: site.host.id,
        host_name: site.host.name,
        host_ip: site.host.ip,
        domain,
        app_name: name === 'pod-web' ? 'nginx' : name,
        path: `/var/www/${domain}`,
        port,
        bind_addr: '0.0.0.0',
        url_path: '/',
        uid,
        gid: uid,
        mode: 'drwxr-xr-x',
        pid,
        proc_path,
        is_https: secure,
        cert_issuer: secure ? 'Example CA' : '',
        cert_user: secure ? domain : '',
        cert_issue_time: secure ? '2026-06-01 00:00:00' : '',
        cert_expired_time: secure ? '2027-06-01 00:00:00' : '',
        record_time: site.weeklyScan,
        container_id: site.boxId(container),
        container_name: site.boxName(container),
      };
    });
  });
