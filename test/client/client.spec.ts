import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  IncompleteError,
  NetworkError,
  Portolan,
  ProblemError,
  StreamCutError,
  UnexpectedAnswerError,
  type BackgroundQuery,
  type Export,
  type Failure,
  type Progress,
  type Summary,
} from '../../client/src/index.js';
import { QUICK } from '../support/exports.js';
import type * as serviceClock from './service-clock.js';
import { outside } from '../support/outside.js';
import { KEY, startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';
import { pause, until } from '../support/wait.js';
import { startFaultyProxy, type FaultyProxy } from './faulty-proxy.js';

const { advance } = await outside<typeof serviceClock>('test/client/service-clock.ts');

/** Longer than a ticket lives, in milliseconds. */
const TICKET_IS_OVER_MS = 70_000;

let stack: Stack;
let proxy: FaultyProxy;
/** Makes a client that goes through the proxy and waits only briefly between attempts. */
let portolan: Portolan;
let truth: TruePort[];

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 100, settings: { export_polls: 0 } },
    // Few calls in flight, so that most hosts have not been read when a reading ends early.
    config: { exports: QUICK, upstream: { window: 16 } },
  });
  proxy = await startFaultyProxy(stack.url);
  portolan = new Portolan({ url: `${proxy.url}/`, key: KEY });
  truth = await truePorts(stack.emulator.url);
}, 60_000);

afterEach(() => {
  stack.emulator.clearFaults();
  stack.emulator.patch({ latency_ms: '0' });
  proxy.requests.length = 0;
});
afterAll(async () => {
  await proxy.close();
  await stack.close();
});

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** A client whose first requests get these answers instead of the service's. */
function clientWithAnswers(...answers: (() => Response | Promise<Response>)[]): {
  readonly client: Portolan;
  readonly requests: () => number;
} {
  let requests = 0;
  const client = new Portolan({
    url: stack.url,
    key: KEY,
    fetch: async (input, init) => (await answers[requests++]?.()) ?? fetch(input, init),
  });
  return { client, requests: () => requests };
}

function problem(status: number, kind: string, headers: Record<string, string> = {}): Response {
  const document = { type: `/problems/${kind}`, title: kind, status, detail: 'for a test' };
  return new Response(JSON.stringify(document), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}

/** Makes the first host unreadable. */
function failFirstHost(): string {
  const [id = ''] = stack.emulator.hostIds();
  stack.emulator.addFault({ match: { host_id: id }, fault: { kind: 'status', status: 400 }, times: 100 });
  return id;
}

describe('a call', () => {
  it('puts parameters into path, query and body, as the document has them', async () => {
    const page = await portolan.call('listPorts', { hosts: 'all', protocol: ['tcp'], limit: 7 });
    expect(page.items).toHaveLength(7);
    expect(page.items.every(({ protocol }) => protocol === 'tcp')).toBe(true);
    const [id = ''] = stack.emulator.hostIds();
    expect((await portolan.call('getHost', { host_id: id })).host_id).toBe(id);
    const counts = await portolan.call('queryPortSummary', { hosts: { all: true }, top: 3 });
    expect(counts.items).toHaveLength(3);
    expect((await portolan.call('getWhoami')).id).toEqual(expect.any(String));
    expect(await portolan.call('getProblem', { kind: 'forbidden' })).toContain('scope');
  });

  it('refuses values that would lead to another path', () => {
    for (const host_id of ['..', '.', ''])
      expect(() => portolan.call('getHost', { host_id })).toThrow('host_id must be');
    expect(proxy.requests).toEqual([]);
  });
});

describe('credentials', () => {
  it('are sent as the caller gives them, a token anew with every try', async () => {
    const sent: Headers[] = [];
    let tokens = 0;
    const client = new Portolan({
      url: stack.url,
      token: () => Promise.resolve(`token-${++tokens}`),
      headers: { priority: 'u=7' },
      fetch: (_url, init) => {
        sent.push(new Headers(init?.headers));
        return Promise.resolve(
          sent.length === 1
            ? problem(503, 'overloaded', { 'retry-after': '0' })
            : new Response('{"id":"me"}'),
        );
      },
    });
    expect(await client.call('getWhoami', {}, { headers: { 'cache-control': 'no-cache' } })).toEqual({
      id: 'me',
    });
    expect(sent.map((headers) => headers.get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(sent.map((headers) => headers.get('priority'))).toEqual(['u=7', 'u=7']);
    expect(sent.map((headers) => headers.get('cache-control'))).toEqual(['no-cache', 'no-cache']);
  });

  it('never follow a redirection to another address', async () => {
    const reached: (string | undefined)[] = [];
    const elsewhere = createServer((asked, answer) => {
      reached.push(asked.url);
      answer.end('{}');
    });
    const redirecting = createServer((_asked, answer) => {
      answer.writeHead(307, { location: `${addressOf(elsewhere)}/v1/auth/whoami` }).end();
    });
    for (const server of [elsewhere, redirecting])
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const client = new Portolan({ url: addressOf(redirecting), key: KEY, retries: 0 });
    await expect(client.call('getWhoami')).rejects.toBeInstanceOf(NetworkError);
    expect(reached).toEqual([]);
    for (const server of [elsewhere, redirecting]) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  });

  const addressOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

describe('rows', () => {
  it.each(['stream', 'pages'] as const)('come all, once each, by %s', async (by) => {
    const summaries: Summary[] = [];
    const progress: Progress[] = [];
    const rows = await all(
      portolan.rows(
        'queryPorts',
        { hosts: { all: true }, limit: 300 },
        { by, onSummary: (each) => summaries.push(each), onProgress: (each) => progress.push(each) },
      ),
    );
    expect(asSet(rows as TruePort[])).toEqual(asSet(truth));
    expect(summaries.every(({ complete }) => complete)).toBe(true);
    expect(summaries).toHaveLength(by === 'stream' ? 1 : Math.ceil(truth.length / 300));
    expect(progress.length > 0).toBe(by === 'stream');
  });

  it('come from every list, whether it has a stream or not', async () => {
    expect(await all(portolan.rows('listHosts', { limit: 30 }))).toHaveLength(100);
    await portolan.call('createExport', { asset_type: 'app' });
    expect((await all(portolan.rows('listExports'))).map(({ asset_type: type }) => type)).toContain('app');
    expect(await all(portolan.rows('getAssetCatalogue'))).toHaveLength(13);
  });

  it('come from several requests for more hosts than one request may name', async () => {
    const nobody = Array.from(
      { length: 150_000 },
      (_, at) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    );
    const named = stack.emulator.hostIds();
    const bodies: { host_ids: string[] }[] = [];
    // The 150 000 servers do not exist, so check only the requests that the client sends.
    const client = new Portolan({
      url: stack.url,
      key: KEY,
      fetch: (url, init) => {
        const body = JSON.parse(init?.body as string) as { host_ids: string[] };
        bodies.push(body);
        const known = new Set(named);
        const host_ids = body.host_ids.filter((id) => known.has(id));
        return fetch(url, { ...init, body: JSON.stringify({ ...body, host_ids }) });
      },
    });
    const host_ids = [...named.slice(0, 50), ...nobody, ...named];
    const rows = await all(client.rows('queryPorts', { host_ids }));
    expect(bodies.map((body) => body.host_ids.length)).toEqual([100_000, 50_100]);
    expect(asSet(rows as TruePort[])).toEqual(asSet(truth));
    await expect(all(client.rows('queryPorts', { host_ids, sort: ['port'] }))).rejects.toThrow(RangeError);
  });

  it('are reported when they are missing, or the loop ends with an error', async () => {
    const id = failFirstHost();
    const question = {
      host_ids: stack.emulator.hostIds().slice(0, 3),
      max_age: 0,
      plan: 'per-host',
    } as const;
    for (const by of ['stream', 'pages'] as const) {
      const failures: Failure[] = [];
      await all(portolan.rows('queryPorts', question, { by, onFailure: (each) => failures.push(each) }));
      expect(failures).toMatchObject([{ host_id: id, retryable: false }]);
      const seen: unknown[] = [];
      const loud = async () => {
        for await (const row of portolan.rows('queryPorts', question, { by })) seen.push(row);
      };
      const error = await loud().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(IncompleteError);
      expect((error as IncompleteError).failures).toMatchObject([{ host_id: id }]);
      expect(seen.length).toBeGreaterThan(0);
    }
  });

  it('are never taken for all when their stream is cut', async () => {
    const rows = (client = portolan) => all(client.rows('queryPorts', { hosts: { all: true } }));
    proxy.add({ when: ({ path }) => path === '/v1/ports/query', times: 1, cutAfterBytes: 20_000 });
    await expect(rows()).rejects.toBeInstanceOf(StreamCutError);
    const whole = await stack.post(
      '/v1/ports/query',
      { hosts: { all: true } },
      { accept: 'application/x-ndjson' },
    );
    const lines = (await whole.text()).split('\n');
    for (const text of [lines.slice(0, 10).join('\n'), lines.slice(0, 10).join('\n').slice(0, -9), ''])
      await expect(rows(clientWithAnswers(() => new Response(text)).client)).rejects.toBeInstanceOf(
        StreamCutError,
      );
    const draining = '{"type":"summary","summary":{"complete":false,"reason":"draining"}}\n';
    await expect(rows(clientWithAnswers(() => new Response(draining)).client)).rejects.toBeInstanceOf(
      StreamCutError,
    );
  });

  it('go on by pages where an answer was lost', async () => {
    const lost = ({ headers }: { headers: Record<string, unknown> }) => headers['content-length'] !== '27';
    proxy.add({
      when: ({ path, headers }) => path === '/v1/ports/query' && lost({ headers }),
      times: 2,
      cutAfterBytes: 500,
    });
    const rows = await all(
      portolan.rows('queryPorts', { hosts: { all: true }, limit: 400 }, { by: 'pages' }),
    );
    expect(asSet(rows as TruePort[])).toEqual(asSet(truth));
    expect(proxy.requests).toHaveLength(Math.ceil(truth.length / 400) + 2);
  });
});

describe('a client that is told to stop', () => {
  it('throws the reason of the signal, in a call, in a stream and in a wait', async () => {
    stack.emulator.patch({ latency_ms: '30' });
    const abort = new AbortController();
    const question = { host_ids: stack.emulator.hostIds(), max_age: 0, plan: 'per-host' } as const;
    let seen = 0;
    const reading = async () => {
      for await (const row of portolan.rows('queryPorts', question, { signal: abort.signal })) {
        seen += row.host_id === undefined ? 0 : 1;
        abort.abort(new Error('enough'));
      }
    };
    await expect(reading()).rejects.toThrow('enough');
    expect(seen).toBeLessThan(truth.length);
    const timeout = portolan.call('queryPorts', question, { signal: AbortSignal.timeout(50) });
    await expect(timeout).rejects.toMatchObject({ name: 'TimeoutError' });
    const waiting = new AbortController();
    const { client, requests } = clientWithAnswers(() => {
      setTimeout(() => waiting.abort(), 20);
      return problem(503, 'overloaded', { 'retry-after': '30' });
    });
    await expect(client.call('getWhoami', {}, { signal: waiting.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(requests()).toBe(1);
  });

  it('ends the reading upstream when its loop is left', async () => {
    stack.emulator.patch({ latency_ms: '200' });
    stack.emulator.clearCalls();
    const question = { host_ids: stack.emulator.hostIds(), max_age: 0, plan: 'per-host' } as const;
    for await (const row of portolan.rows('queryPorts', question)) {
      expect(row.host_id).toEqual(expect.any(String));
      break;
    }
    await pause(300);
    expect((stack.emulator.calls() as { total: number }).total).toBeLessThan(100);
  });
});

describe('trouble', () => {
  it('is waited out for as long as the service asks', async () => {
    const { client, requests } = clientWithAnswers(
      () => problem(503, 'overloaded', { 'retry-after': '1' }),
      () => Promise.reject(new TypeError('fetch failed')),
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    );
    const startedAt = performance.now();
    await client.call('getWhoami');
    expect(requests()).toBe(4);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  });

  it('is an error that says how long to wait when the service asks for a longer wait than allowed', async () => {
    const { client, requests } = clientWithAnswers(() =>
      problem(429, 'rate-limited', { 'retry-after': '3600' }),
    );
    const error = await client.call('getWhoami').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ kind: 'rate-limited', status: 429, retryAfterMs: 3_600_000 });
    expect(requests()).toBe(1);
  });

  it('is not met by another try in a call that changes something, unless nothing was done', async () => {
    const lost = clientWithAnswers(() => Promise.reject(new TypeError('fetch failed')));
    await expect(lost.client.call('refreshUpstreamToken')).rejects.toBeInstanceOf(NetworkError);
    expect(lost.requests()).toBe(1);
    const failed = clientWithAnswers(() => problem(503, 'upstream-unavailable', { 'retry-after': '0' }));
    await expect(failed.client.call('refreshUpstreamToken')).rejects.toMatchObject({
      kind: 'upstream-unavailable',
    });
    expect(failed.requests()).toBe(1);
    const refused = clientWithAnswers(() => problem(429, 'rate-limited', { 'retry-after': '0' }));
    await refused.client.call('refreshUpstreamToken');
    expect(refused.requests()).toBe(2);
  });

  it('has a type: problems by their kind, the network, and answers of somebody else', async () => {
    const error = await portolan
      .call('queryPorts', { hosts: { all: true }, limit: 100_000 })
      .catch((caught: unknown) => caught);
    if (!(error instanceof ProblemError) || !error.is('invalid-request')) throw error;
    // After the check of the kind, the compiler knows that `errors` exists.
    expect(error.problem.errors[0]?.pointer).toBe('/limit');
    expect(proxy.requests).toHaveLength(1);
    const nobody = new Portolan({ url: stack.url, key: 'wrong' });
    await expect(nobody.call('getWhoami')).rejects.toMatchObject({ kind: 'unauthenticated' });
    const page = clientWithAnswers(() => new Response('<html>Please log in</html>'));
    await expect(page.client.call('getWhoami')).rejects.toBeInstanceOf(UnexpectedAnswerError);
    const odd = clientWithAnswers(
      () => new Response('{"type":5}', { status: 418, headers: { 'content-type': 'text/json' } }),
    );
    await expect(odd.client.call('getWhoami')).rejects.toMatchObject({ kind: 'about:blank', status: 418 });
    const down = new Portolan({ url: 'http://127.0.0.1:9', retries: 0 });
    await expect(down.call('getWhoami')).rejects.toBeInstanceOf(NetworkError);
  });
});

describe('an export', () => {
  const exportsNow = async () => (await portolan.call('listExports')).items.length;
  const textOf = async (body: ReadableStream<Uint8Array>) => new Response(body).text();

  it('is one, however often the answer to its order is lost', async () => {
    const before = await exportsNow();
    proxy.requests.length = 0;
    const orders = (): typeof proxy.requests => proxy.requests.filter(({ method }) => method === 'POST');
    proxy.add({ when: ({ method }) => method === 'POST', times: 1, cutAfterBytes: -1 });
    proxy.add({ when: ({ method }) => method === 'POST', times: 1, cutAfterBytes: 40 });
    const order = await portolan.call('createExport', { asset_type: 'port' });
    expect(orders()).toHaveLength(3);
    expect(new Set(orders().map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(await exportsNow()).toBe(before + 1);
    expect((await portolan.call('getExport', { id: order.id })).id).toBe(order.id);
    await portolan.call('createExport', { asset_type: 'port' });
    expect(await exportsNow()).toBe(before + 2);
    await portolan.call('createExport', { asset_type: 'app' }, { idempotencyKey: 'mine' });
    await portolan.call('createExport', { asset_type: 'app' }, { idempotencyKey: 'mine' });
    expect(await exportsNow()).toBe(before + 3);
  });

  it('goes from order to file in one call, and a transfer that breaks goes on', async () => {
    const states: Export['status'][] = [];
    const isFile = ({ path }: { path: string }) => path.endsWith('/file');
    proxy.add({ when: isFile, times: 1, cutAfterBytes: 10_000 });
    proxy.add({ when: isFile, times: 1, cutAfterBytes: 25_000 });
    const file = await portolan.exportFile(
      { asset_type: 'port', hosts: { all: true }, format: 'ndjson', columns: ['host_id', 'port'] },
      { onProgress: ({ status }) => states.push(status) },
    );
    const text = await textOf(file.body);
    expect(text.match(/"host_id"/g)?.length).toBeGreaterThanOrEqual(truth.length);
    expect(Buffer.byteLength(text)).toBe(file.size);
    expect(file.name).toMatch(/^portolan-port-.*\.ndjson$/);
    expect(file.mediaType).toContain('ndjson');
    expect(file.order).toMatchObject({ status: 'succeeded', complete: true });
    expect([states[0], states.at(-1)]).toEqual(['queued', 'succeeded']);
    const parts = proxy.requests.filter(isFile);
    expect(parts.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=10000-', 'bytes=35000-']);
  });

  it('is an error that says why when it fails', async () => {
    stack.emulator.patch({ export_outcome: 'failure' });
    try {
      await expect(portolan.exportFile({ asset_type: 'port' })).rejects.toMatchObject({
        name: 'ExportFailedError',
        order: { status: 'failed' },
      });
    } finally {
      stack.emulator.patch({ export_outcome: 'success' });
    }
  });

  it('is taken back when its caller leaves before there is a file', async () => {
    stack.emulator.patch({ export_outcome: 'endless' });
    try {
      const abort = new AbortController();
      let id = '';
      const onProgress = (order: Export): void => {
        id = order.id;
        if (order.status === 'running') abort.abort();
      };
      const gone = portolan.exportFile({ asset_type: 'port' }, { signal: abort.signal, onProgress });
      await expect(gone).rejects.toMatchObject({ name: 'AbortError' });
      const status = async () => (await portolan.call('getExport', { id })).status;
      await until(async () => (await status()) !== 'running');
      expect(await status()).toBe('cancelled');
    } finally {
      stack.emulator.patch({ export_outcome: 'success' });
    }
  });
});

describe('a background query', () => {
  const HELD = { max_age: 0, plan: 'per-host' } as const;
  const stateOf = async (id: string) => (await portolan.call('getQuery', { id })).status;
  const faultyHost = (fault: object): string => {
    const [id = ''] = stack.emulator.hostIds();
    stack.emulator.addFault({ match: { path: '/asset/ports', host_id: id }, fault });
    return id;
  };

  it('is one, however often the answer to its order is lost, and gives every row once where answers break off', async () => {
    const is = (name: string) => (request: { path: string; method: string }) =>
      request.path.endsWith(`/${name}`);
    proxy.add({ when: ({ method }) => method === 'POST', times: 1, cutAfterBytes: -1 });
    proxy.add({ when: is('items'), times: 2, cutAfterBytes: 2_000 });
    const states: string[] = [];
    const onProgress = ({ status }: BackgroundQuery): void => void states.push(status);
    const rows = await all(portolan.queries.run({ asset_type: 'port', ...HELD }, { onProgress }));
    expect(asSet(rows)).toEqual(asSet(truth));
    expect([states[0], states.at(-1)]).toEqual(['queued', 'succeeded']);
    const orders = proxy.requests.filter(is('query'));
    expect(orders).toHaveLength(2);
    expect(new Set(orders.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect((await portolan.call('listQueries')).items).toHaveLength(1);
    const users = portolan.queries.run({
      asset_type: 'users',
      host_ids: stack.emulator.hostIds().slice(0, 5),
    });
    expect((await all(users)).map(({ user_name: name }) => name)).toContain('root');
  }, 30_000);

  it('asks the hosts again that failed', async () => {
    const host = faultyHost({ kind: 'status', status: 404 });
    const query = await portolan.queries.start({ asset_type: 'port', ...HELD });
    await expect(all(portolan.queries.rows(query))).rejects.toMatchObject({
      name: 'IncompleteError',
      failures: [{ host_id: host }],
      summary: { complete: false },
    });
    stack.emulator.clearFaults();
    await portolan.queries.retry(query);
    let whole: Summary | undefined;
    const onSummary = (summary: Summary): void => void (whole = summary);
    const rows = await all(portolan.queries.rows(query.id, { onSummary }));
    expect(asSet(rows as unknown as TruePort[])).toEqual(asSet(truth));
    expect(whole).toMatchObject({ complete: true });
  }, 30_000);

  it('is cancelled when its caller leaves, and its rows end with an error then', async () => {
    faultyHost({ kind: 'delay', delay_ms: 60_000 });
    const ids: string[] = [];
    const onProgress = ({ id }: BackgroundQuery): void => void ids.push(id);
    const question = { asset_type: 'port', ...HELD } as const;
    const abort = new AbortController();
    const run = portolan.queries.run(question, { onProgress, signal: abort.signal });
    const ended = expect(all(run)).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => ids.length > 0);
    abort.abort();
    await ended;
    const [id = ''] = ids;
    await until(async () => (await stateOf(id)) === 'cancelled');
    await expect(all(portolan.queries.rows(id))).rejects.toMatchObject({
      name: 'QueryFailedError',
      query: { status: 'cancelled' },
    });
    stack.emulator.clearFaults();
    for await (const row of portolan.queries.run(question, { onProgress })) {
      expect(row.port).toBeGreaterThan(0);
      break;
    }
    // A query that was over before it could be cancelled is forgotten.
    const left = ids.at(-1) ?? '';
    const gone = async () => stateOf(left).catch((error: ProblemError) => error.kind);
    await until(async () => ['cancelled', 'not-found'].includes(await gone()));
  }, 30_000);
});

describe('an event stream', () => {
  it('opened with a ticket goes on after a cut, long after the ticket is over', async () => {
    const client = new Portolan({ url: proxy.url, key: KEY, ticket: true });
    stack.emulator.patch({ latency_ms: '20' });
    const rows: unknown[] = [];
    const seen: string[] = [];
    const question = {
      host_ids: stack.emulator.hostIds().slice(0, 40),
      max_age: 0,
      plan: 'per-host',
    } as const;
    try {
      for await (const { event, data } of client.events('listPorts', question)) {
        if (seen.at(-1) !== event) seen.push(event);
        if (event === 'open') rows.length = 0;
        if (event === 'items') rows.push(...data.items);
        if (event === 'items' && proxy.requests.filter(isStream).length === 1) {
          advance(TICKET_IS_OVER_MS);
          proxy.cutAll();
        }
      }
      const [first, second] = proxy.requests.filter(isStream);
      const old = `${stack.url}/v1/ports?host_ids=x&format=sse&ticket=${first?.query.get('ticket')}`;
      expect((await fetch(old)).status).toBe(401);
      expect(second?.query.get('ticket')).not.toBe(first?.query.get('ticket'));
      expect(first?.headers['x-api-key']).toBeUndefined();
    } finally {
      advance(0);
    }
    expect(seen.filter((event) => event === 'open')).toHaveLength(2);
    expect(seen.at(-1)).toBe('summary');
    const wanted = new Set(question.host_ids);
    expect(asSet(rows as TruePort[])).toEqual(asSet(truth.filter(({ host_id: id }) => wanted.has(id))));
  });

  const isStream = ({ path }: { path: string }) => path === '/v1/ports';

  it('takes its tickets from whoever has a key', async () => {
    let asked = 0;
    const ticket = async (): Promise<string> => {
      asked++;
      return (await portolan.call('createTicket')).ticket;
    };
    const page = new Portolan({ url: stack.url, ticket });
    const events = await all(page.events('listHosts', { limit: 10 }));
    expect(events.at(-1)?.event).toBe('summary');
    expect(asked).toBe(1);
  });

  it('goes on after the last event of an export that came', async () => {
    const { id } = await portolan.call('createExport', { asset_type: 'app' });
    proxy.requests.length = 0;
    proxy.add({ when: ({ path }) => path === `/v1/exports/${id}`, times: 1, cutAfterBytes: 700 });
    const events = await all(portolan.events('getExport', { id }));
    const changes = events.flatMap((each) => (each.event === 'export' ? [each.data.status] : []));
    expect(changes.at(-1)).toBe('succeeded');
    expect(events.at(-1)?.event).toBe('end');
    expect(proxy.requests).toHaveLength(2);
  });

  it('sends the id of the last event, and ends when there is nothing more', async () => {
    const headers: (string | null)[] = [];
    const answers = [
      'retry: 1\n\nevent: export\nid: 7\ndata: {"status":"running"}\n\n',
      'event: summary\ndata: {"summary":{"complete":false,"reason":"draining"}}\n\n',
    ];
    const client = new Portolan({
      url: stack.url,
      fetch: (_url, init) => {
        headers.push(new Headers(init?.headers).get('last-event-id'));
        const text = answers[headers.length - 1];
        return Promise.resolve(new Response(text ?? null, { status: text === undefined ? 204 : 200 }));
      },
    });
    const events = await all(client.events('getExport', { id: 'x' }));
    expect(events.map(({ event }) => event)).toEqual(['open', 'export', 'open']);
    expect(headers).toEqual([null, '7', '7']);
  });

  it('ends with an error when it says nothing for too long, or breaks again and again', async () => {
    let connections = 0;
    const silent = (): Promise<Response> => {
      connections++;
      const body = new ReadableStream<Uint8Array>({
        start: (controller) =>
          controller.enqueue(new TextEncoder().encode('retry: 1\n\nevent: progress\ndata: {}\n\n')),
      });
      return Promise.resolve(new Response(body));
    };
    const client = new Portolan({ url: stack.url, fetch: silent });
    const following = all(client.events('listPorts', { hosts: 'all' }, { silenceMs: 20, reconnects: 2 }));
    await expect(following).rejects.toBeInstanceOf(StreamCutError);
    expect(connections).toBe(3);
  });
});
