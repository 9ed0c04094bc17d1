import { FLEET_NOW } from '../host-facts.js';
import { seedOf } from '../random.js';
import type { AssetRow, RowMaker } from './row.js';

const SALT = seedOf('ai components');

interface Component {
  readonly application: string;
  readonly tool: string;
  readonly version: string;
  readonly path: string;
  /** 0: it listens on none. */
  readonly port: number;
}

const COMPONENTS: readonly Component[] = [
  { application: 'Dify', tool: '', version: '1.4.2', path: '/opt/dify/api', port: 5001 },
  { application: 'Open WebUI', tool: '', version: '0.6.5', path: '/opt/open-webui', port: 8080 },
  { application: '', tool: 'Ollama', version: '0.6.8', path: '/usr/local/bin/ollama', port: 11_434 },
  { application: '', tool: 'vLLM', version: '0.8.5', path: '/opt/vllm/bin/vllm', port: 8000 },
  { application: '', tool: 'LangChain', version: '0.3.25', path: '/usr/lib/python3/langchain', port: 0 },
];
/** Of so many servers, one has AI components; choice. */
const ONE_IN = 12;

/** AI applications and tools: up to three on a few servers, one of them in a container where there is one. */
export const aiComponentRows: RowMaker = (site) => {
  if (site.windows || site.draw(SALT, 0) % ONE_IN !== 0) return [];
  const count = 1 + (site.draw(SALT, 1) % 3);
  const box = site.plan.find(({ container }) => container >= 0)?.container ?? -1;
  const first = site.draw(SALT, 2) % COMPONENTS.length;
  return Array.from({ length: count }, (_none, at): AssetRow => {
    const { application, tool, version, path, port } = COMPONENTS[
      (first + at) % COMPONENTS.length
    ] as Component;
    const container = at === 1 ? box : -1;
    const pid = 2_000 + (site.draw(SALT, 10 + at) % 60_000);
    return {
      server_name: site.host.name,
      server_ip: site.host.ip,
      host_id: site.host.id,
      ai_application: application,
      ai_tool: tool,
      ai_component_name: application === '' ? tool : application,
      catalogue: application === '' ? 'tool' : 'app',
      type: application === '' ? '' : 'web',
      version,
      startup_path: path,
      startup_time: site.timeAgo(0x7000 + at, 60),
      install_path: path,
      cmdline: `${path} serve`,
      first_scan_time: site.timeAgo(0x7100 + at, 90),
      latest_scan_time: FLEET_NOW - (site.draw(SALT, 20 + at) % 86_400) * 1000,
      container_id: site.boxId(container),
      container_name: site.boxName(container),
      pid,
      ppid: 1,
      user: application === '' ? 'root' : 'www-data',
      listen_port: port,
    };
  });
};
