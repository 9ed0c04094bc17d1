import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Contract } from '../support/contract.js';
import { startStack, type Stack } from '../support/stack.js';
import type * as application from '../../src/app.js';
import type * as loading from '../../src/platform/config/load-config.js';
import type * as openapi from '../../src/platform/openapi/openapi.js';
import { outside } from '../support/outside.js';
import { contract } from '../support/witness.js';

const { createApp } = await outside<typeof application>('src/app.ts');
const { loadConfig } = await outside<typeof loading>('src/platform/config/load-config.ts');
const { openApiDocuments, openApiText } = await outside<typeof openapi>('src/platform/openapi/openapi.ts');

const root = process.cwd();
const committed = {
  full: readFileSync(join(root, 'docs/openapi.full.json'), 'utf8'),
  generators: readFileSync(join(root, 'docs/openapi.json'), 'utf8'),
};
const FILES = { full: 'docs/openapi.full.json', generators: 'docs/openapi.json' } as const;
const BOTH = ['full', 'generators'] as const;

/** Names of the members that are not the same on both sides. */
function unequal(a: Readonly<Record<string, object>>, b: Readonly<Record<string, object>>): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}

describe.each(BOTH)('the OpenAPI document (%s)', (which) => {
  const text = committed[which];
  const document = JSON.parse(text) as Contract['document'];

  it('is the one that the application gives (npm run openapi)', async () => {
    const config = loadConfig({ PORTOLAN_CONFIG: 'config/demo.yaml', LOG_LEVEL: 'silent' }, root);
    const app = await createApp(config, pino({ level: 'silent' }));
    const fresh = openApiText(openApiDocuments(app)[which]);
    await app.close();
    const now = JSON.parse(fresh) as Contract['document'];
    // Compare names first: a failure then shows more than the difference between two long texts.
    expect({
      paths: unequal(document.paths, now.paths),
      schemas: unequal(document.components.schemas, now.components.schemas),
    }).toEqual({ paths: [], schemas: [] });
    expect(text).toBe(fresh);
  });

  it('is the one that the build wrote for the service to read', () => {
    const written = readFileSync(join(root, 'dist/platform/openapi', basename(FILES[which])), 'utf8');
    expect(written).toBe(JSON.stringify(document));
  });

  it('says what stands in a failure for a host whose id cannot be used', () => {
    const { properties } = document.components.schemas['FailureDto'] as {
      properties: Record<string, { description?: string }>;
    };
    expect(properties['host_id']?.description).toMatch(/`\?` and a digest .* cannot be used/);
  });

  it('is clean by the recommended rules of its linter', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        'node_modules/@redocly/cli/bin/cli.js',
        'lint',
        FILES[which],
        '--extends=recommended',
        '--format=json',
      ],
      {
        cwd: root,
        encoding: 'utf8',
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          REDOCLY_TELEMETRY: 'off',
          REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
        },
      },
    );
    const { totals, problems } = JSON.parse(stdout) as { totals: object; problems: { ruleId: string }[] };
    expect(problems.map(({ ruleId }) => ruleId)).toEqual([]);
    expect({ status, totals, stderr: status === 0 ? '' : stderr }).toMatchObject({
      status: 0,
      totals: { errors: 0, warnings: 0 },
    });
  });

  it('is true 3.1, and says of every operation who may call it and what it may answer', () => {
    expect(text).toContain('"openapi": "3.1.0"');
    // `nullable` belongs to OpenAPI 3.0; 3.1 uses a list of types.
    expect(/"nullable": (true|false)/.test(text)).toBe(false);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(8);
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { operationId, security = document.security ?? [], responses } of operations) {
      expect({ operationId, security: Array.isArray(security) }).toEqual({ operationId, security: true });
      const scoped = security.some((each) => Object.values(each).flat().length > 0);
      if (security.length > 0)
        expect(Object.keys(responses)).toEqual(
          expect.arrayContaining(
            which === 'generators' ? ['default'] : ['401', ...(scoped ? ['403'] : []), '429'],
          ),
        );
    }
  });
});

const HEADERS = ['RequestId', 'TraceParent', 'Priority', 'CacheControl', 'IfNoneMatch', 'LastEventId'];

describe('the document for generators', () => {
  it('is small: at most 150 KB minified', () => {
    expect(Buffer.byteLength(JSON.stringify(JSON.parse(committed.generators)))).toBeLessThanOrEqual(
      150 * 1024,
    );
  });
});

describe('headers of requests', () => {
  it('are named where they mean something: what asks upstream can wait, what has an age can be asked for younger', () => {
    const { paths } = contract.document;
    const named = new Map(
      Object.values(paths)
        .flatMap((path) => Object.values(path))
        .map(({ operationId, parameters = [] }) => [
          operationId,
          parameters.flatMap(({ $ref = '' }) => HEADERS.filter((name) => $ref.endsWith(`/${name}`))),
        ]),
    );
    const always = HEADERS.slice(0, 2);
    const streamed = ['IfNoneMatch', 'LastEventId'];
    expect(named.get('listPorts')).toEqual([...always, 'Priority', 'CacheControl', ...streamed]);
    expect(named.get('queryPorts')).toEqual([...always, 'Priority', 'CacheControl']);
    expect(named.get('listTopAssets')).toEqual([...always, 'Priority', ...streamed]);
    expect(named.get('getExport')).toEqual([...always, 'LastEventId']);
    expect(named.get('getWhoami')).toEqual(always);
    expect(named.get('getLiveness')).toEqual(always);
  });
});

describe('answers, held against the document', () => {
  let stack: Stack;
  let host: string;

  beforeAll(async () => {
    stack = await startStack({ emulator: { hosts: 40 } });
    host = stack.emulator.hostIds()[0] ?? '';
  });
  afterAll(() => stack.close());

  const get = async (path: string, headers: Record<string, string> = {}) =>
    contract.check('GET', path, await stack.get(path, headers));
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) =>
    contract.check('POST', path, await stack.post(path, body, headers));

  it.each([
    ['a page of ports', '/v1/ports?hosts=all&limit=1000', 'listPorts'],
    ['ports with their hosts', '/v1/ports?hosts=all&include=host&limit=50', 'listPorts'],
    ['a stream of ports', '/v1/ports?hosts=all&format=ndjson', 'listPorts'],
    ['an explanation', '/v1/ports?hosts=all&explain=true&limit=1', 'listPorts'],
    ['servers', '/v1/hosts?limit=1000', 'listHosts'],
    ['groups', '/v1/host-groups', 'listHostGroups'],
    ['liveness', '/health/live', 'getLiveness'],
    ['readiness', '/health/ready', 'getReadiness'],
    ['a page about a problem', '/problems/invalid-request', 'getProblem'],
    ['bad input', '/v1/ports?hosts=all&limit=0&port=x', 'listPorts'],
    ['a host that is not there', '/v1/hosts/nowhere', 'getHost'],
    ['a format nobody has', '/v1/ports?hosts=all&format=xml', 'listPorts'],
  ])('%s keeps to the document', async (_name, path, operationId) => {
    expect(await get(path)).toEqual({ operationId, faults: [] });
  });

  it('one server and its ports keep to the document', async () => {
    expect(await get(`/v1/hosts/${host}`)).toEqual({ operationId: 'getHost', faults: [] });
    expect(await get(`/v1/hosts/${host}/ports`)).toEqual({ operationId: 'listHostPorts', faults: [] });
  });

  it('answers to a query by body, to bad bodies and to a wrong key keep to the document', async () => {
    expect(await post('/v1/ports/query', { hosts: { all: true } })).toEqual({
      operationId: 'queryPorts',
      faults: [],
    });
    expect((await post('/v1/ports/query', { hosts: 1, colour: 'red' })).faults).toEqual([]);
    expect((await post('/v1/ports/query', 'x', { 'content-type': 'text/plain' })).faults).toEqual([]);
    expect((await get('/v1/ports?hosts=all', { 'x-api-key': 'wrong' })).faults).toEqual([]);
    expect((await get('/v1/ports?hosts=all', { accept: 'image/png' })).faults).toEqual([]);
  });

  it('a page, a stream and a problem with failures keep to the document', async () => {
    const failing = stack.emulator.hostIds().slice(0, 3);
    const unknown = { kind: 'status', status: 400, body: { error_code: 'HSS.0011', error_msg: 'no' } };
    for (const host_id of failing) {
      await fetch(`${stack.emulator.url}/__emulator/faults`, {
        method: 'POST',
        body: JSON.stringify({ match: { host_id }, fault: unknown }),
      });
    }
    const some = { host_ids: stack.emulator.hostIds().slice(0, 6), plan: 'per-host', max_age: 0 };
    expect((await post('/v1/ports/query', some)).faults).toEqual([]);
    expect((await post('/v1/ports/query', { ...some, format: 'ndjson' })).faults).toEqual([]);
    expect((await post('/v1/ports/query', { ...some, partial: 'forbid' })).faults).toEqual([]);
    expect((await post('/v1/ports/query', { ...some, host_ids: failing })).faults).toEqual([]);
    // The vendor says that none of the hosts exists, so the answer is a 404.
    expect((await stack.post('/v1/ports/query', { ...some, host_ids: failing })).status).toBe(404);
    await fetch(`${stack.emulator.url}/__emulator/faults`, { method: 'DELETE' });
  });

  it('would be found wrong if they were', async () => {
    const page = (await (await stack.get('/v1/ports?hosts=all&limit=1')).json()) as { items: object[] };
    const answer = (body: unknown, status = 200, type = 'application/json') =>
      contract.check(
        'GET',
        '/v1/ports',
        new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }),
      );
    expect((await answer(page)).faults).toEqual([]);
    const row = page.items[0];
    expect((await answer({ ...page, items: [{ ...row, port: '22' }] })).faults).not.toEqual([]);
    expect((await answer({ ...page, items: [{ ...row, secret: 'x' }] })).faults).not.toEqual([]);
    expect((await answer({ ...page, summary: undefined })).faults).not.toEqual([]);
    expect((await answer(page, 418)).faults).not.toEqual([]);
    expect((await answer(page, 200, 'text/html')).faults).not.toEqual([]);
    const line = await answer({ type: 'item', item: row }, 200, 'application/x-ndjson');
    expect(line.faults).toEqual(['the last line has no end', 'the last line is no summary']);
    expect((await contract.check('GET', '/v1/elsewhere', new Response())).faults).not.toEqual([]);
  });
});
