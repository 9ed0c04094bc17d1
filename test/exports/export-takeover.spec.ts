import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { callsOf, ndjsonRows, order, QUICK, settled } from '../support/exports.js';
import { measured } from '../support/figures.js';
import { asTexts, trueRows } from '../support/truth/exports.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { startReplica, type Replica } from '../support/replicas.js';
import { SECRET, startApp, type Stack } from '../support/stack.js';
import { truePorts } from '../support/truth/ports.js';
import { pause, until } from '../support/wait.js';

const FIELDS = ['host_name', 'port', 'path'];
const BODY = { asset_type: 'port', columns: FIELDS };
const START = '/asset/export';

let redis: RedisServer;
let emulator: Emulator;
let survivor: Omit<Stack, 'emulator'>;
/** Lives until a test kills it; the next test starts a new one. */
let mortal: Replica | undefined;

const config = () => ({ redis: { url: redis.url, command_timeout_ms: 1_000 }, exports: QUICK });

beforeAll(async () => {
  redis = await startRedis();
  emulator = await startEmulator({ hosts: 10 });
  survivor = await startApp(emulator.url, { config: config() });
});
afterAll(async () => {
  await mortal?.stop();
  await survivor.close();
  await emulator.close();
  await redis.stop();
});
afterEach(() => {
  emulator.clearFaults();
  emulator.patch({ export_outcome: 'success', export_polls: 2 });
});

async function another(): Promise<Replica> {
  mortal ??= await startReplica({
    emulatorUrl: emulator.url,
    redisUrl: redis.url,
    config: { ...config(), secrets: [{ id: 'test', value: SECRET }] },
  });
  return mortal;
}

async function kill(replica: Replica): Promise<void> {
  mortal = undefined;
  await replica.stop();
}

async function expectRows(id: string): Promise<void> {
  const file = await survivor.get(`/v1/exports/${id}/file?format=ndjson`);
  expect(file.status).toBe(200);
  const truth = await trueRows(emulator.url, 'port', 'host', FIELDS);
  expect(asTexts(ndjsonRows(await file.text()), FIELDS)).toEqual(asTexts(truth, FIELDS));
}

describe('exports of several replicas', () => {
  it('are finished whole by another when the replica that began them is killed, with one task upstream each', async () => {
    const replica = await another();
    emulator.patch({ export_polls: 30 });
    emulator.clearCalls();
    const ids = await Promise.all([1, 2, 3].map(async () => (await order(replica, BODY)).id));
    // Each has been polled, so its task is kept.
    await until(() => callsOf(emulator, '/export-task/{task_id}') >= 9);
    await kill(replica);
    const answers = await Promise.all(ids.map((id) => settled(survivor, id)));
    expect(answers.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(callsOf(emulator, START)).toBe(3);
    for (const id of ids) await expectRows(id);
  }, 60_000);

  it('are polled by one of them at a time, and seen by all', async () => {
    const replica = await another();
    emulator.patch({ export_polls: 4 });
    emulator.clearCalls();
    const { id } = await order(survivor, BODY);
    const both = await Promise.all([settled(survivor, id), settled(replica, id)]);
    expect(both.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect(callsOf(emulator, START)).toBe(1);
    expect(callsOf(emulator, '/export-task/{task_id}')).toBeLessThanOrEqual(5);
  }, 60_000);

  it('make one export of a double click on both', async () => {
    const replica = await another();
    emulator.clearCalls();
    const headers = { 'idempotency-key': `double-${Date.now()}` };
    const clicks = await Promise.all(
      Array.from({ length: 10 }, (_, at) => order(at % 2 === 0 ? survivor : replica, BODY, headers)),
    );
    expect(new Set(clicks.map((each) => JSON.stringify(each))).size).toBe(1);
    await settled(survivor, clicks[0]?.id ?? '');
    expect(callsOf(emulator, START)).toBe(1);
  }, 60_000);

  it('are handed over at once when a replica is stopped', async () => {
    emulator.patch({ export_polls: 12 });
    const second = await startApp(emulator.url, { config: config() });
    emulator.clearCalls();
    const { id } = await order(second, BODY);
    await until(() => callsOf(emulator, '/export-task/{task_id}') >= 2);
    await second.close();
    const stoppedAt = performance.now();
    const looks = callsOf(emulator, '/export-task/{task_id}');
    await until(() => callsOf(emulator, '/export-task/{task_id}') > looks);
    const resumedMs = performance.now() - stoppedAt;
    expect((await settled(survivor, id)).status).toBe('succeeded');
    expect(callsOf(emulator, START)).toBe(1);
    measured(
      'R15',
      'an export whose replica is told to stop',
      `another replica goes on with it ${Math.round(resumedMs)} ms after the first has ended, with the same task`,
      'within 10 s',
    );
    expect(resumedMs).toBeLessThan(10_000);
  }, 60_000);

  it('are cancelled by whichever replica is asked', async () => {
    const replica = await another();
    emulator.patch({ export_outcome: 'endless' });
    const { id } = await order(replica, BODY);
    await until(() => callsOf(emulator, '/export-task/{task_id}') >= 1);
    const gone = await fetch(`${survivor.url}/v1/exports/${id}`, {
      method: 'DELETE',
      headers: { 'x-api-key': 'a-key-for-tests-only' },
    });
    expect(gone.status).toBe(204);
    expect((await settled(replica, id)).status).toBe('cancelled');
    // The replica that works on it learns of it within 2 s.
    await pause(2_500);
    emulator.clearCalls();
    await pause(5 * QUICK.max_poll_ms);
    expect(callsOf(emulator, '/export-task/{task_id}')).toBe(0);
  }, 60_000);
});

describe('exports of a query of our own', () => {
  const fleet = async () => {
    const ids = [...new Set((await truePorts(emulator.url)).map(({ host_id: id }) => id))];
    return { asset_type: 'port', host_ids: ids, max_age: 0, format: 'ndjson', columns: ['host_id', 'port'] };
  };

  it('are made by another when their replica is killed half way, and all replicas hand out the same file', async () => {
    const replica = await another();
    const body = await fleet();
    const held = { match: { path: '/asset/ports*' }, fault: { kind: 'delay', delay_ms: 20_000 } };
    emulator.addFault(held);
    emulator.clearCalls();
    const { id } = await order(replica, body);
    await until(() => callsOf(emulator, '/asset/ports') + callsOf(emulator, '/asset/ports/detail') > 0);
    expect(await (await survivor.get(`/v1/exports/${id}`)).json()).toMatchObject({ status: 'running' });
    await kill(replica);
    emulator.clearFaults();
    expect(await settled(survivor, id)).toMatchObject({ status: 'succeeded', complete: true });
    expect(callsOf(emulator, START)).toBe(0);
    const files = await Promise.all(
      [survivor, await another()].map(async (each) => {
        const file = await each.get(`/v1/exports/${id}/file`);
        expect(file.status).toBe(200);
        return { etag: file.headers.get('etag'), text: await file.text() };
      }),
    );
    expect(files[1]).toEqual(files[0]);
    const rows = ndjsonRows(files[0]?.text ?? '');
    const truth = await trueRows(emulator.url, 'port', 'host', ['host_id', 'port']);
    expect(asTexts(rows, ['host_id', 'port'])).toEqual(asTexts(truth, ['host_id', 'port']));
  }, 60_000);

  it('make one export of a double click on both', async () => {
    const replica = await another();
    const body = await fleet();
    const headers = { 'idempotency-key': `fleet-${Date.now()}` };
    const clicks = await Promise.all(
      Array.from({ length: 6 }, (_, at) => order(at % 2 === 0 ? survivor : replica, body, headers)),
    );
    expect(new Set(clicks.map((each) => JSON.stringify(each))).size).toBe(1);
    expect((await settled(replica, clicks[0]?.id ?? '')).status).toBe('succeeded');
  }, 60_000);
});

describe('exports while Redis is away', () => {
  it('are not taken for exports that do not exist, and go on afterwards with the same task', async () => {
    emulator.patch({ export_polls: 15 });
    emulator.clearCalls();
    const { id } = await order(survivor, BODY);
    await until(() => callsOf(emulator, '/export-task/{task_id}') >= 1);
    redis.freeze();
    try {
      const away = await survivor.get(`/v1/exports/${id}`);
      expect(away.status).toBe(503);
      expect(away.headers.get('retry-after')).toBe('2');
      expect(await away.json()).toMatchObject({ type: '/problems/store-unavailable' });
    } finally {
      redis.thaw();
    }
    for (let look = 0; look < 100; look++) {
      if ((await survivor.get(`/v1/exports/${id}`)).status === 200) break;
      await pause(50);
    }
    expect((await settled(survivor, id)).status).toBe('succeeded');
    expect(callsOf(emulator, START)).toBe(1);
    await expectRows(id);
  }, 60_000);
});
