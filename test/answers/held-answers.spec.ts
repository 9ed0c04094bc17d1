import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream, walk, type PageAnswer } from '../support/answers.js';
import { measured } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';
import { truePorts, type TruePort } from '../support/truth/ports.js';
import type * as memory from '../../src/kernel/memory.js';
import { outside } from '../support/outside.js';

const { heldAnswers } = await outside<typeof memory>('src/kernel/memory.ts');

/** Memory for one answer, in bytes: some rows, but far from all. */
const ONE_ANSWER = 8_000;

let stack: Stack;
let truth: TruePort[];
const { maxBytes } = heldAnswers;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 30 } });
  truth = await truePorts(stack.emulator.url);
}, 60_000);
afterEach(() => {
  // After each test no memory may be held.
  expect(heldAnswers.bytes).toBe(0);
  heldAnswers.maxBytes = maxBytes;
});
afterAll(() => stack.close());

const tight = (): void => void (heldAnswers.maxBytes = 2 * ONE_ANSWER);

describe('an answer that need not be held whole', () => {
  it('comes by sorted pages, however little memory there is, every row once', async () => {
    tight();
    const pages = await walk((cursor) =>
      stack.get(
        `/v1/ports?hosts=all&sort=-port&limit=150${cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      ),
    );
    const ports = pages.flatMap(({ items }) => items.map(({ port }) => port));
    expect(ports).toEqual(truth.map(({ port }) => port).sort((a, b) => b - a));
    expect(pages.every(({ complete }) => complete)).toBe(true);
  });

  it('streams all servers and groups, their rows made a batch at a time', async () => {
    tight();
    for (const [path, count] of [
      ['/v1/hosts', 30],
      ['/v1/host-groups', undefined],
    ] as const) {
      const text = await (await stack.get(`${path}?format=ndjson`)).text();
      const lines = text.trimEnd().split('\n');
      const { summary } = JSON.parse(lines.at(-1) ?? '') as { summary: { complete: boolean; items: number } };
      expect(summary).toMatchObject({ complete: true, items: count ?? lines.length - 1 });
    }
    // The answer about 30 servers needs some memory too.
    heldAnswers.maxBytes = 1_000;
    const refused = await stack.get('/v1/hosts?format=ndjson');
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ type: '/problems/answer-too-large' });
  });

  it('counts by host, and falls back to reading server by server where rows by port do not fit', async () => {
    tight();
    for (const plan of ['per-host', 'by-port']) {
      const response = await stack.get(
        `/v1/ports/summary?hosts=all&group_by=host&top=3&max_age=0&plan=${plan}`,
      );
      const { items, rows, groups, complete, summary } = (await response.json()) as {
        items: { host_id: string; rows: number }[];
        rows: number;
        groups: number;
        complete: boolean;
        summary: { plan: string };
      };
      const counts = new Map<string, number>();
      for (const { host_id: id } of truth) counts.set(id, (counts.get(id) ?? 0) + 1);
      expect({ rows, groups, complete }).toEqual({ rows: truth.length, groups: counts.size, complete: true });
      expect(items.map((item) => item.rows)).toEqual([...counts.values()].sort((a, b) => b - a).slice(0, 3));
      expect(summary.plan).toBe('per-host');
    }
  });
});

describe('an answer that must be held whole and does not fit', () => {
  it('is refused with a problem that says how to get it', async () => {
    tight();
    const response = await stack.get('/v1/ports/summary?hosts=all&group_by=port,process,exposure');
    const { type, detail } = (await response.json()) as { type: string; detail: string };
    expect([response.status, type]).toEqual([422, '/problems/answer-too-large']);
    expect(detail).toContain('stream without `sort`');
    const page = await (await stack.get('/problems/answer-too-large')).text();
    expect(page).toContain('next_cursor');
    measured(
      'R26',
      'an answer that does not fit',
      'refused: 422 answer-too-large names pages, streams without sort, fewer hosts',
      'a problem that says how to get it',
    );
  });

  it('says so in its own words where the answer has begun', async () => {
    tight();
    const answer = await readStream(
      await stack.get('/v1/ports?hosts=all&sort=-port', { accept: 'application/x-ndjson' }),
    );
    expect(answer.items).toEqual([]);
    expect(answer.failures).toEqual([expect.objectContaining({ host_id: '*', code: 'answer_too_large' })]);
    expect(answer.summary?.complete).toBe(false);
  });

  it('is told to come again later when it is others that hold the memory', async () => {
    heldAnswers.maxBytes = 1_000_000;
    const others = [heldAnswers.begin(), heldAnswers.begin()];
    for (const each of others) each.take(500_000);
    // Fresh: rows of a few hosts that are in memory already take no more of it.
    const query = { host_ids: stack.emulator.hostIds(), max_age: 0 };
    const response = await stack.post('/v1/ports/query', query);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    for (const each of others) each.keep(0);
    const again = await stack.post('/v1/ports/query', { host_ids: stack.emulator.hostIds() });
    expect(((await again.json()) as PageAnswer).complete).toBe(true);
  });
});
