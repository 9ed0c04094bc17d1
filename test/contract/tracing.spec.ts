import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCollector, type CollectedSpan, type Collector } from '../support/collector.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startApp, startStack, type Stack } from '../support/stack.js';
import { until } from '../support/wait.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const GIVEN = { traceparent: `00-${TRACE}-${PARENT}-01` };
/** Signed requests: a header that is added must not break the signature. */
const SIGNED = {
  projects: [
    {
      alias: 'demo',
      region: 'ap-southeast-3',
      project_id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
      credentials: [
        {
          kind: 'ak-sk',
          access_key: 'DEMOACCESSKEY0000001',
          secret_key: 'demo-secret-access-key-not-a-real-one',
        },
      ],
    },
  ],
};

const CALL_LOG = { settings: { call_log: 1_000 } };

interface LoggedCall {
  readonly api: string;
  readonly status: number;
  readonly traceparent: string | null;
}

async function callLog({ emulator }: Pick<Stack, 'emulator'>): Promise<LoggedCall[]> {
  const text = await (await fetch(`${emulator.url}/__emulator/calls/log`)).text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LoggedCall);
}

const signedOn = (url: string): object => ({
  projects: SIGNED.projects.map((project) => ({ ...project, hss_endpoint: url, iam_endpoint: url })),
});

describe('without a collector, a trace', () => {
  it('goes as it came into the log and to the vendor, whose signature check it passes', async () => {
    const lines: string[] = [];
    const stack = await startStack({ emulator: { hosts: 5, ...CALL_LOG } });
    const app = await startApp(stack.emulator.url, {
      config: signedOn(stack.emulator.url) as Record<string, unknown>,
      log: { write: (line) => void lines.push(line) },
    });
    try {
      stack.emulator.clearCalls();
      expect((await app.get('/v1/ports?hosts=all&max_age=0', GIVEN)).status).toBe(200);
      const calls = await callLog(stack);
      expect(calls.length).toBeGreaterThan(0);
      for (const call of calls) expect(call).toMatchObject({ status: 200, traceparent: GIVEN.traceparent });
      await until(() => lines.some((line) => line.includes(`"traceId":"${TRACE}"`)));
      expect((await app.get('/v1/ports?hosts=all&max_age=0')).status).toBe(200);
      expect((await callLog(stack)).at(-1)?.traceparent).toBeNull();
    } finally {
      await app.close();
      await stack.close();
    }
  });

  it('loads nothing of OpenTelemetry: one file names it, and that one is imported when it is needed', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!\.spec)\.ts$/.test(file),
    );
    const texts = files.map((file) => ({ file, text: readFileSync(join('src', file), 'utf8') }));
    const naming = texts.filter(({ text }) => text.includes("'@opentelemetry/"));
    expect(naming.map(({ file }) => file)).toEqual([join('platform', 'tracing', 'span-recorder.ts')]);
    const importing = texts.filter(({ text }) => text.includes("span-recorder.js'"));
    expect(importing.map(({ text }) => /.*span-recorder\.js'.*/.exec(text)?.[0].trim())).toEqual([
      "const { SpanRecorder } = await import('./span-recorder.js');",
    ]);
  });
});

describe('with a collector', () => {
  let collector: Collector;
  let redis: RedisServer;
  let stack: Stack;

  beforeAll(async () => {
    [collector, redis] = await Promise.all([startCollector(), startRedis()]);
    stack = await startStack({
      emulator: { hosts: 30, ...CALL_LOG },
      config: {
        tracing: { otlp_endpoint: collector.url, service_name: 'portolan-test' },
        redis: { url: redis.url },
      },
    });
  }, 60_000);
  afterAll(async () => {
    await stack.close();
    await redis.stop();
    await collector.close();
  });

  const byName = (name: string): CollectedSpan[] => collector.spans.filter((span) => span.name === name);
  const upstream = (spans: readonly CollectedSpan[]): CollectedSpan[] =>
    spans.filter(({ name }) => name.includes('/v5/{project_id}'));

  it('the trace of one query over many servers has a span for each upstream call, each below the right one', async () => {
    stack.emulator.clearCalls();
    const response = await stack.get('/v1/ports?hosts=all&plan=per-host&max_age=0&limit=1000', GIVEN);
    const { summary } = (await response.json()) as { summary: { upstream_calls: number } };
    await until(() => byName('GET /v1/ports').length === 1);
    const [server] = byName('GET /v1/ports') as [CollectedSpan];
    expect(server).toMatchObject({
      traceId: TRACE,
      parentSpanId: PARENT,
      kind: 2,
      status: 0,
      attributes: { 'http.route': '/v1/ports', 'http.response.status_code': 200 },
    });
    const trace = collector.spans.filter(({ traceId }) => traceId === TRACE);
    const [plan] = trace.filter(({ name }) => name === 'plan') as [CollectedSpan];
    expect(plan).toMatchObject({
      parentSpanId: server.spanId,
      attributes: { 'portolan.plan': 'per-host', 'portolan.hosts': 30 },
    });
    const calls = upstream(trace);
    expect(calls).toHaveLength(summary.upstream_calls);
    expect(
      calls.filter(({ name }) => name === 'GET /v5/{project_id}/asset/ports').length,
    ).toBeGreaterThanOrEqual(30);
    for (const call of calls) {
      const isPlanning = call.name === 'GET /v5/{project_id}/host-management/hosts';
      expect(call).toMatchObject({
        kind: 3,
        parentSpanId: isPlanning ? plan.spanId : server.spanId,
        attributes: { 'http.response.status_code': 200 },
      });
      expect(call.startedAt).toBeGreaterThanOrEqual(server.startedAt);
      expect(call.endedAt).toBeLessThanOrEqual(server.endedAt);
    }
    // What the vendor saw of each call is the span of that very call.
    const seen = (await callLog(stack)).filter(({ api }) => api.includes('/v5/'));
    const sent = calls.map(({ spanId }) => `00-${TRACE}-${spanId}-01`);
    expect(seen.map(({ traceparent }) => traceparent).sort()).toEqual(sent.sort());
    const commands = trace.filter(({ name }) => name.startsWith('redis '));
    expect(commands.length).toBeGreaterThan(0);
    const known = new Set(trace.map(({ spanId }) => spanId));
    for (const command of commands)
      expect([command.name, known.has(command.parentSpanId)]).toEqual([command.name, true]);
    expect(collector.resource).toMatchObject({ 'service.name': 'portolan-test' });
  });

  it('a call that fails says why', async () => {
    stack.emulator.addFault({
      match: { path: '/asset/ports' },
      fault: { kind: 'status', status: 403, body: { error_code: 'APIGW.0302' } },
    });
    const [host] = stack.emulator.hostIds();
    collector.spans.length = 0;
    await (await stack.get(`/v1/hosts/${host}/ports?max_age=0`)).text();
    stack.emulator.clearFaults();
    await until(() => byName('GET /v1/hosts/:host_id/ports').length === 1);
    expect(byName('GET /v5/{project_id}/asset/ports')).toMatchObject([
      { status: 2, attributes: { 'error.type': 'forbidden', 'portolan.upstream_code': 'APIGW.0302' } },
    ]);
  });

  it('a job is a trace of its own with its calls below it, and a link to the request that ordered it', async () => {
    for (const [path, body] of [
      ['/v1/ports/query', { hosts: 'all', max_age: 0, plan: 'per-host' }],
      ['/v1/exports', { asset_type: 'port' }],
    ] as const) {
      collector.spans.length = 0;
      const ordered = await stack.post(path, body, { prefer: 'respond-async', ...GIVEN });
      expect(ordered.status).toBe(202);
      const place = ordered.headers.get('location') ?? '';
      await until(async () => {
        const { status } = (await (await stack.get(place)).json()) as { status: string };
        return status === 'succeeded';
      });
      const jobs = (): CollectedSpan[] => collector.spans.filter(({ kind }) => kind === 5);
      const own = (): CollectedSpan[] => jobs().filter(({ name }) => /^job (query|export)/.test(name));
      const calls = (): CollectedSpan[] =>
        upstream(collector.spans).filter(({ traceId }) => traceId !== TRACE);
      await until(() => own().some(({ links }) => links.length > 0) && byName(`POST ${path}`).length === 1);
      await until(() => calls().every(({ traceId }) => jobs().some((job) => job.traceId === traceId)));
      const { spanId } = byName(`POST ${path}`)[0] as CollectedSpan;
      const linked = own().filter(({ links }) => links.length > 0);
      expect(linked.length).toBeGreaterThan(0);
      for (const { name, traceId, parentSpanId, links } of linked) {
        expect([name, parentSpanId, links]).toEqual([name, '', [{ traceId: TRACE, spanId }]]);
        expect(traceId).not.toBe(TRACE);
      }
      // Looking after all queries is nobody's order.
      expect(
        own()
          .filter(({ links }) => links.length === 0)
          .every(({ name }) => name === 'job query-tend'),
      ).toBe(true);
    }
  });

  it('an unsampled trace of the caller is passed on and not recorded', async () => {
    collector.spans.length = 0;
    stack.emulator.clearCalls();
    const unsampled = { traceparent: `00-${'1'.repeat(32)}-${PARENT}-00` };
    const [host] = stack.emulator.hostIds();
    await (await stack.get(`/v1/hosts/${host}/ports?max_age=0`, unsampled)).text();
    await (await stack.get(`/v1/hosts/${host}/ports?max_age=0`)).text();
    await until(() => byName('GET /v1/hosts/:host_id/ports').length > 0);
    expect(collector.spans.filter(({ traceId }) => traceId === '1'.repeat(32))).toEqual([]);
    const [first] = (await callLog(stack)).filter(({ api }) => api.includes('/asset/ports'));
    expect(first?.traceparent).toMatch(new RegExp(`^00-${'1'.repeat(32)}-[0-9a-f]{16}-00$`));
  });
});

it('a collector that is away costs no answer, and no time at the end', async () => {
  const collector = await startCollector();
  await collector.close();
  const stack = await startStack({
    emulator: { hosts: 3 },
    config: { tracing: { otlp_endpoint: collector.url } },
  });
  expect((await stack.get('/v1/ports?hosts=all')).status).toBe(200);
  const startedAt = performance.now();
  await stack.close();
  expect(performance.now() - startedAt).toBeLessThan(15_000);
});
