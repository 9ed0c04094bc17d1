import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../child.js';
import { issueToken, PROJECT_ID } from '../cloud.js';
import { freePort } from '../free-port.js';
import type { Peer } from '../host-page.js';

/** Starts nginx that passes a server's page through as it is. Returns undefined where it is not installed. */
export async function startNginx(upstream: string): Promise<Peer | undefined> {
  if (spawnSync('nginx', ['-v']).error !== undefined) return undefined;
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'portolan-bench-nginx-'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${directory}/${name};`,
  );
  const query = 'enterprise_project_id=all_granted_eps&limit=200&offset=0';
  writeFileSync(
    join(directory, 'nginx.conf'),
    `daemon off; master_process off; pid ${directory}/pid; error_log stderr;
events { worker_connections 1024; }
http {
  access_log off; keepalive_requests 1000000000; ${temporary.join(' ')}
  upstream emulator { server ${new URL(upstream).host}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location = /ready { return 200 "ready"; }
    location ~ ^/proxy/(.+)$ {
      proxy_pass http://emulator/v5/${PROJECT_ID}/asset/ports?host_id=$1&${query};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header X-Auth-Token ${await issueToken(upstream)};
    }
  }
}
`,
  );
  const child = Child.startProgram('nginx', 'nginx', ['-c', join(directory, 'nginx.conf'), '-p', directory]);
  await child.answers(`http://127.0.0.1:${port}/ready`);
  return { child, port };
}
