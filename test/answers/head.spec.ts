import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { finished, QUICK } from '../support/exports.js';
import { measured } from '../support/figures.js';
import { KEY, startStack, type Stack } from '../support/stack.js';
import { pause, until } from '../support/wait.js';
import { contract } from '../support/witness.js';

interface Head {
  readonly path: string;
  readonly accept: string;
}

interface Parameter {
  readonly name?: string;
  readonly schema?: { readonly enum?: readonly string[] };
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Most streams that the caller may have open at the same time. */
const STREAMS = 3;

let stack: Stack;
let heads: Head[];

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 50, settings: { export_polls: 0 } },
    config: {
      exports: QUICK,
      limits: { concurrent_streams: STREAMS },
      watches: [{ name: 'one', interval_s: 86_400, full_every_s: 86_400 }],
    },
  });
  const vendor = await finished(stack, { asset_type: 'port' });
  const hosts = { host_ids: stack.emulator.hostIds().slice(0, 3) };
  const xlsx = await finished(stack, { asset_type: 'port', format: 'xlsx', ...hosts });
  await until(async () => (await (await stack.get('/v1/watches')).text()).includes('"watching"'));
  heads = everyHead({ vendor: vendor.id, xlsx: xlsx.id, query: await finishedQuery() });
}, 60_000);

/** Runs a query in the background to its end. Returns its id. */
async function finishedQuery(): Promise<string> {
  const begun = await stack.post('/v1/ports/query', { hosts: 'all' }, { prefer: 'respond-async' });
  const place = begun.headers.get('location') ?? '';
  await until(
    async () => ((await (await stack.get(place)).json()) as { status: string }).status === 'succeeded',
  );
  return place.split('/').at(-1) ?? '';
}

afterEach(() => stack.emulator.clearFaults());
afterAll(() => stack.close());

const head = (path: string, accept: string): Promise<Response> =>
  fetch(stack.url + path, { method: 'HEAD', headers: { 'x-api-key': KEY, accept } });

describe('HEAD', () => {
  it('answers every GET in every format with its type and reads nothing upstream', async () => {
    stack.emulator.clearCalls();
    const wrong: string[] = [];
    for (const { path, accept } of heads) {
      const response = await head(path, accept);
      const type = response.headers.get('content-type') ?? '';
      if (response.status !== 200 || !type.startsWith(accept))
        wrong.push(`${path} ${accept}: ${response.status} ${type}`);
      if (response.headers.get('content-length') === '0')
        wrong.push(`${path} ${accept}: says that it is empty`);
    }
    const { total } = stack.emulator.calls() as { total: number };
    measured(
      'R32',
      `HEAD of ${heads.length} addresses and formats over 50 hosts`,
      `${total} upstream calls`,
      '0 upstream row calls',
    );
    expect(wrong).toEqual([]);
    expect(total).toBe(0);
    expect(heads.length).toBeGreaterThan(100);
  }, 60_000);

  it('says what is wrong with a question as GET does', async () => {
    for (const [path, status] of [
      ['/v1/ports?limit=0', 400],
      ['/v1/hosts?fields=secret', 400],
      ['/v1/ports?timeout_ms=999999999', 400],
      ['/v1/hosts/x?nonsense=1', 400],
    ] as const)
      expect((await head(path, '*/*')).status).toBe(status);
    expect((await head('/v1/ports?hosts=all', 'image/png')).status).toBe(406);
  });

  it('keeps to the limit of streams, and holds no stream itself', async () => {
    stack.emulator.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'delay', delay_ms: 1_000 } });
    const ROWS = '/v1/ports?hosts=all&plan=per-host&max_age=0';
    const streams = await Promise.all(
      Array.from({ length: STREAMS }, () => stack.get(ROWS, { accept: 'application/x-ndjson' })),
    );
    expect((await head(ROWS, 'application/x-ndjson')).status).toBe(429);
    expect((await head(ROWS, 'application/json')).status).toBe(200);
    for (const stream of streams) await stream.body?.cancel();
    let after = 429;
    for (let tries = 0; tries < 50 && after === 429; tries++) {
      await pause(50);
      after = (await head(ROWS, 'application/x-ndjson')).status;
    }
    expect(after).toBe(200);
    for (let nth = 0; nth < 2 * STREAMS; nth++)
      expect((await head(ROWS, 'text/event-stream')).status).toBe(200);
  });
});

/** Every GET of the document that a caller may call, in each media type that it documents. */
function everyHead(made: { readonly vendor: string; readonly xlsx: string; readonly query: string }): Head[] {
  const host = stack.emulator.hostIds()[0] ?? '';
  const queries: Record<string, string> = {
    '/v1/ports/changes': 'since=2026-01-01T00:00:00Z',
    '/v1/assets/{type}/collect': `host_id=${host}`,
  };
  return Object.entries(contract.document.paths).flatMap(([template, { get }]) => {
    if (get === undefined) return [];
    const parameters = (get.parameters ?? []).map(parameterOf);
    const query = queries[template] ?? (parameters.some(({ name }) => name === 'hosts') ? 'hosts=all' : '');
    return Object.keys(get.responses['200']?.content ?? {}).map((accept) => {
      const values: Record<string, string> = {
        id: template.startsWith('/v1/queries/') ? made.query : accept === XLSX ? made.xlsx : made.vendor,
        host_id: host,
        port: '22',
        kind: 'internal',
        name: 'one',
      };
      const path = template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
        const schema = parameters.find((each) => each.name === name)?.schema;
        return values[name] ?? schema?.enum?.[0] ?? name;
      });
      return { path: `${path}?${query}`, accept };
    });
  });
}

/** A parameter of an operation, or the shared one that it refers to. */
function parameterOf(given: { readonly $ref?: string }): Parameter {
  const { parameters } = contract.document.components as { readonly parameters?: Record<string, Parameter> };
  const name = given.$ref?.split('/').at(-1);
  return (name === undefined ? given : parameters?.[name]) as Parameter;
}
