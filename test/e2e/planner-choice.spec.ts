import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dice, QueryMaker } from '../../bench/planner-queries.js';
import { readTruth, rowText, sameRows, type Truth } from '../../bench/planner-truth.js';
import { readStream, type PageAnswer, type StreamAnswer } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';

// The small version of `npm run bench:planner`.

const seed = Number(process.env['PORTOLAN_SEED'] ?? 20261121);

interface Counted {
  readonly calls: number;
  readonly answer: Pick<StreamAnswer, 'items' | 'failures' | 'summary'>;
}

async function ask(stack: Stack, body: Readonly<Record<string, unknown>>): Promise<Counted> {
  stack.emulator.clearCalls();
  const streams = body['limit'] === undefined;
  const response = await stack.post('/v1/ports/query', {
    timeout_ms: 60_000,
    ...body,
    ...(streams ? { format: 'ndjson' } : {}),
  });
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  const answer = streams ? await readStream(response) : ((await response.json()) as PageAnswer);
  const { by_path: byPath } = stack.emulator.calls() as { by_path: Record<string, number> };
  const calls = Object.entries(byPath).reduce(
    (sum, [path, count]) => sum + (path.includes('/v5/') ? count : 0),
    0,
  );
  return { calls, answer };
}

describe('a process that knows nothing yet, asked about 10 000 servers', () => {
  let stack: Stack;
  let truth: Truth;

  beforeAll(async () => {
    stack = await startStack({ emulator: { hosts: 10_000 } });
    truth = await readTruth(stack.emulator.url);
  }, 60_000);
  afterAll(() => stack.close());

  it('asks ten named ones with ten calls', async () => {
    const counts = new Map<string, number>();
    for (const { host_id: id } of truth.rows) counts.set(id, (counts.get(id) ?? 0) + 1);
    const named = [...counts].filter(([, rows]) => rows < 150).map(([id]) => id);
    const ids = named.filter((_, at) => at % Math.floor(named.length / 10) === 0).slice(0, 10);
    const { calls, answer } = await ask(stack, { host_ids: ids, max_age: 0 });
    expect(calls).toBe(10);
    expect(
      sameRows(
        answer.items,
        truth.rows.filter(({ host_id: id }) => ids.includes(id)),
      ),
    ).toBe(true);
  }, 30_000);

  it('finds who listens on 22 with at most 60 calls', async () => {
    const { calls, answer } = await ask(stack, { hosts: { all: true }, port: 22, max_age: 0 });
    expect(calls).toBeLessThanOrEqual(60);
    expect(
      sameRows(
        answer.items,
        truth.rows.filter(({ port }) => port === 22),
      ),
    ).toBe(true);
  }, 30_000);

  it('finds all danger with less than a twentieth of a call for each server', async () => {
    const { calls, answer } = await ask(stack, { hosts: { all: true }, status: 'danger', max_age: 0 });
    expect(calls).toBeLessThanOrEqual(10_000 / 20);
    expect(
      sameRows(
        answer.items,
        truth.rows.filter(({ status }) => status === 'danger'),
      ),
    ).toBe(true);
  }, 30_000);

  it('turns from servers to ports when a page does not fill', async () => {
    const rare = { hosts: { name: 'app' }, port: '8000-8100', process: 'no-such-program', limit: 10 };
    const { calls, answer } = await ask(stack, { ...rare, max_age: 0 });
    expect(answer).toMatchObject({ items: [], failures: [], summary: { plan: 'by-port', complete: true } });
    const forced = await ask(stack, { ...rare, max_age: 0, plan: 'by-port' });
    expect(calls).toBeLessThanOrEqual(forced.calls * 1.25);
  }, 30_000);
});

describe('the choice of the planner', () => {
  let stack: Stack;
  let truth: Truth;

  beforeAll(async () => {
    // Nothing but prices is kept from question to question, so that every plan finds the same state.
    stack = await startStack({
      emulator: { hosts: 250 },
      config: { upstream: { cache_mib: 0, hosts_max_age_s: 0 } },
    });
    truth = await readTruth(stack.emulator.url);
    for (const category of [{}, { category: 'host' }, { category: 'container' }])
      await ask(stack, { hosts: { all: true }, ...category, status: 'danger', plan: 'by-port', max_age: 0 });
  }, 60_000);
  afterAll(() => stack.close());

  it(`costs no more than the other plan and gives the same rows, for random questions (seed ${seed})`, async () => {
    const maker = new QueryMaker(truth, dice(seed));
    for (let round = 0; round < 10; round++) {
      const { text, body, wanted, limit } = maker.next();
      const auto = await ask(stack, { ...body, max_age: 0 });
      const chosen = auto.answer.summary?.plan;
      expect(['per-host', 'by-port']).toContain(chosen);
      const other = await ask(stack, {
        ...body,
        max_age: 0,
        plan: chosen === 'by-port' ? 'per-host' : 'by-port',
      });
      // What the first page of few rows costs is luck: they may all be with the first server, or with the last.
      if (limit === undefined) {
        const cheap = auto.calls <= Math.max(other.calls * 1.1, other.calls + 2);
        expect([text, cheap ? 'cheap' : `${auto.calls} calls for ${other.calls}`]).toEqual([text, 'cheap']);
      }
      expect(auto.answer.failures).toEqual([]);
      if (limit === undefined) {
        expect([text, sameRows(auto.answer.items, wanted)]).toEqual([text, true]);
        expect([text, sameRows(other.answer.items, wanted)]).toEqual([text, true]);
      } else {
        expect(auto.answer.items).toHaveLength(Math.min(limit, wanted.length));
        expect(auto.answer.items.map(rowText)).toEqual(other.answer.items.map(rowText));
      }
    }
  }, 120_000);
});

describe('a quota that nobody was told of', () => {
  it('shows itself by its refusals, and the reading turns to an export', async () => {
    const stack = await startStack({
      emulator: { hosts: 1_000, settings: { quota_per_minute: 5, quota_window_s: 2 } },
    });
    try {
      const { calls, answer } = await ask(stack, { hosts: { all: true }, max_age: 0 });
      expect(answer.summary).toMatchObject({ plan: 'export', complete: true });
      expect(sameRows(answer.items, (await readTruth(stack.emulator.url)).rows)).toBe(true);
      expect(calls).toBeLessThan(100);
    } finally {
      await stack.close();
    }
  }, 90_000);
});
