import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { readStream, type PageAnswer } from '../support/answers.js';
import { finished, order, QUICK, settled, type ExportAnswer } from '../support/exports.js';
import { measured } from '../support/figures.js';
import { startProgram } from '../support/program.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { KEY, startStack, type Stack } from '../support/stack.js';
import { pause } from '../support/wait.js';

let server: RedisServer;
let redis: Redis;
let stack: Stack;
let lines: string[];

beforeEach(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  lines = [];
  stack = await startStack({
    emulator: { hosts: 20 },
    log: { write: (line) => void lines.push(line) },
    config: {
      log: { level: 'info' },
      redis: { url: server.url, command_timeout_ms: 2_000 },
      exports: { ...QUICK, full_wait_s: 2 },
      metrics: { public: true },
    },
  });
  // On a busy machine, connecting may take longer than the first commands wait.
  await until(readiness, ({ redis: state }) => state === 'up');
});
afterEach(async () => {
  redis.disconnect();
  await stack.close();
  await server.stop();
});

const memory = (bytes: string) => redis.config('SET', 'maxmemory', bytes);
const readiness = async () =>
  (await (await stack.get('/health/ready')).json()) as Record<'status' | 'redis' | 'temporary_files', string>;
const fleetOrder = () => ({ asset_type: 'port', host_ids: stack.emulator.hostIds().slice(0, 5), max_age: 0 });
const slow = () =>
  stack.emulator.addFault({ match: { path: '/asset/ports*' }, fault: { kind: 'delay', delay_ms: 500 } });

async function until<T>(look: () => Promise<T>, wanted: (found: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const found = await look();
    if (wanted(found) || tries > 400) return found;
    await pause(25);
  }
}
const view = async (id: string) =>
  (await (await stack.get(`/v1/exports/${id}`)).json()) as ExportAnswer & { waiting_for: string | null };
const rowKeys = async () => (await redis.keys('portolan:*')).filter((key) => /:(rows|hosts):/.test(key));

describe('a full Redis', () => {
  it('is told by readiness, log, metrics, exports and orders, and given up by what can be read again', async () => {
    await finished(stack, fleetOrder());
    await until(rowKeys, (found) => found.length > 0);
    slow();
    const { id } = await order(stack, fleetOrder());
    await until(
      () => view(id),
      ({ status }) => status === 'running',
    );
    await memory('1');
    expect(
      await until(
        () => view(id),
        ({ waiting_for: waits }) => waits !== null,
      ),
    ).toMatchObject({
      status: 'running',
      waiting_for: 'store_full',
    });
    expect(await readiness()).toMatchObject({ status: 'degraded', redis: 'full' });
    expect(await (await stack.get('/metrics')).text()).toMatch(/^portolan_redis_full 1$/m);
    expect(lines.filter((line) => line.includes('Redis is full'))).toHaveLength(1);
    const refused = await stack.post('/v1/exports', fleetOrder());
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({
      type: '/problems/store-full',
      detail: 'Redis, which all instances share, is full: nothing new can be kept',
    });
    // Rows, which can be read again, are dropped. Tokens and quota are still written, and queries still work.
    expect(await until(rowKeys, (found) => found.length === 0)).toEqual([]);
    const tokens = async () => redis.get((await redis.keys('portolan:token:*:value'))[0] ?? '');
    const before = await tokens();
    stack.emulator.revokeTokens();
    const answer = await readStream(
      await stack.post('/v1/ports/query', {
        hosts: { all: true },
        max_age: 0,
        plan: 'per-host',
        format: 'ndjson',
      }),
    );
    expect(answer.failures).toEqual([]);
    expect(answer.items).not.toEqual([]);
    const after = await until(tokens, (found) => found !== null && found !== before);
    expect({ kept: after !== null, renewed: after !== before }).toEqual({ kept: true, renewed: true });
    // The export fails with a code within a bounded time, though Redis takes no new records.
    const failed = await settled(stack, id);
    expect(failed).toMatchObject({ status: 'failed', waiting_for: null, failure: { code: 'store_full' } });
    const waited = Date.parse(failed.finished_at ?? '') - Date.parse(failed.created_at);
    expect(waited).toBeLessThan(15_000);
    measured(
      'R9',
      'Redis at its memory limit: readiness, log, metrics, a running export, a new order, a renewed token',
      `all say so; token renewed and shared; the export failed with the reason after ${waited} ms (limit set to 2 s)`,
      'named everywhere; bounded',
    );
  }, 60_000);

  it('fails an export that cannot begin, with the reason', async () => {
    slow();
    const { id } = await order(stack, fleetOrder());
    await memory('1');
    const failed = await settled(stack, id);
    expect(failed).toMatchObject({ status: 'failed', waiting_for: null, failure: { code: 'store_full' } });
    await memory('0');
    await until(readiness, ({ redis: state }) => state === 'up');
  }, 60_000);

  it('lets exports go on as soon as there is room again', async () => {
    slow();
    const { id } = await order(stack, fleetOrder());
    await memory('1');
    await until(
      () => view(id),
      ({ waiting_for: waits }) => waits !== null,
    );
    await memory('0');
    expect(await settled(stack, id)).toMatchObject({ status: 'succeeded', waiting_for: null, failure: null });
    expect(await until(readiness, ({ redis: state }) => state === 'up')).toMatchObject({ status: 'ready' });
  }, 60_000);
});

describe('a folder for temporary files that cannot be written', () => {
  it('is told by readiness and by exports, and breaks nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portolan-folder-'));
    const program = await startProgram({
      script: 'dist/bundle/main.js',
      env: {
        PORTOLAN_CONFIG: 'config/demo.yaml',
        ...{ PORT: '0', LOG_FORMAT: 'json', TMPDIR: folder, PORTOLAN_DEMO_KEY: KEY },
        ...{ HSS_ENDPOINT: stack.emulator.url, IAM_ENDPOINT: stack.emulator.url },
      },
      listensAt: /"url":"(http:[^"]+)"/,
    });
    const ask = (path: string, more: RequestInit = {}) =>
      fetch(program.url + path, {
        ...more,
        headers: { 'x-api-key': KEY, 'content-type': 'application/json', prefer: 'wait=25' },
      });
    const ready = async () => (await (await ask('/health/ready')).json()) as Record<string, string>;
    const made = async (body: object): Promise<ExportAnswer> => {
      const ordered = await ask('/v1/exports', { method: 'POST', body: JSON.stringify(body) });
      const { id } = (await ordered.json()) as ExportAnswer;
      return (await (await ask(`/v1/exports/${id}`)).json()) as ExportAnswer;
    };
    try {
      const zip = await made({ asset_type: 'port' });
      expect(zip).toMatchObject({ status: 'succeeded' });
      expect(await ready()).toMatchObject({ status: 'ready', temporary_files: 'writable' });
      rmSync(folder, { recursive: true });
      expect(await until(ready, ({ status }) => status === 'degraded')).toMatchObject({
        status: 'degraded',
        temporary_files: 'unwritable',
      });
      expect(await made(fleetOrder())).toMatchObject({
        status: 'failed',
        failure: { code: 'no_temporary_files', retryable: true },
      });
      const file = await ask(`/v1/exports/${zip.id}/file`);
      expect({ status: file.status, ...((await file.json()) as object) }).toMatchObject({
        status: 503,
        detail: 'The folder for temporary files of this instance cannot be written',
      });
      const page = await ask('/v1/ports?hosts=all&plan=per-host&limit=5');
      expect(((await page.json()) as PageAnswer).items).toHaveLength(5);
      mkdirSync(folder);
      expect((await ask(`/v1/exports/${zip.id}/file`)).status).toBe(200);
      expect(await until(ready, ({ status }) => status === 'ready')).toMatchObject({ status: 'ready' });
    } finally {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 60_000);
});
