import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { callsOf, order, QUICK, settled, type ExportAnswer } from '../support/exports.js';
import { readWorkbook } from '../support/read-workbook.js';
import { startStack, type Stack } from '../support/stack.js';
import { truePorts, type TruePort } from '../support/truth/ports.js';
import { pause } from '../support/wait.js';

const KEYS = { poor: 'a-key-with-few-points', narrow: 'a-key-for-no-project' };
const as = (name: keyof typeof KEYS) => ({ 'x-api-key': KEYS[name] });
const START = '/asset/export';
const FIELDS = ['host_id', 'port', 'protocol', 'listen_address', 'process_path', 'pid'] as const;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

let stack: Stack;
let truth: TruePort[];
/** Hosts that have rows. */
let ids: string[];
beforeAll(async () => {
  const key = (name: keyof typeof KEYS, more: object) => ({
    name,
    sha256: createHash('sha256').update(KEYS[name]).digest('hex'),
    scopes: ['exports:read', 'exports:write', 'ports:read', 'assets:read'],
    ...more,
  });
  stack = await startStack({
    emulator: { hosts: 40 },
    config: {
      exports: { ...QUICK, per_caller: 4, fleet_mib_per_caller: 1 },
      upstream: { attempt_timeout_ms: 10_000, attempts: 2 },
      auth: {
        api_keys: [
          key('poor', { projects: ['demo'], points_per_minute: 30 }),
          key('narrow', { projects: [] }),
        ],
      },
    },
  });
  truth = await truePorts(stack.emulator.url);
  ids = [...new Set(truth.map(({ host_id }) => host_id))];
});
afterAll(() => stack.close());
afterEach(() => stack.emulator.clearFaults());

const remove = (id: string) =>
  fetch(`${stack.url}/v1/exports/${id}`, {
    method: 'DELETE',
    headers: { 'x-api-key': 'a-key-for-tests-only' },
  });
const fileOf = ({ id }: ExportAnswer, headers = {}) => stack.get(`/v1/exports/${id}/file`, headers);
const made = async (body: object, headers = {}): Promise<ExportAnswer> =>
  settled(stack, (await order(stack, { asset_type: 'port', ...body }, headers)).id, headers);
const textOf = async (answer: ExportAnswer): Promise<string> => {
  const response = await fileOf(answer);
  if (response.status !== 200) throw new Error(`file: ${response.status} ${await response.text()}`);
  return response.text();
};
const sorted = (rows: readonly (readonly unknown[])[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort();
const trueCells = (hosts: readonly string[], wanted: (row: TruePort) => boolean = () => true): string[] =>
  sorted(
    truth
      .filter((row) => hosts.includes(row.host_id) && wanted(row))
      .map((row) => FIELDS.map((field) => row[field])),
  );

interface Line {
  readonly type: string;
  readonly item?: Record<string, unknown>;
  readonly failure?: { host_id: string; code: string };
  readonly summary?: { complete: boolean; items: number; hosts: { failed: number } };
}
const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
const itemCells = (lines: readonly Line[]): string[] =>
  sorted(lines.flatMap(({ item }) => (item === undefined ? [] : [FIELDS.map((field) => item[field])])));

describe('an export of hosts that are named', () => {
  it('is a CSV file with all members of their rows, and has the states of any export', async () => {
    const hosts = ids.slice(0, 8);
    stack.emulator.clearCalls();
    const response = await stack.post('/v1/exports', { asset_type: 'port', host_ids: [...hosts, ...hosts] });
    expect(response.status).toBe(202);
    const ordered = (await response.json()) as ExportAnswer;
    expect(response.headers.get('location')).toBe(`/v1/exports/${ordered.id}`);
    expect(ordered).toMatchObject({
      status: 'queued',
      source: 'fleet',
      format: 'csv',
      rows: null,
      failures: [],
    });
    const answer = await settled(stack, ordered.id);
    const [head = [], ...rest] = parse(await textOf(answer), { relax_column_count: true });
    const [summary] = rest.pop() ?? [];
    expect(head).toEqual(expect.arrayContaining(['project', 'host_id', 'host_name', 'port', 'agent_id']));
    const at = FIELDS.map((field) => head.indexOf(field));
    const texts = truth
      .filter(({ host_id }) => hosts.includes(host_id))
      .map((row) => FIELDS.map((field) => String(row[field] ?? '')));
    expect(sorted(rest.map((row) => at.map((place) => row[place])))).toEqual(sorted(texts));
    expect(summary).toMatch(
      new RegExp(
        `^# summary complete=true items=${texts.length} hosts_requested=8 hosts_read=8 hosts_answered=8 hosts_failed=0 as_of=`,
      ),
    );
    expect(answer).toMatchObject({
      status: 'succeeded',
      complete: true,
      rows: texts.length,
      hosts: { requested: 8, answered: 8, failed: 0 },
    });
    expect(callsOf(stack.emulator, START)).toBe(0);
    await remove(answer.id);
  });

  it('comes with length, digest and etag, and in ranges that fit together', async () => {
    const answer = await made({ host_ids: ids.slice(0, 3) });
    const whole = await fileOf(answer);
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(answer).toMatchObject({ bytes: bytes.length });
    expect(whole.headers.get('content-type')).toBe('text/csv');
    expect(whole.headers.get('content-disposition')).toMatch(/filename="portolan-port-host-[\dTZ]+\.csv"/);
    expect(whole.headers.get('repr-digest')).toBe(
      `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`,
    );
    const rest = await fileOf(answer, { range: 'bytes=10-', 'if-range': whole.headers.get('etag') });
    expect(rest.status).toBe(206);
    expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(10))).toBe(true);
    for (const accept of ['text/csv', '*/*']) expect((await fileOf(answer, { accept })).status).toBe(200);
    expect((await fileOf(answer, { accept: 'application/x-ndjson' })).status).toBe(406);
    expect((await stack.get(`/v1/exports/${answer.id}/file?format=json`)).status).toBe(406);
    await remove(answer.id);
  });

  it('is NDJSON with typed rows, whose members have the order of the ordered columns', async () => {
    const answer = await made({ host_ids: ids.slice(0, 5), format: 'ndjson', columns: FIELDS });
    const lines = linesOf(await textOf(answer));
    expect(itemCells(lines)).toEqual(trueCells(ids.slice(0, 5)));
    expect(Object.keys(lines[0]?.item ?? {})).toEqual(FIELDS);
    expect(lines.at(-1)?.summary).toMatchObject({ complete: true, items: lines.length - 1 });
    await remove(answer.id);
  });

  it('is a workbook whose numbers are numbers and whose texts are texts, under the ordered headings', async () => {
    const columns = FIELDS.map((field) => ({ field, title: `=${field} <"标题">` }));
    const answer = await made({ host_ids: ids.slice(0, 5), format: 'xlsx', columns });
    const file = await fileOf(answer);
    expect(file.headers.get('content-type')).toBe(XLSX);
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(bytes.includes('<f>')).toBe(false);
    const { Rows: [head, ...rows] = [], Summary: summary, ...rest } = await readWorkbook(bytes);
    expect(head).toEqual(columns.map(({ title }) => title));
    const filled = rows.map((row) => FIELDS.map((_, at) => row[at] ?? null));
    expect(sorted(filled)).toEqual(trueCells(ids.slice(0, 5)));
    expect(Object.fromEntries(summary ?? [])).toMatchObject({
      complete: true,
      items: rows.length,
      hosts_failed: 0,
    });
    expect(rest).toEqual({});
    await remove(answer.id);
  });
});

describe('an export of hosts that are selected', () => {
  it('has the rows of all of them that pass the filters of a query', async () => {
    const answer = await made({
      hosts: { all: true },
      filter: { port: '20-450', protocol: ['tcp'] },
      format: 'ndjson',
      columns: FIELDS,
    });
    const lines = linesOf(await textOf(answer));
    const wanted = trueCells(ids, ({ port, protocol }) => port >= 20 && port <= 450 && protocol === 'tcp');
    expect(wanted.length).toBeGreaterThan(10);
    expect(itemCells(lines)).toEqual(wanted);
    expect(answer.hosts).toEqual({ requested: 40, read: 40, answered: 40, failed: 0 });
    await remove(answer.id);
  });

  it.each(['users', 'kernel_module', 'app'])('has the rows of %s that the query has', async (type) => {
    const selection = { hosts: { os: 'linux' } };
    const answer = await made({ asset_type: type, ...selection, format: 'ndjson' });
    const items = linesOf(await textOf(answer)).flatMap(({ item }) => (item === undefined ? [] : [item]));
    const query = await stack.post(`/v1/assets/${type}/query`, {
      ...selection,
      include: 'host',
      format: 'ndjson',
    });
    const rows = linesOf(await query.text()).flatMap(({ item }) => (item === undefined ? [] : [item]));
    expect(rows.length).toBeGreaterThan(5);
    const inOrder = (row: Record<string, unknown>): unknown[] => Object.entries(row).sort();
    expect(sorted(items.map(inOrder))).toEqual(sorted(rows.map(inOrder)));
    await remove(answer.id);
  });
});

describe('an export of hosts that fail', () => {
  const body = () => ({ host_ids: ids.slice(10, 16), max_age: 0, columns: FIELDS });
  const breaks = (...hosts: (string | undefined)[]): void => {
    for (const host_id of hosts)
      stack.emulator.addFault({
        match: { path: '/asset/ports', host_id },
        fault: { kind: 'status', status: 400, body: { error_code: 'HSS.0011', error_msg: 'x' } },
      });
  };

  it.each(['csv', 'ndjson', 'xlsx'])('names them, and so does its file as %s', async (format) => {
    const broken = ids.slice(12, 14);
    breaks(...broken);
    const answer = await made({ ...body(), format });
    expect(answer).toMatchObject({
      status: 'succeeded',
      complete: false,
      hosts: { requested: 6, answered: 4, failed: 2 },
      failure: null,
    });
    expect(answer.failures.map(({ host_id, code }) => [host_id, code]).sort()).toEqual(
      broken.map((host) => [host, 'not_found']).sort(),
    );
    const bytes = Buffer.from(await (await fileOf(answer)).arrayBuffer());
    const text = bytes.toString();
    if (format === 'csv') {
      expect(text.match(/^# failure .*code=not_found/gm)).toHaveLength(2);
      expect(text).toMatch(/# summary complete=false items=\d+ hosts_requested=6 .*hosts_failed=2/);
    } else if (format === 'ndjson') {
      const lines = linesOf(text);
      expect(lines.flatMap(({ failure }) => failure?.host_id ?? []).sort()).toEqual([...broken].sort());
      expect(lines.at(-1)?.summary).toMatchObject({ complete: false, hosts: { failed: 2 } });
      expect(itemCells(lines)).toEqual(trueCells([...ids.slice(10, 12), ...ids.slice(14, 16)]));
    } else {
      const { Failures: [head, ...lines] = [], Summary: summary } = await readWorkbook(bytes);
      expect(lines.map((line) => line[head?.indexOf('host_id') ?? 0]).sort()).toEqual([...broken].sort());
      expect(Object.fromEntries(summary ?? [])).toMatchObject({ complete: false, hosts_failed: 2 });
    }
    await remove(answer.id);
  });

  it('fails when no host may be missing, or when all hosts are missing', async () => {
    breaks(ids[12]);
    const strict = await made({ ...body(), partial: 'forbid' });
    expect(strict).toMatchObject({ status: 'failed', failure: { code: 'incomplete' }, file: null });
    expect(strict.failures.map(({ host_id }) => host_id)).toEqual([ids[12]]);
    const none = await fileOf(strict);
    expect(none.status).toBe(409);
    expect(await none.json()).toMatchObject({ code: 'incomplete' });
    const nothing = await made({ ...body(), host_ids: [ids[12]] });
    expect(nothing).toMatchObject({ status: 'failed', failure: { code: 'not_found' }, complete: false });
  });
});

describe('an order of hosts', () => {
  const refusal = async (body: object): Promise<string[]> => {
    const response = await stack.post('/v1/exports', { asset_type: 'port', ...body });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    return errors.map(({ pointer }) => pointer).sort();
  };

  it('is refused, and all its faults are named', async () => {
    expect(
      await refusal({
        host_ids: ['../x', 'good'],
        columns: ['port', 'laddr'],
        filter: { port: 'ssh', limit: 5, exposure: 'loopback' },
        format: 'pdf',
        surprise: 1,
      }),
    ).toEqual(['/columns/1', '/filter/limit', '/filter/port', '/format', '/host_ids/0', '/surprise']);
    expect(await refusal({ host_ids: ['a'], hosts: { all: true } })).toEqual(['/hosts']);
    expect(await refusal({ hosts: { all: false } })).toEqual(['/hosts/all']);
    expect(await refusal({ hosts: { all: true }, host_name: 'a' })).toEqual(['/host_name']);
    expect(await refusal({ hosts: 'all', filter: { host_name: 'a' } })).toEqual(['/filter/host_name']);
    expect(await refusal({ hosts: { colour: 'red' } })).toEqual(['/hosts/colour']);
    expect(await refusal({ format: 'csv', max_age: 1 })).toEqual(['/format', '/max_age']);
  });

  it('makes one file under one key, and refuses other hosts under it', async () => {
    const headers = { 'idempotency-key': 'fleet-clicks' };
    const body = { asset_type: 'port', host_ids: ids.slice(0, 2) };
    const clicks = await Promise.all(Array.from({ length: 10 }, () => order(stack, body, headers)));
    expect(new Set(clicks.map(({ id }) => id)).size).toBe(1);
    const other = await stack.post('/v1/exports', { ...body, host_ids: ids.slice(0, 3) }, headers);
    expect(other.status).toBe(422);
    const answer = await settled(stack, clicks[0]?.id ?? '');
    expect(answer.status).toBe('succeeded');
    await remove(answer.id);
  });

  it('is for projects that the caller may see, and its file is for its owner', async () => {
    const body = { asset_type: 'port', host_ids: ids.slice(0, 1) };
    expect((await stack.post('/v1/exports', body, as('narrow'))).status).toBe(404);
    const answer = await made(body);
    for (const path of ['', '/file'])
      expect((await stack.get(`/v1/exports/${answer.id}${path}`, as('poor'))).status).toBe(404);
    await remove(answer.id);
    expect((await fileOf(answer)).status).toBe(404);
  });

  it('costs the points of its hosts, and is refused or fails when the caller can never have so many', async () => {
    const named = await stack.post(
      '/v1/exports',
      { asset_type: 'port', host_ids: ids.slice(0, 31) },
      as('poor'),
    );
    expect(named.status).toBe(400);
    const selected = await made({ hosts: { all: true } }, as('poor'));
    expect(selected).toMatchObject({ status: 'failed', failure: { code: 'invalid_request' } });
    expect(selected.failure?.title).toContain('40 hosts');
    const paid = await made({ host_ids: ids.slice(0, 12) }, as('poor'));
    expect(paid.status).toBe('succeeded');
    const left = await stack.get('/v1/auth/whoami', as('poor'));
    expect(Number(/r=(\d+)/.exec(left.headers.get('ratelimit') ?? '')?.[1])).toBeLessThan(30 - 12);
    // The caller has too few points left in this minute, so the export waits.
    const waiting = await order(stack, { asset_type: 'port', host_ids: ids.slice(0, 28) }, as('poor'));
    const still = await stack.get(`/v1/exports/${waiting.id}`, { prefer: 'wait=1', ...as('poor') });
    expect(await still.json()).toMatchObject({ status: 'queued' });
  });

  it('is cancelled while it runs, and then calls upstream no more', async () => {
    stack.emulator.addFault({ match: { path: '/asset/ports*' }, fault: { kind: 'delay', delay_ms: 700 } });
    const { id } = await order(stack, { asset_type: 'port', host_ids: ids, max_age: 0 });
    const events = stack
      .get(`/v1/exports/${id}`, { accept: 'text/event-stream' })
      .then((each) => each.text());
    for (let look = 0; look < 100 && callsOf(stack.emulator, '/asset/ports') === 0; look++) await pause(20);
    expect((await remove(id)).status).toBe(204);
    expect(await events).toMatch(/"status":"cancelled"[\s\S]*event: end/);
    expect((await fileOf({ id } as ExportAnswer)).status).toBe(410);
    const inFlight = (): number => (stack.emulator.calls() as { in_flight: number }).in_flight;
    for (let look = 0; look < 100 && inFlight() > 0; look++) await pause(20);
    expect(inFlight()).toBe(0);
  });
});

// This test is here because it needs a quota that nobody has used, and last because the quota learns from it.
describe('an export of the vendor', () => {
  it('waits when the quota has no room for its start, and starts once', async () => {
    stack.emulator.addFault({
      match: { path: '/asset/export' },
      fault: { kind: 'status', status: 429, retry_after_s: 1 },
      times: 1,
    });
    stack.emulator.clearCalls();
    const answer = await made({ columns: ['port'] });
    expect(answer).toMatchObject({ status: 'succeeded', source: 'vendor', format: 'zip' });
    expect(callsOf(stack.emulator, START)).toBe(2);
    expect((await fileOf(answer)).status).toBe(200);
  });
});
