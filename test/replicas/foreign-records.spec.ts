import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { CacheCipher } from '../../src/platform/redis/cache-cipher.js';
import type { PageAnswer } from '../support/answers.js';
import { order, QUICK, settled, type ExportAnswer } from '../support/exports.js';
import { measured, size } from '../support/figures.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { SECRET, startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts } from '../support/truth/ports.js';
import { pause } from '../support/wait.js';

const PREFIX = 'portolan:';
const CALLERS = { one: 'a-key-of-the-first-caller', other: 'a-key-of-another-caller' };
const NAMES = { one: 'name-of-the-first-caller', other: 'name-of-another-caller' };
type CallerName = keyof typeof CALLERS;
const YEAR_MS = 365 * 86_400_000;
const CIPHERS = (['token-cache', 'row-cache', 'export-store'] as const).map(
  (purpose) => new CacheCipher([{ id: 'test', value: SECRET }], purpose),
);

let server: RedisServer;
let redis: Redis;
let stack: Stack;
let truth: string[];
let hosts: string[];
/** Answers with a status of 500 or above: the status and the request. */
const broken: string[] = [];
let asked = 0;

beforeAll(async () => {
  server = await startRedis();
  redis = new Redis(server.url);
  stack = await startStack({
    emulator: { hosts: 30 },
    config: {
      redis: { url: server.url, command_timeout_ms: 2_000 },
      exports: { ...QUICK, per_caller: 1_000, per_project: 1_000 },
      upstream: { hosts_max_age_s: 600, quota: { calls_per_minute: 100_000 } },
      auth: {
        api_keys: (['one', 'other'] as const).map((caller) => ({
          name: NAMES[caller],
          sha256: createHash('sha256').update(CALLERS[caller]).digest('hex'),
          scopes: ['ports:read', 'assets:read', 'exports:read', 'exports:write', 'admin'],
        })),
      },
    },
  });
  const rows = await truePorts(stack.emulator.url);
  hosts = [...new Set(rows.map(({ host_id }) => host_id))].slice(0, 5);
  truth = asSet(rows.filter(({ host_id }) => hosts.includes(host_id)));
});
afterAll(async () => {
  redis.disconnect();
  await stack.close();
  await server.stop();
});

const as = (caller: CallerName) => ({ 'x-api-key': CALLERS[caller] });

/** Records every answer with a status of 500 or above; there must be none. */
async function seen(what: string, asking: Promise<Response>): Promise<Response> {
  asked++;
  const response = await asking;
  if (response.status >= 500) broken.push(`${what}: ${response.status} ${await response.clone().text()}`);
  return response;
}

/** Returns the kind of a key: its name without ids. */
const kindOf = (key: string): string =>
  key
    .slice(PREFIX.length)
    .replace(/\{[^}]*\}/, '{}')
    .replace(/(:(?:record|lease|of|key)|^rows:\{\}|^hosts:\{\}|^limit|^export-bytes|^shared:\{\}):.*/, '$1');

async function keys(): Promise<string[]> {
  const found: string[] = [];
  for (let cursor = '0'; ;) {
    const [next, some] = await redis.scan(cursor, 'COUNT', 1_000);
    found.push(...some);
    if (next === '0') return [...new Set(found)].sort();
    cursor = next;
  }
}

const exportBodies = () => [
  { asset_type: 'port' },
  { asset_type: 'port', host_ids: hosts, format: 'ndjson' },
];

/** Makes every kind of request that writes to Redis, for two callers. The keys that remain are then spoilt. */
async function leaveEverything(): Promise<void> {
  await stack.get(`/v1/ports?host_ids=${hosts.join(',')}&max_age=0`, as('one'));
  await stack.get('/v1/hosts?limit=5', as('one'));
  for (const caller of ['one', 'other'] as const) {
    for (const body of exportBodies()) {
      const made = await order(stack, body, {
        ...as(caller),
        'idempotency-key': `${caller}-${body.format ?? 'zip'}`,
      });
      await settled(stack, made.id, as(caller));
    }
  }
}

/** Makes every kind of request that reads Redis. Whatever the keys hold, answers are right or say that something is gone. */
async function driveEverything(name: string): Promise<void> {
  const say = (what: string): string => `${name}: ${what}`;
  const get = (path: string, caller: CallerName = 'one', headers = {}) =>
    seen(say(path), stack.get(path, { ...as(caller), ...headers }));
  for (const maxAge of [3_600, 0]) {
    const page = await get(
      `/v1/ports?host_ids=${hosts.join(',')}&limit=1000&plan=per-host&max_age=${maxAge}`,
    );
    const { items, complete } = (await page.json()) as PageAnswer;
    expect({ name, maxAge, complete, same: asSet(items).join() === truth.join() }).toEqual({
      name,
      maxAge,
      complete: true,
      same: true,
    });
    const left = Number(/r=(-?\d+)/.exec(page.headers.get('ratelimit') ?? '')?.[1]);
    const resets = Number(/t=(\d+)/.exec(page.headers.get('ratelimit') ?? '')?.[1]);
    expect({ name, left: left >= 0 && left <= 1_000_000, resets: resets <= 60 }).toEqual({
      name,
      left: true,
      resets: true,
    });
  }
  for (const path of [
    '/v1/hosts?limit=5',
    '/v1/auth/whoami',
    '/v1/auth/upstream',
    '/health/ready',
    '/metrics',
  ])
    await get(path);
  for (const caller of ['one', 'other'] as const) {
    const list = await get('/v1/exports?limit=1000', caller);
    const { items = [] } = (await list.json()) as { items?: ExportAnswer[] };
    for (const { id } of items.slice(0, 3)) {
      await get(`/v1/exports/${id}`, caller);
      await get(`/v1/exports/${id}/file`, caller);
    }
    for (const body of exportBodies()) {
      const headers = { ...as(caller), 'idempotency-key': `${caller}-${body.format ?? 'zip'}` };
      await seen(say('order again'), stack.post('/v1/exports', body, headers));
    }
  }
  const mine = await seen(say('order'), stack.post('/v1/exports', exportBodies()[1], as('one')));
  const { id } = (await mine.json()) as ExportAnswer;
  const over = await seen(say('wait'), stack.get(`/v1/exports/${id}`, { prefer: 'wait=20', ...as('one') }));
  expect({ name, ...((await over.json()) as object) }).toMatchObject({ name, status: 'succeeded' });
  const file = await get(`/v1/exports/${id}/file`);
  expect({ name, file: file.status }).toEqual({ name, file: 200 });
  await seen(say('delete'), fetch(`${stack.url}/v1/exports/${id}`, { method: 'DELETE', headers: as('one') }));
}

/** Ways to spoil a key; some change its type. */
const SPOILERS: Readonly<
  Record<string, (key: string, type: string, all: readonly string[]) => Promise<unknown>>
> = {
  'another type': async (key, type) => {
    await redis.del(key);
    return type === 'string' ? redis.rpush(key, 'x', 'y') : redis.set(key, 'x');
  },
  'random bytes': async (key, type) => {
    await redis.del(key);
    const bytes = (): Buffer => randomBytes(120);
    if (type === 'hash') return redis.hset(key, bytes(), bytes(), bytes(), bytes());
    if (type === 'zset') return redis.zadd(key, 5e12, bytes(), -7, bytes());
    return redis.set(key, bytes());
  },
  'absurd numbers for a year': async (key, type) => {
    if (type === 'hash') await redis.hset(key, 'x', '-1000000000 99999999999999', 'y', '1000000000 9e99');
    else if (type === 'zset') await redis.zadd(key, 9e15, 'x', -9e15, 'y');
    else await redis.set(key, '-1000000000');
    return redis.pexpire(key, YEAR_MS);
  },
  'a record of another release': async (key, type) => {
    const text = JSON.stringify({ shape: 99, id: key, state: 7, request: null, expiresAt: 'soon' });
    if (type === 'hash') {
      for (const field of await redis.hkeys(key)) await redis.hset(key, field, text);
      return;
    }
    if (type === 'zset') return redis.zadd(key, 0, text);
    const old = await redis.get(key);
    const generation = Number(/^1\.(\d+)\./.exec(old ?? '')?.[1] ?? 0);
    const name = key.slice(PREFIX.length);
    const cipher = CIPHERS[name.startsWith('token') ? 0 : /^(rows|hosts)/.test(name) ? 1 : 2] as CacheCipher;
    const tag = /\{(.*?)\}/.exec(name)?.[1] ?? '';
    const tenant = name.startsWith('export') ? 'exports' : tag;
    return redis.set(key, old?.startsWith('1.') ? cipher.seal(text, { name, tenant, generation }) : text);
  },
  'the record of another key': async (key, type, all) => {
    for (const other of all) if (other !== key) return redis.copy(other, key, 'REPLACE');
    return redis.set(key, type);
  },
};

describe('a foreign record in Redis', () => {
  it('stops nothing and makes no answer of 500, under whatever key of ours it lies', async () => {
    await leaveEverything();
    // The kinds of keys that stay when no work is in progress. Any other kind that appears is spoilt too.
    const known = [
      ...['export-bytes', 'export-room:{}', 'export:{}:key', 'export:{}:of', 'export:{}:record'],
      ...['hosts:{}', 'limit', 'rows:{}'],
      ...['quota:{}:bucket', 'quota:{}:permits', 'quota:{}:replicas', 'token:{}:fence', 'token:{}:value'],
    ];
    let kinds: string[] = [];
    // Rows are written to Redis after the answer, so wait for them.
    for (let tries = 0; tries < 200 && !known.every((kind) => kinds.includes(kind)); tries++) {
      kinds = [...new Set((await keys()).map(kindOf))];
      await pause(20);
    }
    expect(kinds).toEqual(expect.arrayContaining(known));
    let spoilt = 0;
    for (const [way, spoil] of Object.entries(SPOILERS)) {
      // Spoil a few kinds at a time, because one spoilt kind can hide the effect of another; in the full size one at a time.
      const rounds = size(2, kinds.length);
      for (let round = 0; round < rounds; round++) {
        const chosen = kinds.filter((_kind, at) => at % rounds === round);
        await leaveEverything();
        const all = await keys();
        const some = all.filter((key) => chosen.includes(kindOf(key)));
        for (const key of some) {
          const type = await redis.type(key);
          const peers = all.filter((each) => kindOf(each) === kindOf(key));
          await spoil(key, type, peers).catch(() => undefined);
          spoilt++;
        }
        await driveEverything(`${way} under ${chosen.join(' ')}`);
      }
    }
    expect(broken).toEqual([]);
    const text = await (await stack.get('/metrics')).text();
    const dropped = (what: string): number =>
      Number(
        new RegExp(`^portolan_redis_dropped_total\\{kept="${what}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0,
      );
    for (const what of ['exports', 'limits', 'quota'])
      expect({ what, counted: dropped(what) > 0 }).toEqual({ what, counted: true });
    measured(
      'R31',
      `${spoilt} keys of ${kinds.length} kinds with another type, random bytes, absurd numbers, another release's record, another key's record`,
      `${asked} answers, ${broken.length} of 500 or above, every new export made, ${dropped('exports') + dropped('limits') + dropped('quota')} bad entries dropped and counted besides those of tokens and rows`,
      '0 answers of 500; bad entries dropped and counted; jobs go on',
    );
  }, 120_000);

  it('stops no export that is under way', async () => {
    stack.emulator.addFault({ match: { path: '/asset/ports*' }, fault: { kind: 'delay', delay_ms: 1_500 } });
    const ways = Object.entries(SPOILERS).flatMap(([way, spoil]) =>
      ['record', 'lease'].map((part) => ({ way, part, spoil })),
    );
    const made: ExportAnswer[] = [];
    for (let at = 0; at < ways.length; at++)
      made.push(await order(stack, { ...exportBodies()[1], max_age: 0 }, as('one')));
    const spoilt = async (key: string, spoil: (typeof ways)[number]['spoil']): Promise<void> => {
      const peers = (await keys()).filter((each) => kindOf(each) === kindOf(key));
      // The replica that works on the export may write at the same time.
      await spoil(key, await redis.type(key), peers).catch(() => undefined);
    };
    for (const [at, { part, spoil }] of ways.entries())
      await spoilt(`${PREFIX}export:{all}:${part}:${made[at]?.id}`, spoil);
    for (const key of await keys())
      if (/^export:\{\}:(active|of)$/.test(kindOf(key))) await redis.set(key, 'x');
    stack.emulator.clearFaults();
    for (const [at, { way, part }] of ways.entries()) {
      const said = { way, part, status: '' };
      // A record may be missing for a short time: the replica that works on the export writes it again.
      for (let tries = 0; tries < 300 && said.status !== 'succeeded'; tries++) {
        const response = await stack.get(`/v1/exports/${made[at]?.id}`, as('one'));
        expect([200, 404]).toContain(response.status);
        said.status = ((await response.json()) as { status: string }).status;
        if (said.status !== 'succeeded') await pause(50);
      }
      expect(said).toEqual({ way, part, status: 'succeeded' });
    }
    const list = (await (await stack.get('/v1/exports?limit=1000', as('one'))).json()) as {
      items: ExportAnswer[];
    };
    const listed = list.items.map(({ id }) => id);
    expect(made.filter(({ id }) => !listed.includes(id))).toEqual([]);
    measured(
      'R31',
      `records and leases of ${ways.length} exports under way, their list and their index spoilt`,
      'every export made, and listed',
      'jobs go on',
    );
  }, 60_000);
});

describe('what lies in Redis', () => {
  it('shows no row, no owner and no order', async () => {
    await leaveEverything();
    const columns = [{ field: 'port', title: 'a-heading-of-the-order' }];
    const filter = { process: 'a-filter-of-the-order' };
    await order(stack, { asset_type: 'port', columns, host_ids: hosts, filter }, as('one'));
    let shown = '';
    let seenKeys = 0;
    for (const key of await keys()) {
      const type = await redis.type(key);
      let held: readonly unknown[];
      if (type === 'string') held = [await redis.get(key)];
      else if (type === 'hash') held = Object.entries(await redis.hgetall(key)).flat();
      else if (type === 'list') held = await redis.lrange(key, 0, -1);
      else if (type === 'set') held = await redis.smembers(key);
      else if (type === 'stream') held = (await redis.xrange(key, '-', '+')).flat(2);
      else held = await redis.zrange(key, '0', '-1');
      shown += [key, ...held].join('\n') + '\n';
      seenKeys++;
    }
    const { items } = (await (
      await stack.get(`/v1/ports?host_ids=${hosts.join(',')}&include=host&limit=1000`, as('one'))
    ).json()) as PageAnswer;
    const rows = items as unknown as readonly Record<string, string>[];
    const texts = [
      ...rows.flatMap((row) => [row['host_id'], row['host_name'], row['host_ip'], row['process_path']]),
      ...[...Object.values(NAMES), ...Object.values(CALLERS)],
      ...Object.values(NAMES).map((name) => createHash('sha256').update(name).digest('base64url')),
      ...['a-heading-of-the-order', 'a-filter-of-the-order', 'asset_type', 'one-ndjson', 'other-zip'],
      ...['demo-password', '0f3c1b7a5d9e4c6fa2b8e1d407936c55'],
    ].filter((text) => text !== undefined && text !== null && text.length > 6);
    const found = [...new Set(texts)].filter((text) => shown.includes(text as string));
    expect(found).toEqual([]);
    measured(
      'S42',
      `${seenKeys} keys with their values, looked through for ${new Set(texts).size} texts of rows, owners and orders`,
      `${found.length} found`,
      '0',
    );
  });

  it('is refused when it was moved to another key or caller', async () => {
    await leaveEverything();
    const idsOf = async (caller: CallerName): Promise<string[]> => {
      const list = await stack.get('/v1/exports?limit=1000', as(caller));
      return ((await list.json()) as { items: ExportAnswer[] }).items.map(({ id }) => id);
    };
    const make = async (caller: CallerName, host: string): Promise<ExportAnswer> => {
      const body = { asset_type: 'port', host_ids: [host], format: 'ndjson' };
      return settled(stack, (await order(stack, body, as(caller))).id, as(caller));
    };
    const [one, other] = [await make('one', hosts[0] ?? ''), await make('other', hosts[1] ?? '')];
    const theirs = await make('other', hosts[1] ?? '');
    // Copy the file of one caller over the file of the other.
    const piecesOf = async (id: string) =>
      (await keys()).filter((key) => key.startsWith(`${PREFIX}export-bytes:${id}`));
    const [mine, moved] = [(await piecesOf(one.id))[0], (await piecesOf(theirs.id))[0]];
    await redis.copy(mine ?? '', moved ?? '', 'REPLACE');
    expect((await stack.get(`/v1/exports/${theirs.id}/file`, as('other'))).status).toBe(410);
    // Copy the record of one caller over the other's record, and add its id to the other's list.
    const recordOf = (id: string): string => `${PREFIX}export:{all}:record:${id}`;
    await redis.copy(recordOf(one.id), recordOf(other.id), 'REPLACE');
    for (const key of await keys()) if (kindOf(key) === 'export:{}:of') await redis.zadd(key, '0', one.id);
    expect((await stack.get(`/v1/exports/${other.id}`, as('other'))).status).toBe(404);
    expect((await stack.get(`/v1/exports/${one.id}`, as('other'))).status).toBe(404);
    const [mineNow, theirsNow] = [await idsOf('one'), await idsOf('other')];
    expect(mineNow).toContain(one.id);
    expect(theirsNow).toContain(theirs.id);
    expect(theirsNow.filter((id) => mineNow.includes(id) || id === other.id)).toEqual([]);
    // Copy the points counter of one caller over the other's.
    for (const key of await keys()) if (kindOf(key) === 'limit') await redis.del(key);
    for (let at = 0; at < 20; at++) await stack.get('/v1/auth/whoami', as('one'));
    const [count] = (await keys()).filter((key) => kindOf(key) === 'limit');
    await stack.get('/v1/auth/whoami', as('other'));
    for (const key of await keys())
      if (kindOf(key) === 'limit' && key !== count) await redis.copy(count ?? '', key, 'REPLACE');
    const after = await stack.get('/v1/auth/whoami', as('other'));
    expect(after.headers.get('ratelimit')).toMatch(/r=999999;/);
    measured(
      'S42',
      "a record, a piece of a file, an entry of a list and a count moved to another caller's key",
      'refused, all four',
      'refused',
    );
  }, 30_000);
});
