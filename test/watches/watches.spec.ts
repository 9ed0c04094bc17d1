import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { KEY, startStack, type Stack } from '../support/stack.js';
import { measured, size } from '../support/figures.js';
import { truePorts } from '../support/truth/ports.js';
import { until } from '../support/wait.js';
import {
  changesOf,
  cutNextLook,
  editPort,
  HOOK_SECRET,
  lookNow,
  startReceiver,
  watchNamed,
  type Receiver,
  type ToldChange,
} from '../support/watches.js';

const HOSTS = size(300, 1_000);
const ROUNDS = size(8, 20);
/** Longest test, in milliseconds. */
const LONGEST_MS = size(60_000, 600_000);
/** Looks come when a test wants them. */
const SELDOM = { interval_s: 86_400, full_every_s: 2_592_000 };
const READER = 'key-of-a-reader-only';
const PORTS = 'key-without-assets';

let stack: Stack;
let receiver: Receiver;
let hosts: string[];
/** Changes that came through, by the id of their message. */
const received = new Map<string, ToldChange[]>();

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A row as far as changes are about it. */
function rowText(row: Readonly<Record<string, unknown>>): string {
  const { host_id, port, protocol, ip_version, listen_address, container_id, status, process_path } = row;
  return JSON.stringify([
    host_id,
    port,
    protocol,
    ip_version,
    listen_address,
    container_id,
    status,
    process_path,
  ]);
}

/** How often each row is there. */
function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

async function rowsNow(): Promise<string[]> {
  const rows = await truePorts(stack.emulator.url);
  return rows.map((row) => rowText({ ...row }));
}

/** Returns the rows after changes. */
function applied(rows: readonly string[], changes: readonly ToldChange[]): Map<string, number> {
  const counts = counted(rows);
  const add = (text: string, number: number): void => {
    const next = (counts.get(text) ?? 0) + number;
    if (next === 0) counts.delete(text);
    else counts.set(text, next);
  };
  for (const { change, row, before } of changes) {
    if (change !== 'removed') add(rowText(row), 1);
    if (change !== 'added') add(rowText({ ...row, ...before }), -1);
  }
  return counts;
}

beforeAll(async () => {
  let requests = 0;
  const judge = new Webhook(HOOK_SECRET);
  receiver = await startReceiver(({ headers, body }) => {
    const { data } = judge.verify(body, headers as Record<string, string>) as {
      data: { changes: ToldChange[] };
    };
    // Every second request fails, some of them after they were heard.
    const isHeard = requests % 4 !== 0;
    if (isHeard) received.set(String(headers['webhook-id']), data.changes);
    return [requests++ % 2 === 0 ? 503 : 204];
  });
  const webhook = { url: receiver.url, secrets: [{ id: 'one', value: HOOK_SECRET }] };
  stack = await startStack({
    emulator: { hosts: HOSTS },
    config: {
      webhooks: { allowed_hosts: ['127.0.0.1'], first_retry_ms: 10 },
      watches: [
        { name: 'all-ports', ...SELDOM, webhook },
        { name: 'danger', ...SELDOM, query: { status: ['danger'] }, tell: ['danger'] },
        { name: 'one-host', ...SELDOM, query: { hosts: { name: ['web-0001'] } } },
        { name: 'software', ...SELDOM, type: 'app' },
        { name: 'sites', ...SELDOM, type: 'web_site' },
      ],
      auth: {
        api_keys: [
          { name: 'reader', sha256: sha256(READER), scopes: ['ports:read', 'assets:read'] },
          { name: 'ports', sha256: sha256(PORTS), scopes: ['watches:read', 'ports:read'] },
        ],
      },
    },
  });
  hosts = [...new Set((await truePorts(stack.emulator.url)).map(({ host_id: host }) => host))];
  await until(async () => {
    const { items } = (await (await stack.get('/v1/watches')).json()) as { items: { status: string }[] };
    return items.every(({ status }) => status === 'watching');
  });
}, LONGEST_MS);
afterAll(async () => {
  await stack.close();
  await receiver.close();
});

describe('a watch', () => {
  it('begins with a baseline, which tells nothing', async () => {
    const watch = await watchNamed(stack, 'all-ports');
    expect(watch).toMatchObject({ baseline_reason: 'first', changes: 0, failure: null, unlisted_keys: 0 });
    expect(watch.rows).toBe((await rowsNow()).length);
    expect(await changesOf(stack, 'all-ports')).toEqual([]);
    expect(await lookNow(stack, 'all-ports')).toBe('unchanged');
  });

  it(
    'tells each of many changes once, to a receiver that fails half of its requests',
    async () => {
      const before = await rowsNow();
      for (let round = 1; round <= ROUNDS; round++) {
        const wave = JSON.stringify({ fraction: 0.002, seed: round });
        await fetch(`${stack.emulator.url}/__emulator/fleet/mutate`, { method: 'POST', body: wave });
        expect(await lookNow(stack, 'all-ports')).toBe('changed');
      }
      // Some changes leave every count as it was.
      expect(await lookNow(stack, 'all-ports', true)).toBe('whole');
      await until(async () => (await watchNamed(stack, 'all-ports')).webhook?.pending === 0);

      const kept = await changesOf(stack, 'all-ports');
      expect(applied(before, kept)).toEqual(counted(await rowsNow()));
      expect(new Set(kept.map(({ seen_by: seenBy }) => seenBy))).toEqual(new Set(['counts', 'whole']));
      const told = [...received.values()].flat().sort((a, b) => a.seq - b.seq);
      expect(told).toEqual(kept);
      const { webhook } = await watchNamed(stack, 'all-ports');
      expect(webhook).toMatchObject({ pending: 0, delivered: received.size, dead: 0, dead_letters: [] });
      expect(receiver.requests.length).toBeGreaterThan(received.size);
      const { link, watch } = (
        JSON.parse(receiver.requests[0]?.body ?? '') as { data: Record<string, string> }
      ).data;
      expect({ link, watch }).toEqual({ link: '/v1/watches/all-ports/changes', watch: 'all-ports' });
      expect(receiver.requests[0]?.headers).toMatchObject({ 'portolan-key-id': 'one' });
    },
    LONGEST_MS,
  );

  it.each(['danger', 'all-ports'])('asks for what has other counts only: %s', async (name) => {
    const what = `${HOSTS} servers, ${name}`;
    await lookNow(stack, name, true);
    stack.emulator.clearCalls();
    expect(await lookNow(stack, name)).toBe('unchanged');
    const unchanged = Number(stack.emulator.calls()['total']);
    measured('watches', `a look at an unchanged fleet of ${what}`, `${unchanged} calls`, 'at most 8');
    expect(unchanged).toBeLessThanOrEqual(8);
    const port = { host_id: hosts[3] ?? '', port: name === 'danger' ? 31_996 : 31_999 };
    await editPort(stack.emulator.url, { ...port, danger: name === 'danger' });
    stack.emulator.clearCalls();
    expect(await lookNow(stack, name)).toBe('changed');
    const more = Number(stack.emulator.calls()['total']) - unchanged;
    measured(
      'watches',
      `a look after one port was opened in a fleet of ${what}`,
      `${more} more calls`,
      'at most 3',
    );
    expect(more).toBeLessThanOrEqual(3);
    const last = (await changesOf(stack, name)).at(-1);
    expect(last).toMatchObject({ change: 'added', seen_by: 'counts', before: null });
    expect(last?.row).toMatchObject({ ...port, project: 'demo' });
    expect(last?.row['host_name']).toEqual(expect.any(String));
  });

  it('sees an exchange that leaves all counts equal with the next reading of everything', async () => {
    expect(await lookNow(stack, 'all-ports')).toBe('unchanged');
    const { changes: before } = await watchNamed(stack, 'all-ports');
    await editPort(stack.emulator.url, { host_id: hosts[3] ?? '', port: 31_999, open: false });
    await editPort(stack.emulator.url, { host_id: hosts[4] ?? '', port: 31_999 });
    expect(await lookNow(stack, 'all-ports')).toBe('unchanged');
    expect(await lookNow(stack, 'all-ports', true)).toBe('whole');
    const found = (await changesOf(stack, 'all-ports')).slice(before);
    expect(found.map(({ change, seen_by: by, row }) => [change, by, row['host_id']]).sort()).toEqual([
      ['added', 'whole', hosts[4]],
      ['removed', 'whole', hosts[3]],
    ]);
  });

  it.each(['before', 'after'] as const)(
    'loses and doubles nothing when it is cut %s its changes are kept',
    async (when) => {
      const { changes } = await watchNamed(stack, 'all-ports');
      const port = when === 'before' ? 31_994 : 31_995;
      await editPort(stack.emulator.url, { host_id: hosts[6] ?? '', port });
      cutNextLook(stack, when);
      expect(await lookNow(stack, 'all-ports')).toBe('failed');
      expect(await watchNamed(stack, 'all-ports')).toMatchObject({
        status: 'failing',
        failure: { code: 'internal' },
      });
      expect(await lookNow(stack, 'all-ports')).toBe(when === 'before' ? 'changed' : 'unchanged');
      await until(async () => (await watchNamed(stack, 'all-ports')).webhook?.pending === 0);
      const found = (await changesOf(stack, 'all-ports')).slice(changes);
      expect(found.map(({ row }) => row['port'])).toEqual([port]);
      expect([...received.values()].flat().filter(({ row }) => row['port'] === port)).toEqual(found);
      expect(await watchNamed(stack, 'all-ports')).toMatchObject({ status: 'watching', failure: null });
    },
  );

  it('tells what becomes dangerous where that is all it is to tell', async () => {
    await lookNow(stack, 'danger');
    const { changes } = await watchNamed(stack, 'danger');
    await editPort(stack.emulator.url, { host_id: hosts[5] ?? '', port: 31_998 });
    await lookNow(stack, 'danger');
    await editPort(stack.emulator.url, { host_id: hosts[5] ?? '', port: 31_998, danger: true });
    await lookNow(stack, 'danger');
    await editPort(stack.emulator.url, { host_id: hosts[5] ?? '', port: 31_998, open: false });
    await lookNow(stack, 'danger');
    const found = (await changesOf(stack, 'danger')).slice(changes);
    expect(found.map(({ change, row }) => [change, row['port'], row['status']])).toEqual([
      ['added', 31_998, 'danger'],
    ]);
  });

  it('is about the hosts of its query', async () => {
    const name = 'one-host';
    const { items } = (await (await stack.get('/v1/hosts?host_name=web-0001')).json()) as {
      items: { host_id: string }[];
    };
    const own = items[0]?.host_id ?? '';
    await lookNow(stack, name);
    const before = (await changesOf(stack, name)).length;
    const other = hosts.find((host) => host !== own) ?? '';
    for (const host_id of [own, other]) await editPort(stack.emulator.url, { host_id, port: 31_997 });
    await lookNow(stack, name);
    const found = (await changesOf(stack, name)).slice(before);
    expect(found.map(({ row }) => [row['host_id'], row['port']])).toEqual([[own, 31_997]]);
  });

  it.each(['software', 'sites'])('compares rows of other types too: %s', async (name) => {
    expect((await watchNamed(stack, name)).rows).toBeGreaterThan(100);
    expect(await lookNow(stack, name)).toBe('unchanged');
    expect(await lookNow(stack, name, true)).toBe('whole');
    expect(await changesOf(stack, name)).toEqual([]);
  });
});

describe('what a watch has found', () => {
  it('comes in pages, newest first, by kind and since a time', async () => {
    const whole = (await changesOf(stack, 'all-ports')).reverse();
    const walked: ToldChange[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const response = await stack.get(`/v1/watches/all-ports/changes?limit=97${next}`);
      const page = (await response.json()) as { items: ToldChange[]; next_cursor: string | null };
      walked.push(...page.items);
      cursor = page.next_cursor;
    }
    expect(walked).toEqual(whole);
    const added = await (await stack.get('/v1/watches/all-ports/changes?change=added&limit=1000')).json();
    expect((added as { items: ToldChange[] }).items).toEqual(
      whole.filter(({ change }) => change === 'added').slice(0, 1_000),
    );
    const later = await stack.get(
      `/v1/watches/all-ports/changes?since=${new Date(Date.now() + 60_000).toISOString()}`,
    );
    expect(await later.json()).toMatchObject({ items: [], summary: { total: 0 } });
  });

  it('has a column for each member in CSV', async () => {
    const text = await (await stack.get('/v1/watches/all-ports/changes?format=csv')).text();
    const [head = '', first = ''] = text.split('\r\n');
    expect(head).toMatch(/^seq,change,seen_at,seen_by,project,host_id,port,.*,host_name,host_ip,before$/);
    expect(first).toMatch(/,(added|removed|changed),.*,319\d\d,tcp,/);
  });

  it('is for callers who may read both watches and rows', async () => {
    const as = (key: string, path: string) => fetch(stack.url + path, { headers: { 'x-api-key': key } });
    expect((await as(READER, '/v1/watches')).status).toBe(403);
    const seen = (await (await as(PORTS, '/v1/watches')).json()) as { items: { name: string }[] };
    expect(seen.items.map(({ name }) => name)).toEqual(['all-ports', 'danger', 'one-host']);
    expect((await as(PORTS, '/v1/watches/software/changes')).status).toBe(404);
    expect((await as(KEY, '/v1/watches/nothing/changes')).status).toBe(404);
  });

  it('shows in the metrics', async () => {
    const text = await (await stack.get('/metrics')).text();
    expect(text).toMatch(/portolan_watch_look_age_seconds\{watch="all-ports"\} \d/);
    expect(text).toMatch(/portolan_webhook_attempts_total\{result="delivered"\} [1-9]/);
    expect(text).toMatch(/portolan_watch_looks_total\{result="baseline"\} 5/);
  });
});
