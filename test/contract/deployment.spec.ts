import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { MAX_HEADER_BYTES } from '../../src/platform/http/connections/server-limits.js';

const root = process.cwd();
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

interface Service {
  readonly image?: string;
  readonly build?: { readonly target: string };
  readonly environment?: Record<string, string>;
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly deploy?: { readonly replicas: number };
  readonly healthcheck?: object;
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly profiles?: readonly string[];
  readonly mem_limit?: string;
  readonly tmpfs?: readonly string[];
  readonly volumes?: readonly string[];
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  readonly services: Record<string, Service>;
};
const dockerfile = read('Dockerfile');
const stages = new Map(
  dockerfile
    .split(/^FROM /m)
    .slice(1)
    .map((text) => [/^\S+ AS (\S+)/.exec(text)?.[1] ?? '', text]),
);

describe('a release', () => {
  it('has one version: of the service, of its client and of both documents', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const labelled = /image\.version="(.*)"/.exec(dockerfile)?.[1];
    const chart = parse(read('config/helm/portolan/Chart.yaml')) as { version: string; appVersion: string };
    expect([labelled, chart.version, chart.appVersion]).toEqual([version, version, version]);
    const others = ['client/package.json', 'docs/openapi.json', 'docs/openapi.full.json'].map((name) => {
      const { version: own, info } = JSON.parse(read(name)) as {
        version?: string;
        info?: { version: string };
      };
      return own ?? info?.version;
    });
    expect(others).toEqual([version, version, version]);
  });
});

describe('the images', () => {
  it('copy only what is there and not ignored', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      (match) => match[1]?.split(' ') ?? [],
    );
    expect(copied.length).toBeGreaterThan(5);
    expect(
      copied.filter(
        (path) =>
          !existsSync(join(root, path)) ||
          !allowed.some((each) => path === each || path.startsWith(`${each}/`)),
      ),
    ).toEqual([]);
  });

  it('run as nobody in particular, and the last one is Portolan without the emulator', () => {
    expect([...stages.keys()].at(-1)).toBe('portolan');
    expect(stages.get('base')).toContain('USER node');
    for (const name of ['portolan', 'emulator']) {
      expect(stages.get(name)).toMatch(/^base /);
      expect(stages.get(name)).toContain('HEALTHCHECK');
    }
    expect(stages.get('portolan')).not.toContain('emulator');
    expect(stages.get('portolan')).toContain('CMD ["node", "dist/bundle/main.js"]');
  });

  it('are built for a Node that the project takes', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } };
    expect(engines.node).toContain('>=22.12.0');
    expect(Number(/^ARG NODE_VERSION=(\d+)$/m.exec(dockerfile)?.[1])).toBeGreaterThanOrEqual(22);
  });
});

describe('the bundle that runs', () => {
  it('has source maps that lead to the files of src', () => {
    const { sources } = JSON.parse(read('dist/bundle/main.js.map')) as { sources: readonly string[] };
    const own = sources.filter((source) => !source.includes('node_modules/') && source.endsWith('.ts'));
    expect(own.length).toBeGreaterThan(100);
    expect(own.filter((source) => !existsSync(join(root, 'dist/bundle', source)))).toEqual([]);
  });
});

describe('the composition', () => {
  const { services } = compose;

  it('has two replicas, Redis, the emulator and a proxy, each with a health check', () => {
    expect(Object.keys(services).sort()).toEqual([
      ...['emulator', 'grafana', 'portolan', 'prometheus', 'proxy', 'redis'],
    ]);
    expect(services['prometheus']?.profiles).toEqual(['monitoring']);
    expect(services['grafana']?.profiles).toEqual(['monitoring']);
    expect(services['portolan']?.deploy?.replicas).toBe(2);
    for (const [name, { build, healthcheck }] of Object.entries(services)) {
      const own = build === undefined ? undefined : stages.get(build.target);
      expect({ name, checked: healthcheck !== undefined || own?.includes('HEALTHCHECK') }).toEqual({
        name,
        checked: true,
      });
    }
  });

  it('limits the memory of every service, and the temporary files fit into it with the cache of exports', () => {
    for (const [name, { mem_limit: limit }] of Object.entries(services))
      expect([name, limit]).toEqual([name, expect.stringMatching(/^\d+[mg]$/)]);
    const { tmpfs = [] } = services['portolan'] ?? {};
    const sizeMib = Number(/size=(\d+)m/.exec(tmpfs[0] ?? '')?.[1]);
    const { exports } = parse(read('config/compose.yaml')) as { exports: { cache_mib: number } };
    expect(sizeMib).toBeGreaterThan(exports.cache_mib);
    expect(sizeMib).toBeLessThan(1_024 / 2);
  });

  it('waits only for services that are there and say when they are well', () => {
    for (const { depends_on: dependencies = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(dependencies)) {
        expect(Object.keys(services)).toContain(name);
        expect(condition).toBe('service_healthy');
      }
    }
  });

  it('mounts files that are there, and proxies to a service by its name', () => {
    const mounted = Object.values(services).flatMap(({ volumes = [] }) => volumes);
    for (const volume of mounted) expect(existsSync(join(root, volume.split(':')[0] ?? ''))).toBe(true);
    const server = /server ([\w-]+):(\d+)/.exec(read('config/proxy/nginx.conf'));
    expect(Object.keys(services)).toContain(server?.[1]);
    expect(stages.get('portolan')).toContain(`PORT=${server?.[2]}`);
  });

  it('starts Portolan with a configuration that it accepts, and lets it drain', () => {
    const variables = Object.entries(services['portolan']?.environment ?? {}).map(([name, value]) => [
      name,
      value.replace(/\$\{[A-Z_]+:-(.*)\}/, '$1'),
    ]);
    const config = loadConfig(Object.fromEntries(variables) as Record<string, string>, root);
    expect(config.redis.url).toBe('redis://redis:6379');
    expect(config.projects[0]?.hssEndpoint).toBe('http://emulator:4010');
    expect(config.auth.demoKey).toBe('portolan-demo-key');
    const graceMs = Number.parseInt(services['portolan']?.stop_grace_period ?? '0') * 1_000;
    expect(graceMs).toBeGreaterThan(config.server.lameDuckMs + config.server.shutdownMs);
    const readTimeoutS = Number(/proxy_read_timeout (\d+)s/.exec(read('config/proxy/nginx.conf'))?.[1]);
    expect(readTimeoutS * 1_000).toBeGreaterThan(config.query.maxTimeoutMs);
  });

  it('gives headers the room in the proxy that they have in Portolan', () => {
    const nginx = read('config/proxy/nginx.conf');
    const kilobytes = (name: string): number =>
      Number(new RegExp(`\\b${name} (?:\\d+ )?(\\d+)k;`).exec(nginx)?.[1]);
    expect(kilobytes('large_client_header_buffers') * 1_024).toBe(MAX_HEADER_BYTES);
    // The headers of an answer have to fit into the first buffer; what waits for the client is twice that by default,
    // and nginx does not start unless all buffers but one are more.
    expect(kilobytes('proxy_buffer_size')).toBeGreaterThanOrEqual(16);
    expect(kilobytes('proxy_buffers')).toBe(kilobytes('proxy_buffer_size'));
  });
});
