import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import {
  callsOf,
  finished,
  ndjsonRows,
  order,
  QUICK,
  settled,
  type ExportAnswer,
} from '../support/exports.js';
import { documentedColumns, exportTypes } from '../support/truth/exports.js';
import type { Scope } from '../../src/platform/config/config.js';
import { measured } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';
import { pause } from '../support/wait.js';
import type * as apiKeys from '../../src/modules/auth/api-keys.js';
import { outside } from '../support/outside.js';

const { ApiKeys } = await outside<typeof apiKeys>('src/modules/auth/api-keys.ts');

const START = '/asset/export';
const KEYS = {
  reader: 'a-key-that-reads-exports',
  other: 'another-key-that-writes',
  narrow: 'a-key-for-nowhere',
  blind: 'a-key-that-reads-nothing',
};
const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
const as = (name: keyof typeof KEYS) => ({ 'x-api-key': KEYS[name] });

let stack: Stack;
beforeAll(async () => {
  const key = (name: keyof typeof KEYS, scopes: string[], projects: string[]) => ({
    name,
    sha256: sha256(KEYS[name]),
    scopes,
    projects,
  });
  stack = await startStack({
    emulator: { hosts: 5, settings: { export_polls: 0 } },
    config: {
      exports: { ...QUICK, per_caller: 3, per_project: 4 },
      auth: {
        api_keys: [
          key('reader', ['exports:read', 'ports:read'], ['demo']),
          key('other', ['exports:read', 'exports:write', 'ports:read'], ['demo']),
          key('blind', ['exports:read', 'exports:write'], ['demo']),
          key('narrow', ['exports:read', 'exports:write', 'ports:read'], []),
        ],
      },
    },
  });
});
afterAll(() => stack.close());
afterEach(async () => {
  stack.emulator.clearFaults();
  stack.emulator.patch({ export_outcome: 'success', export_polls: 0 });
  for (const headers of [{}, as('other')])
    for (const { id } of await listed(headers)) await remove(id, headers);
  for (const headers of [{}, as('other')])
    for (const { id } of await listed(headers)) await remove(id, headers);
});

const listed = async (headers = {}): Promise<ExportAnswer[]> =>
  ((await (await stack.get('/v1/exports?limit=1000', headers)).json()) as { items: ExportAnswer[] }).items;
const remove = (id: string, headers: Record<string, string> = {}) =>
  fetch(`${stack.url}/v1/exports/${id}`, {
    method: 'DELETE',
    headers: { 'x-api-key': 'a-key-for-tests-only', ...headers },
  });
const endless = () => stack.emulator.patch({ export_outcome: 'endless' });

interface Refusal {
  readonly type: string;
  readonly errors: { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[];
}
async function refusal(body: object): Promise<Refusal> {
  stack.emulator.clearCalls();
  const response = await stack.post('/v1/exports', body);
  expect(response.status).toBe(400);
  expect(callsOf(stack.emulator, START)).toBe(0);
  return (await response.json()) as Refusal;
}

describe('the catalogue', () => {
  interface Catalogue {
    readonly items: {
      readonly asset_type: string;
      readonly columns: { readonly field: string; readonly uncertain: boolean }[];
      readonly filters: { readonly name: string; readonly uncertain: boolean }[];
    }[];
  }
  const catalogue = async (query = '') =>
    (await (await stack.get(`/v1/exports/columns${query}`, as('reader'))).json()) as Catalogue;

  it("has the columns of the vendor's document, and its example's column as uncertain", async () => {
    const { items } = await catalogue();
    expect(items.map(({ asset_type: type }) => type).sort()).toEqual([...exportTypes].sort());
    for (const { asset_type: type, columns } of items) {
      const certain = columns.filter(({ uncertain }) => !uncertain).map(({ field }) => field);
      expect(certain).toEqual(documentedColumns(type));
      expect(columns.filter(({ uncertain }) => uncertain).map(({ field }) => field)).toEqual(['host_id']);
    }
  });

  it("has only filters that the matching list of the vendor's document has", async () => {
    const lists: Record<string, string> = {
      users: '/asset/users',
      auto_launch: '/asset/auto-launchs',
      database: '/asset/web-app-and-services',
      web_cms: '/asset/web-app-and-services',
      web_service: '/asset/web-app-and-services',
      jar_package: '/asset/midwares/detail',
      port: '/asset/ports/detail',
      process: '/asset/processes/detail',
      web_framework: '/asset/host/web-framework',
      web_site: '/asset/host/web-site',
      app: '/asset/apps',
      kernel_module: '/asset/host/kernel-module',
    };
    const spec = parse(readFileSync('test/emulator/upstream/hss-v5.openapi.yaml', 'utf8')) as {
      paths: Record<string, { get: { parameters: { name?: string; $ref?: string }[] } }>;
      components: { parameters: Record<string, { name: string }> };
    };
    for (const { asset_type: type, filters } of (await catalogue()).items) {
      const { parameters } = spec.paths[`/v5/{project_id}${lists[type]}`]?.get ?? { parameters: [] };
      const names = parameters.map(
        ({ name, $ref }) => name ?? spec.components.parameters[$ref?.split('/').at(-1) ?? '']?.name,
      );
      expect(filters.length).toBeGreaterThan(2);
      for (const { name, uncertain } of filters) if (!uncertain) expect(names).toContain(name);
    }
  });

  it('can be asked for one type', async () => {
    expect((await catalogue('?asset_type=port')).items.map(({ asset_type: type }) => type)).toEqual(['port']);
  });
});

describe('an order', () => {
  it('is refused with all faults of its columns, and names the columns that exist', async () => {
    const { errors } = await refusal({
      asset_type: 'port',
      columns: ['port', 'nonsense', 'port', { field: 'pid', title: '' }, { field: 'type', titel: 'x' }, 7],
    });
    expect(errors.map(({ pointer }) => pointer)).toEqual([
      '/columns/1',
      '/columns/2',
      '/columns/3/title',
      '/columns/4',
      '/columns/5',
    ]);
    for (const column of documentedColumns('port')) expect(errors[0]?.detail).toContain(column);
  });

  it.each<[string, object, string]>([
    ['unknown to the type', { host_id: 'x' }, '/filter/host_id'],
    ['of the wrong kind', { port: '22' }, '/filter/port'],
    ['out of range', { port: 70_000 }, '/filter/port'],
    ['of another word', { type: 'tcp' }, '/filter/type'],
    ['too long for the vendor, as JSON', { host_name: 'x'.repeat(120) }, '/filter'],
  ])('is refused when its filter is %s', async (_name, filter, pointer) => {
    const { errors } = await refusal({ asset_type: 'port', filter });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ pointer });
  });

  it('sends numbers as text, and takes the filter that only an example of the vendor shows', async () => {
    for (const filter of [{ port: 22 }, { port_string: '22' }]) {
      const { id } = await order(stack, { asset_type: 'port', filter });
      expect((await settled(stack, id)).status).toBe('succeeded');
      const text = await (await stack.get(`/v1/exports/${id}/file?format=json`)).text();
      const { items } = JSON.parse(text) as { readonly items: readonly { readonly port: number }[] };
      expect(items.length).toBeGreaterThan(0);
      for (const { port } of items) expect(String(port)).toContain('22');
    }
  });

  it('takes a filter of the greatest length, and none that is longer', async () => {
    const host_name = 'x'.repeat(128 - '{"host_name":""}'.length);
    expect(
      (await settled(stack, (await order(stack, { asset_type: 'port', filter: { host_name } })).id)).status,
    ).toBe('succeeded');
    const { errors } = await refusal({ asset_type: 'port', filter: { host_name: `${host_name}x` } });
    expect(errors[0]?.detail).toContain('129');
  });

  it.each([
    [{ asset_type: 'ports' }, '/asset_type'],
    [{ asset_type: 'port', category: 'vm' }, '/category'],
    [{ asset_type: 'port', project: '*' }, '/project'],
    [{ asset_type: 'port', enterprise_project_id: '../x' }, '/enterprise_project_id'],
    [{ asset_type: 'port', surprise: 1 }, '/surprise'],
    [{ asset_type: 'port', columns: null }, '/columns'],
    [{ asset_type: 'port', filter: [] }, '/filter'],
  ])('%j is refused', async (body, pointer) => {
    expect((await refusal(body)).errors[0]).toMatchObject({ pointer });
  });

  it('is refused without the scope to write, and for a project that the caller may not see', async () => {
    const body = { asset_type: 'port' };
    expect((await stack.post('/v1/exports', body, as('reader'))).status).toBe(403);
    for (const project of ['demo', 'nowhere'])
      expect((await stack.post('/v1/exports', { ...body, project }, as('narrow'))).status).toBe(404);
  });

  it('is refused without the scope to read what it exports, and so are its state and its file', async () => {
    stack.emulator.clearCalls();
    const statuses: number[] = [];
    const status = async (response: Promise<Response>) => {
      const answer = await response;
      await answer.text();
      statuses.push(answer.status);
    };
    await status(stack.post('/v1/exports', { asset_type: 'port' }, as('blind')));
    await status(stack.post('/v1/exports', { asset_type: 'port', hosts: { all: true } }, as('blind')));
    // The scope to read ports does not include users.
    await status(stack.post('/v1/exports', { asset_type: 'users' }, as('other')));
    expect(callsOf(stack.emulator, START)).toBe(0);
    // A caller that loses the scope after its order still owns the export.
    const rights = stack.app.get(ApiKeys);
    const key = { name: 'shrinking', sha256: sha256('shrinking'), projects: ['demo'] };
    const full: Scope[] = ['exports:read', 'exports:write', 'ports:read'];
    rights.setAdditional([{ ...key, scopes: full }]);
    const own = { 'x-api-key': 'shrinking' };
    const { id } = await order(stack, { asset_type: 'port' }, own);
    expect((await settled(stack, id, own)).status).toBe('succeeded');
    rights.setAdditional([{ ...key, scopes: ['exports:read', 'exports:write'] }]);
    for (const path of [`/v1/exports/${id}`, `/v1/exports/${id}/file`]) {
      await status(stack.get(path, own));
      await status(stack.get(path, { ...own, accept: 'text/event-stream' }));
    }
    expect(new Set(statuses)).toEqual(new Set([403]));
    const listed = await stack.get('/v1/exports', own);
    expect(((await listed.json()) as { items: unknown[] }).items).toEqual([]);
    const removed = await fetch(`${stack.url}/v1/exports/${id}`, { method: 'DELETE', headers: own });
    expect(removed.status).toBe(204);
    measured(
      'S43',
      'orders, states and files without the scope to read',
      `${statuses.length} of ${statuses.length} refused`,
      '`exports:write` without the read scope of the type: 403',
    );
  });
});

describe('an idempotency key', () => {
  const body = { asset_type: 'port', columns: ['port'] };

  it('makes one export and one upstream task of many equal orders at once, all answered alike', async () => {
    stack.emulator.clearCalls();
    const headers = { 'idempotency-key': 'twenty-clicks' };
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => stack.post('/v1/exports', body, headers)),
    );
    const texts = await Promise.all(responses.map((response) => response.text()));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(texts).size).toBe(1);
    expect(responses.filter((each) => each.headers.get('idempotent-replayed') === null)).toHaveLength(1);
    const { id } = JSON.parse(texts[0] ?? '') as ExportAnswer;
    await settled(stack, id);
    const late = await stack.post('/v1/exports', body, headers);
    expect(await late.text()).toBe(texts[0]);
    expect(callsOf(stack.emulator, START)).toBe(1);
  });

  it('refuses another order, and is free for other callers', async () => {
    const headers = { 'idempotency-key': 'mine' };
    const { id } = await order(stack, body, headers);
    const other = await stack.post('/v1/exports', { ...body, category: 'container' }, headers);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ type: '/problems/key-reused' });
    const theirs = await order(stack, body, { ...headers, ...as('other') });
    expect(theirs.id).not.toBe(id);
  });

  it('is refused when it is malformed', async () => {
    expect((await stack.post('/v1/exports', body, { 'idempotency-key': 'x y' })).status).toBe(400);
  });
});

describe('exports under way', () => {
  it('are limited for each caller and for each project', async () => {
    endless();
    const body = { asset_type: 'port' };
    for (let made = 0; made < 3; made++) await order(stack, body);
    const fourth = await stack.post('/v1/exports', body);
    expect(fourth.status).toBe(429);
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
    await order(stack, body, as('other'));
    expect((await stack.post('/v1/exports', body, as('other'))).status).toBe(429);
    await remove((await listed())[0]?.id ?? '');
    await order(stack, body, as('other'));
  });

  it('are cancelled by DELETE, call upstream no more, and are forgotten by a second DELETE', async () => {
    endless();
    const { id } = await order(stack, { asset_type: 'port' });
    const waiting = settled(stack, id);
    expect((await remove(id)).status).toBe(204);
    expect((await waiting).status).toBe('cancelled');
    await pause(100);
    stack.emulator.clearCalls();
    await pause(250);
    expect(callsOf(stack.emulator, '/export-task/{task_id}')).toBe(0);
    expect((await stack.get(`/v1/exports/${id}/file`)).status).toBe(410);
    expect((await remove(id)).status).toBe(204);
    expect((await stack.get(`/v1/exports/${id}`)).status).toBe(404);
    expect((await remove(id)).status).toBe(404);
  });

  it('have no file yet', async () => {
    endless();
    const { id } = await order(stack, { asset_type: 'port' });
    const response = await stack.get(`/v1/exports/${id}/file`);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ type: '/problems/conflict' });
  });
});

describe('an export', () => {
  it('is visible to its owner only', async () => {
    const { id } = await finished(stack, { asset_type: 'port' });
    stack.emulator.clearCalls();
    for (const path of [`/v1/exports/${id}`, `/v1/exports/${id}/file`])
      expect((await stack.get(path, as('other'))).status).toBe(404);
    expect((await remove(id, as('other'))).status).toBe(404);
    expect(await listed(as('other'))).toEqual([]);
    expect((stack.emulator.calls() as { total: number }).total).toBe(0);
    expect((await stack.get(`/v1/exports/${id}/file`)).status).toBe(200);
  });

  it.each(['..', '%2e%2e', 'x', '0'.repeat(36), '01a20049-1b9e-7dc1-80f9-3ae368a771e6'])(
    'is not found when it does not exist (%s)',
    async (id) => {
      for (const path of [`/v1/exports/${id}/file`, `/v1/exports/${id}?`]) {
        const response = await fetch(`${stack.url}${path}`, {
          headers: { 'x-api-key': 'a-key-for-tests-only' },
        });
        expect([400, 404]).toContain(response.status);
      }
    },
  );

  it("shows nothing of the vendor's ids", async () => {
    const answer = await finished(stack, { asset_type: 'port' });
    expect(Object.keys(answer)).not.toEqual(expect.arrayContaining(['taskId']));
    expect(JSON.stringify(answer)).not.toMatch(/task|file_?id|version|owner/i);
  });
});

describe('the list of exports', () => {
  it('is read page by page, newest first, by cursors that only its caller can use', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count++) made.push((await finished(stack, { asset_type: 'port' })).id);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page = (await (await stack.get(`/v1/exports?limit=2${query}`)).json()) as {
        items: ExportAnswer[];
        next_cursor: string | null;
      };
      seen.push(...page.items.map(({ id }) => id));
      if (page.next_cursor !== null) {
        const stolen = await stack.get(`/v1/exports?cursor=${page.next_cursor}`, as('other'));
        expect(stolen.status).toBe(400);
      }
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(made.reverse());
    expect((await stack.get('/v1/exports?cursor=x')).status).toBe(400);
  });
});

describe('waiting for an export', () => {
  it('shares the polls upstream between all who wait', async () => {
    stack.emulator.patch({ export_polls: 3 });
    const { id } = await order(stack, { asset_type: 'port' });
    stack.emulator.clearCalls();
    const answers = await Promise.all(Array.from({ length: 30 }, () => settled(stack, id)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['succeeded']));
    expect(callsOf(stack.emulator, '/export-task/{task_id}')).toBeLessThanOrEqual(4);
  });

  it('ends when the time is over', async () => {
    endless();
    const { id } = await order(stack, { asset_type: 'port' });
    const response = await stack.get(`/v1/exports/${id}`, { prefer: 'respond-async, wait=1' });
    expect(response.headers.get('preference-applied')).toBe('wait=1');
    expect(await response.json()).toMatchObject({ status: 'running' });
  });

  it('streams each change and then the end', async () => {
    stack.emulator.patch({ export_polls: 2 });
    const { id } = await order(stack, { asset_type: 'port' });
    const response = await stack.get(`/v1/exports/${id}`, { accept: 'text/event-stream' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = (await response.text()).split('\n\n').filter((each) => each.startsWith('event: '));
    expect(events.at(-1)).toMatch(/^event: end\n/);
    const states = events.slice(0, -1).map((each) => {
      const { status } = JSON.parse(/^data: (.*)$/m.exec(each)?.[1] ?? '{}') as ExportAnswer;
      return status;
    });
    expect(states.at(-1)).toBe('succeeded');
    expect(states.filter((state) => state === 'succeeded')).toHaveLength(1);
  });
});

describe('a caller that hangs up while it waits', () => {
  it.each<Record<string, string>>([{ accept: 'text/event-stream' }, { prefer: 'wait=20' }])(
    'leaves nothing behind, with %j',
    async (headers) => {
      endless();
      const { id } = await order(stack, { asset_type: 'port' });
      const leave = new AbortController();
      const request = fetch(`${stack.url}/v1/exports/${id}`, {
        headers: { 'x-api-key': 'a-key-for-tests-only', ...headers },
        signal: leave.signal,
      }).then((response) => response.text());
      await pause(150);
      leave.abort();
      await expect(request).rejects.toThrow();
      expect((await remove(id)).status).toBe(204);
      expect((await settled(stack, id)).status).toBe('cancelled');
    },
  );
});

describe('an export whose upstream calls fail', () => {
  it('says that upstream failed', async () => {
    stack.emulator.patch({ export_outcome: 'failure' });
    const answer = await settled(stack, (await order(stack, { asset_type: 'port' })).id);
    expect(answer).toMatchObject({ status: 'failed', failure: { code: 'export_failed', retryable: true } });
    const response = await stack.get(`/v1/exports/${answer.id}/file`);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'export_failed' });
  });

  it('says that upstream has lost it', async () => {
    stack.emulator.addFault({
      match: { path: '/export-task/*' },
      fault: { kind: 'status', status: 400, body: { error_code: 'HSS.0011', error_msg: 'x' } },
    });
    const answer = await settled(stack, (await order(stack, { asset_type: 'port' })).id);
    expect(answer).toMatchObject({ status: 'failed', failure: { code: 'export_lost' } });
  });

  it('is not started a second time when the first start may have succeeded', async () => {
    stack.emulator.addFault({
      match: { path: '/asset/export' },
      fault: { kind: 'status', status: 503 },
      times: 1,
    });
    stack.emulator.clearCalls();
    const answer = await settled(stack, (await order(stack, { asset_type: 'port' })).id);
    expect(answer).toMatchObject({ status: 'failed', failure: { code: 'unavailable', retryable: true } });
    expect(callsOf(stack.emulator, START)).toBe(1);
  });

  it('goes on after polls that fail for a while', async () => {
    stack.emulator.addFault({
      match: { path: '/export-task/*' },
      fault: { kind: 'status', status: 503 },
      times: 2,
    });
    const { id } = await finished(stack, { asset_type: 'port', columns: ['port'] });
    expect(
      ndjsonRows(await (await stack.get(`/v1/exports/${id}/file?format=ndjson`)).text()).length,
    ).toBeGreaterThan(0);
  });
});
