import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Portolan,
  PortolanError,
  StreamCutError,
  type Failure,
  type PortRow,
  type Progress,
  type Summary,
} from '../../client/src/index.js';
import { difference, trueAssets, type Row } from '../support/asset-truth.js';
import { KEY, startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth.js';

let stack: Stack;
let portolan: Portolan;
let truth: TruePort[];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 100 } });
  portolan = new Portolan({ url: stack.url, key: KEY });
  truth = await truePorts(stack.emulator.url);
}, 60_000);

afterEach(() => stack.emulator.clearFaults());
afterAll(() => stack.close());

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** A client whose service answers something else at first. */
function behind(...answers: (() => Response | Promise<Response>)[]): {
  client: Portolan;
  asked: () => number;
} {
  let asked = 0;
  const client = new Portolan({
    url: stack.url,
    key: KEY,
    fetch: async (input, init) => (await answers[asked++]?.()) ?? fetch(input, init),
  });
  return { client, asked: () => asked };
}

describe('the client', () => {
  it.each(['stream', 'pages'] as const)('walks all rows by %s', async (by) => {
    const summaries: Summary[] = [];
    const progress: Progress[] = [];
    const rows = await all(
      portolan.ports(
        { hosts: { all: true }, limit: 300 },
        { by, onSummary: (each) => summaries.push(each), onProgress: (each) => progress.push(each) },
      ),
    );
    expect(asSet(rows as unknown as TruePort[])).toEqual(asSet(truth));
    expect(summaries.every(({ complete }) => complete)).toBe(true);
    expect(summaries).toHaveLength(by === 'stream' ? 1 : Math.ceil(truth.length / 300));
    expect(progress.length > 0).toBe(by === 'stream');
  });

  it('gives rows of any type, with filters', async () => {
    const rows = await all(portolan.assets('users', { hosts: { all: true }, root_permission: true }));
    const expected = (await trueAssets(stack.emulator.url, 'users')).filter(
      (row) => row['root_permission'] === true,
    );
    const members = ['host_id', 'user_name', 'container_id', 'recent_scan_time'];
    expect(difference(rows as unknown as Row[], expected, members)).toEqual({
      missing: [],
      surplus: [],
      rows: expected.length,
    });
  });

  it('counts, lists the types, and gets tickets', async () => {
    const summary = await portolan.portSummary({ hosts: { all: true }, group_by: 'port', top: 3 });
    expect(summary.items).toHaveLength(3);
    expect((await portolan.catalogue()).items).toHaveLength(12);
    expect((await portolan.ticket()).ticket.length).toBeGreaterThan(20);
  });

  it('tells which hosts could not be read', async () => {
    const [id = ''] = stack.emulator.hostIds();
    stack.emulator.addFault({
      match: { host_id: id },
      fault: { kind: 'status', status: 400 },
      times: 100,
    });
    const failures: Failure[] = [];
    const host_ids = stack.emulator.hostIds().slice(0, 3);
    await all(
      portolan.ports(
        { host_ids, max_age: 0, plan: 'per-host' },
        { onFailure: (each) => failures.push(each) },
      ),
    );
    expect(failures).toMatchObject([{ host_id: id, retryable: false }]);
  });

  it('comes again as late as the service asks, and after a network that fails', async () => {
    const busy = () => new Response('{"title":"busy"}', { status: 503, headers: { 'retry-after': '1' } });
    const { client, asked } = behind(busy, () => Promise.reject(new TypeError('fetch failed')));
    const startedAt = performance.now();
    await client.catalogue();
    expect(asked()).toBe(3);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('gives up on what will not get better, with the problem', async () => {
    const { client, asked } = behind();
    const refused = all(client.ports({ hosts: { all: true }, limit: 100_000 }));
    await expect(refused).rejects.toBeInstanceOf(PortolanError);
    await expect(refused).rejects.toMatchObject({
      status: 400,
      problem: { errors: [{ pointer: '/limit' }] },
    });
    expect(asked()).toBe(1);
    const nobody = new Portolan({ url: stack.url, key: 'wrong' });
    await expect(nobody.catalogue()).rejects.toMatchObject({ status: 401 });
  });

  it('does not wait longer than it is allowed to', async () => {
    const busy = () => new Response('{}', { status: 429, headers: { 'retry-after': '3600' } });
    const { client, asked } = behind(busy);
    await expect(client.catalogue()).rejects.toMatchObject({ status: 429 });
    expect(asked()).toBe(1);
  });

  it('never takes a cut stream for a whole one', async () => {
    const cut = async () => {
      const whole = await stack.post(
        '/v1/ports/query',
        { hosts: { all: true } },
        { accept: 'application/x-ndjson' },
      );
      return new Response((await whole.text()).split('\n').slice(0, 10).join('\n'));
    };
    await expect(all(behind(cut).client.ports({ hosts: { all: true } }))).rejects.toBeInstanceOf(
      StreamCutError,
    );
  });

  it('stops asking when it is stopped, by a signal or by leaving the loop', async () => {
    stack.emulator.patch({ latency_ms: '30' });
    try {
      const abort = new AbortController();
      const seen: PortRow[] = [];
      const reading = (async () => {
        const query = { host_ids: stack.emulator.hostIds(), max_age: 0, plan: 'per-host' as const };
        for await (const row of portolan.ports(query, { signal: abort.signal })) {
          seen.push(row);
          abort.abort(new Error('enough'));
        }
      })();
      await expect(reading).rejects.toThrow('enough');
      expect(seen.length).toBeLessThan(truth.length);
      for await (const row of portolan.ports({ hosts: { all: true } })) {
        expect(row.host_id).toEqual(expect.any(String));
        break;
      }
    } finally {
      stack.emulator.patch({ latency_ms: '0' });
    }
  });
});
