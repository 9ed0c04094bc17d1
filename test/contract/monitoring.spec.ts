import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/wait.js';
/** Labels that Prometheus itself adds. */
const OWN = new Set(['job', 'instance']);

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly { readonly alert: string; readonly expr: string }[];
  }[];
}
interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

const read = (name: string): string => readFileSync(name, 'utf8');
const alerts = (parse(read('config/prometheus/rules.yml')) as Rules).groups.flatMap(({ rules }) => rules);
const queries = (JSON.parse(read('config/grafana/portolan.json')) as Dashboard).panels.flatMap(
  ({ targets }) => targets.map(({ expr }) => expr),
);

let redis: RedisServer;
let stack: Stack;
/** Labels of each metric of a process that has done something of everything. */
const labels = new Map<string, Set<string>>();
const failedStates: string[] = [];

beforeAll(async () => {
  redis = await startRedis();
  stack = await startStack({
    emulator: { hosts: 20 },
    config: {
      redis: { url: redis.url },
      auth: { demo_key: 'a-key-for-tests-only' },
      watches: [{ name: 'one', interval_s: 86_400, full_every_s: 86_400 }],
    },
  });
  await until(async () => (await (await stack.get('/v1/watches')).text()).includes('"watching"'));
  await stack.get('/v1/ports?hosts=all&limit=1000');
  stack.emulator.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'status', status: 403 } });
  await stack.get('/v1/ports?hosts=all&plan=per-host&max_age=0&limit=1000');
  stack.emulator.clearFaults();
  const ordered = await stack.post('/v1/exports', {
    asset_type: 'port',
    format: 'csv',
    host_ids: stack.emulator.hostIds().slice(0, 3),
  });
  failedStates.push(...(ordered.ok ? [] : [await ordered.text()]));
  const text = await (await stack.get('/metrics')).text();
  for (const line of text.split('\n')) {
    const declared = /^# TYPE (\S+)/.exec(line)?.[1];
    if (declared !== undefined) labels.set(declared, labels.get(declared) ?? new Set());
    const [, name, inside = ''] = /^([a-z_0-9]+)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const found = labels.get(name) ?? new Set<string>();
    for (const [, label = ''] of inside.matchAll(/([a-z_]+)="/g)) found.add(label);
    labels.set(name, found);
  }
});
afterAll(async () => {
  await stack.close();
  await redis.stop();
});

/** What an expression names that no metric and no label is called. */
function unknownIn(expr: string): string[] {
  const metrics = [...expr.matchAll(/\b(?:portolan|nodejs|process)_[a-z_0-9]+/g)].map(([name]) => name);
  const used = new Set(metrics.flatMap((name) => [...(labels.get(name) ?? [])]));
  const filters = [...expr.matchAll(/\{(.*?)\}/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/([a-z_]+)(?==)/g)].map(([, label = '']) => label),
  );
  const groups = [...expr.matchAll(/(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, */));
  const missing = metrics.filter((name) => !labels.has(name));
  return [...missing, ...[...filters, ...groups].filter((label) => !used.has(label) && !OWN.has(label))];
}

describe('monitoring', () => {
  it('knows every metric and label that an alert names', () => {
    expect(failedStates).toEqual([]);
    expect(alerts.length).toBeGreaterThan(10);
    expect(alerts.map(({ alert, expr }) => [alert, unknownIn(expr)])).toEqual(
      alerts.map(({ alert }) => [alert, []]),
    );
  });

  it('knows every metric and label that the dashboard names', () => {
    expect(queries.length).toBeGreaterThan(15);
    expect(queries.map((expr) => [expr, unknownIn(expr)])).toEqual(queries.map((expr) => [expr, []]));
  });

  it('notices a name that is not there', () => {
    expect(unknownIn('sum by (nothing) (rate(portolan_nothing_total{state="x"}[5m]))')).toEqual([
      'portolan_nothing_total',
      'state',
      'nothing',
    ]);
  });

  it('is explained, alert by alert, for those on duty', () => {
    const page = read('docs/OPERATIONS.md');
    expect(alerts.filter(({ alert }) => !page.includes(`\`${alert}\``))).toEqual([]);
    const test = read('config/prometheus/rules.test.yml');
    expect(alerts.filter(({ alert }) => !test.includes(`alertname: ${alert}`))).toEqual([]);
  });
});
