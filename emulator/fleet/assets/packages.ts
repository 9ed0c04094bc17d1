import type { Instance } from '../plan.js';
import { seedOf } from '../random.js';
import { SERVICES, type Service } from '../services.js';
import { fileHash, uidOf, type AssetRow, type RowMaker } from './row.js';
import type { Site } from './site.js';

const SALT = seedOf('packages');

/** Name, versions in use, category, and whether it is a web framework. */
type Library = readonly [string, readonly string[], string, boolean];

const JARS: readonly Library[] = [
  ['log4j-core', ['2.14.1', '2.17.2', '2.20.0'], 'util', false],
  ['jackson-databind', ['2.13.4', '2.16.1'], 'util', false],
  ['commons-io', ['2.11.0'], 'util', false],
  ['netty-all', ['4.1.100.Final', '4.1.108.Final'], 'network', false],
  ['spring-core', ['5.3.30', '6.1.5'], 'framework', true],
  ['struts2-core', ['2.5.33', '6.3.0.2'], 'framework', true],
];
const WHEELS: readonly Library[] = [
  ['requests', ['2.31.0'], 'util', false],
  ['urllib3', ['1.26.18', '2.2.1'], 'network', false],
  ['django', ['4.2.11', '5.0.3'], 'framework', true],
  ['flask', ['3.0.2'], 'framework', true],
];
const MODULES: readonly Library[] = [
  ['lodash', ['4.17.21'], 'util', false],
  ['express', ['4.18.3', '4.19.2'], 'framework', true],
  ['vue', ['3.4.21'], 'framework', true],
];

interface Ecosystem {
  readonly type: 'jar' | 'python' | 'npm';
  readonly libraries: readonly Library[];
  readonly folder: string;
  file(name: string, version: string): string;
}

const JAVA: Ecosystem = {
  type: 'jar',
  libraries: JARS,
  folder: '/opt/app server/lib',
  file: (name, version) => `${name}-${version}.jar`,
};
const PYTHON: Ecosystem = {
  type: 'python',
  libraries: WHEELS,
  folder: '/usr/lib/python3/site-packages',
  file: (name, version) => `${name}-${version}.dist-info`,
};
const NODE: Ecosystem = {
  type: 'npm',
  libraries: MODULES,
  folder: '/srv/app/node_modules',
  file: (name) => `${name}/package.json`,
};

function ecosystemOf(path: string): Ecosystem | undefined {
  if (path.endsWith('/java')) return JAVA;
  if (path.includes('python')) return PYTHON;
  return path.endsWith('/node') ? NODE : undefined;
}

function rowsOf(site: Site, instance: Instance, frameworks: boolean): AssetRow[] {
  const { path: proc_path, name: owner, user } = SERVICES[instance.service] as Service;
  const ecosystem = ecosystemOf(proc_path);
  if (ecosystem === undefined) return [];
  const uid = uidOf(user);
  return ecosystem.libraries.flatMap(([name, versions, catalogue, framework], i): AssetRow[] => {
    const draw = site.draw(SALT, instance.pid * 16 + i);
    if (framework !== frameworks || draw % 10 < 3) return [];
    const version = versions[(draw >>> 8) % versions.length] as string;
    const file_name = ecosystem.file(name, version);
    const embedded = ecosystem.type === 'jar' && (draw >>> 16) % 4 === 0;
    const outer = `${ecosystem.folder}/${owner}.war`;
    return [
      {
        agent_id: site.agentId,
        host_id: site.host.id,
        host_name: site.host.name,
        host_ip: site.host.ip,
        file_name,
        name,
        catalogue,
        file_type: ecosystem.type,
        version,
        path: embedded ? `${outer}!/WEB-INF/lib/${file_name}` : `${ecosystem.folder}/${owner}/${file_name}`,
        hash: fileHash(file_name),
        size: 10_000 + (seedOf(file_name) % 3_000_000),
        uid,
        gid: uid,
        mode: '-rw-r--r--',
        pid: instance.pid,
        proc_path,
        package_path: embedded ? outer : '',
        is_embedded: embedded ? 1 : 0,
        record_time: site.weeklyScan,
        container_id: site.boxId(instance.container),
        container_name: site.boxName(instance.container),
      },
    ];
  });
}

/** Middleware: libraries of the Java, Python and Node programs that run. */
export const packageRows: RowMaker = (site) => site.plan.flatMap((instance) => rowsOf(site, instance, false));

/** Web frameworks: the same programs' frameworks. */
export const frameworkRows: RowMaker = (site) =>
  site.plan.flatMap((instance) => rowsOf(site, instance, true));
