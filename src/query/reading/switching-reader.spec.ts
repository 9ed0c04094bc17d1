import { describe, expect, it } from '@jest/globals';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { FleetReader } from './fleet-reader.js';
import type { QueryContext } from '../question/query-context.js';
import type { Target } from '../question/target.js';
import { SwitchingReader, type OtherPlan } from './switching-reader.js';

interface Row extends AssetRow {
  readonly hit: boolean;
}

/** Hosts with their rows; counts the hosts that are asked. */
class Shelf implements FleetReader {
  asked = 0;

  constructor(private readonly rows: readonly (readonly Row[])[]) {}

  take: FleetReader['take'] = (query, start, want) => {
    const outcomes: unknown[] = [];
    let index = start;
    for (let rows = 0; rows < want && index < query.targets.length; index++) {
      this.asked++;
      const own = this.rows[index] ?? [];
      rows += own.length;
      outcomes.push({ kind: 'rows', target: query.targets[index], index, rows: own });
    }
    return Promise.resolve({ outcomes: outcomes as never, next: index });
  };

  all: FleetReader['all'] = () => {
    throw new Error('pages are taken');
  };
}

const STATS = { cacheHits: 0, asOf: 0, cached: new Set<Target>() };
const CONTEXT = {} as QueryContext;

/** Reads a page as the page reader does and says what it cost. */
async function read(
  hits: readonly number[],
  wanted: number,
  otherCalls: number,
  other: Partial<OtherPlan> = {},
): Promise<{ asked: number; switches: boolean; items: string[] }> {
  const rows = hits.map((count, host) =>
    Array.from({ length: 5 }, (_, at) => ({ host_id: `${host}-${at}`, hit: at < count }) as unknown as Row),
  );
  const query = {
    targets: rows.map((_, host) => ({ hostId: String(host) }) as unknown as Target),
    matches: (row: Row) => row.hit,
  } as unknown as FleetQuery<Row>;
  const hosts = new Shelf(rows);
  let switches = false;
  const reader = new SwitchingReader(hosts, {
    wanted,
    calls: otherCalls,
    price: () => Promise.resolve(otherCalls),
    open: () => {
      switches = true;
      return Promise.resolve(new Shelf(rows));
    },
    ...other,
  });
  const items: string[] = [];
  for (let index = 0; items.length < wanted && index < rows.length;) {
    const taken = await reader.take(query, index, wanted - items.length, CONTEXT, STATS);
    expect(taken.next).toBeGreaterThan(index);
    for (const outcome of taken.outcomes) {
      for (const row of outcome.rows ?? []) if (row.hit && items.length < wanted) items.push(row.host_id);
    }
    index = taken.next;
  }
  return { asked: hosts.asked, switches, items };
}

const fleet = (length: number, hitsOf: (host: number) => number): number[] =>
  Array.from({ length }, (_, host) => hitsOf(host));

describe('a reader that may switch plans', () => {
  it('keeps to its plan while the page fills as expected', async () => {
    const { asked, switches, items } = await read(
      fleet(10_000, () => 1),
      100,
      900,
    );
    expect({ asked, switches, items: items.length }).toEqual({ asked: 100, switches: false, items: 100 });
  });

  it("switches after a few hundredths of the other plan's calls where nothing is found", async () => {
    const { asked, switches, items } = await read(
      fleet(10_000, (host) => (host === 9_000 ? 1 : 0)),
      10,
      900,
    );
    expect({ asked, switches, items }).toEqual({ asked: 64, switches: true, items: ['9000-0'] });
  });

  it('does not switch for the few servers that are left', async () => {
    const { asked, switches } = await read(
      fleet(300, () => 0),
      10,
      900,
    );
    expect({ asked, switches }).toEqual({ asked: 300, switches: false });
  });

  it('switches late as well, when the rows run out', async () => {
    const { asked, switches, items } = await read(
      fleet(10_000, (host) => (host < 90 ? 1 : 0)),
      100,
      200,
    );
    expect(switches).toBe(true);
    expect(items).toHaveLength(90);
    expect(asked).toBeLessThan(3_000);
  });

  it('goes on with its own plan when the other one fails', async () => {
    const { asked, items } = await read(
      fleet(1_000, (host) => (host === 900 ? 1 : 0)),
      10,
      50,
      { open: () => Promise.resolve(undefined) },
    );
    expect(asked).toBe(1_000);
    expect(items).toEqual(['900-0']);
  });

  it('asks for the price of the other plan only when it compares', async () => {
    let prices = 0;
    const price = (): Promise<number> => Promise.resolve(++prices && Infinity);
    await read(
      fleet(1_000, () => 1),
      20,
      50,
      { price, calls: undefined },
    );
    expect(prices).toBe(0);
    const { switches } = await read(
      fleet(1_000, () => 0),
      20,
      50,
      { price, calls: undefined },
    );
    expect(prices).toBeGreaterThan(0);
    expect(switches).toBe(false);
  });
});
