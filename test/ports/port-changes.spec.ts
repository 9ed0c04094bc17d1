import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack, type Stack } from '../support/stack.js';
import { rowText, truePorts, type TruePort } from '../support/truth/ports.js';

interface Change {
  change: 'opened' | 'closed' | 'endangered';
  before: TruePort | null;
  after: TruePort | null;
}
interface ChangesAnswer {
  items: Change[];
  from: string;
  to: string;
  next_cursor: string | null;
  summary: { opened: number; closed: number; endangered: number; upstream_calls: number };
}

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 800 } });
}, 60_000);
afterAll(() => stack.close());

const ask = (search: string) => stack.get(`/v1/ports/changes?${search}`);

describe('changes of a fleet', () => {
  it('need an earlier reading, and say from when on they can be told', async () => {
    const response = await ask(`since=${new Date().toISOString()}&timeout_ms=60000`);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      type: '/problems/no-baseline',
      oldest: expect.any(String),
    });
  }, 90_000);

  it('are exactly those that happened, with both rows, over pages of any size', async () => {
    const since = new Date().toISOString();
    const before = await truePorts(stack.emulator.url);
    const mutated = await fetch(`${stack.emulator.url}/__emulator/fleet/mutate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fraction: 0.01, seed: 7 }),
    });
    const counts = (await mutated.json()) as { opened: number; closed: number; changed: number };
    const after = await truePorts(stack.emulator.url);
    const [old, young] = [new Set(before.map(rowText)), new Set(after.map(rowText))];
    const gone = before.filter((row) => !young.has(rowText(row)));
    const come = after.filter((row) => !old.has(rowText(row)));

    const items: Change[] = [];
    let cursor = '';
    let last: ChangesAnswer;
    do {
      const response = await ask(`since=${since}&max_age=0&limit=50&timeout_ms=60000${cursor}`);
      expect(response.status).toBe(200);
      last = (await response.json()) as ChangesAnswer;
      items.push(...last.items);
      cursor = last.next_cursor === null ? '' : `&cursor=${last.next_cursor}`;
    } while (cursor !== '');

    expect(last.summary).toMatchObject({
      opened: counts.opened,
      closed: counts.closed,
      endangered: counts.changed,
    });
    expect(items).toHaveLength(counts.opened + counts.closed + counts.changed);
    const texts = (rows: (TruePort | null)[]) =>
      rows
        .filter((row) => row !== null)
        .map(rowText)
        .sort();
    expect(texts(items.map((item) => item.before))).toEqual(texts(gone));
    expect(texts(items.map((item) => item.after))).toEqual(texts(come));
    for (const { change, before: was, after: is } of items) {
      if (change === 'endangered')
        expect([was?.status, is?.status]).toEqual([expect.not.stringMatching('danger'), 'danger']);
      else expect(change === 'opened' ? was : is).toBeNull();
    }
  }, 90_000);

  it('are none when nothing happened, and cost nothing while the reading is fresh', async () => {
    const present = (await (
      await ask(`since=${new Date().toISOString()}&max_age=600`)
    ).json()) as ChangesAnswer;
    expect(present).toMatchObject({
      items: [],
      summary: { opened: 0, closed: 0, endangered: 0, upstream_calls: 0 },
    });
  });

  it.each(['', 'since=yesterday', 'since=2026-13-01T00:00:00Z', 'since=1', 'since=2026-09-01'])(
    'refuse %p',
    async (search) => {
      const response = await ask(search);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        errors: [expect.objectContaining({ parameter: 'since' })],
      });
    },
  );
});
