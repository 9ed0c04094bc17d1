import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startStack, type Stack } from '../support/stack.js';
import { rowText, truePorts, type TruePort } from '../support/truth/ports.js';

type Change = TruePort & {
  host_name: string | null;
  host_ip: string | null;
  change: 'added' | 'removed' | 'changed';
  seen_at: string;
  exposure: string | null;
  status_before: string | null;
  process_path_before: string | null;
};
interface ChangesAnswer {
  items: Change[];
  next_cursor: string | null;
  summary: {
    total: number;
    added: number;
    removed: number;
    changed: number;
    since: string;
    until: string;
    upstream_calls: number;
  };
}

let stack: Stack;
/** Every change that the test made the emulator make. */
let all: Change[];
/** A time before these changes, and one after. */
let [since, until] = ['', ''];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 300 } });
}, 60_000);
afterAll(() => stack.close());

const ask = (search: string) => stack.get(`/v1/ports/changes?${search}`);

async function answer(search: string): Promise<ChangesAnswer> {
  const response = await ask(search);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as ChangesAnswer;
}

describe('changes of a fleet', () => {
  it('need an earlier reading, and say from when on they can be told', async () => {
    const response = await ask('timeout_ms=60000');
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({
      type: '/problems/no-baseline',
      oldest: expect.any(String),
    });
  }, 90_000);

  it('are exactly those that happened, over pages of any size', async () => {
    since = new Date().toISOString();
    const before = await truePorts(stack.emulator.url);
    const mutated = await fetch(`${stack.emulator.url}/__emulator/fleet/mutate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fraction: 0.02, seed: 7 }),
    });
    const counts = (await mutated.json()) as { opened: number; closed: number; changed: number };
    const after = await truePorts(stack.emulator.url);
    const [old, young] = [new Set(before.map(rowText)), new Set(after.map(rowText))];

    all = [];
    let cursor = '';
    let last: ChangesAnswer;
    do {
      last = await answer(`since=${since}&max_age=0&limit=50&timeout_ms=60000${cursor}`);
      all.push(...last.items);
      cursor = last.next_cursor === null ? '' : `&cursor=${last.next_cursor}`;
    } while (cursor !== '');
    until = last.summary.until;

    const { opened: added, closed: removed, changed } = counts;
    expect(last.summary).toMatchObject({ total: added + removed + changed, added, removed, changed });
    expect(all).toHaveLength(last.summary.total);
    const rowsOf = (wanted: (change: Change) => boolean): string[] => all.filter(wanted).map(rowText).sort();
    const texts = (rows: TruePort[], known: ReadonlySet<string>): string[] =>
      rows
        .map(rowText)
        .filter((text) => !known.has(text))
        .sort();
    const becameOther = new Set(all.filter(({ change }) => change === 'changed').map(asBefore));
    expect(rowsOf(({ change }) => change !== 'removed')).toEqual(texts(after, old));
    expect(rowsOf(({ change }) => change === 'removed')).toEqual(
      texts(before, young).filter((text) => !becameOther.has(text)),
    );
    for (const each of all) {
      if (each.change === 'added') expect(each.status_before).toBeNull();
      else expect(old.has(asBefore(each))).toBe(true);
      expect([each.seen_at, each.host_name]).toEqual([until, expect.any(String)]);
    }
  }, 90_000);

  it('are narrowed by kind, host and the filters of ports', async () => {
    const [{ host_id: hostId, port } = { host_id: '', port: 0 }] = all;
    const cases: [string, (change: Change) => boolean][] = [
      ['change=removed,changed', ({ change }) => change !== 'added'],
      [`host_ids=${hostId}`, (each) => each.host_id === hostId],
      [`port=${port}`, (each) => each.port === port],
      ['status=danger&change=changed', ({ status, change }) => status === 'danger' && change === 'changed'],
      ['exposure=loopback&protocol=TCP', (each) => each.exposure === 'loopback' && each.protocol === 'tcp'],
    ];
    for (const [search, wanted] of cases) {
      const { items } = await answer(`since=${since}&max_age=600&limit=1000&${search}`);
      expect([search, items]).toEqual([search, all.filter(wanted)]);
    }
  });

  it('compare two kept readings where the span is past', async () => {
    const { items, summary } = await answer(`since=${since}&until=${until}&max_age=0&limit=1000`);
    expect([items, summary.upstream_calls]).toEqual([all, 0]);
  });

  it('are none when nothing happened, and cost nothing while the reading is fresh', async () => {
    const { items, summary } = await answer(`since=${until}&max_age=600`);
    expect(items).toEqual([]);
    expect(summary).toMatchObject({ total: 0, added: 0, removed: 0, changed: 0, upstream_calls: 0 });
  });

  it.each(['since=', 'since=yesterday', 'since=2026-13-01T00:00:00Z', 'since=1', 'since=2026-09-01'])(
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

/** The row of a change as it was before; other members are the same in what the emulator changes. */
function asBefore({ change, status_before, process_path_before, ...row }: Change): string {
  return change === 'removed'
    ? rowText(row)
    : rowText({ ...row, status: status_before, process_path: process_path_before } as TruePort);
}
