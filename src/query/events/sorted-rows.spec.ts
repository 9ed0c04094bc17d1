import { describe, expect, it } from '@jest/globals';
import { by, descending, inOrderOf } from '../../fleet/order.js';
import { MemoryBudget } from '../../kernel/memory.js';
import type { AssetRow } from '../question/fleet-query.js';
import type { PlacedRow } from '../reading/row-order.js';
import { SortedRows } from './sorted-rows.js';

interface Row extends AssetRow {
  readonly port: number;
  readonly address: string | null;
  readonly path: string;
}

/** More than two runs. */
const MANY = 5_000;
const SOURCE = { members: ['project', 'host_id', 'port', 'address', 'path'] } as const;
const ORDER = inOrderOf<PlacedRow<Row>>(
  descending(by(({ row }) => row.port)),
  by(({ index }) => index),
  by(({ row }) => row.address),
);

/** Rows of hosts in an order that has nothing to do with the one asked for. */
function placedRows(count: number): PlacedRow<Row>[] {
  return Array.from({ length: count }, (_, nth) => {
    const index = (nth * 7_919) % 613;
    const row = {
      project: 'south',
      host_id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      port: 1 + ((nth * 104_729) % 65_535),
      address: nth % 5 === 0 ? null : `10.0.${index % 256}.${nth % 256}`,
      path: `/usr/sbin/service-${nth % 40}`,
    };
    return { row, index };
  });
}

async function sorted(rows: SortedRows<Row>, batch: number): Promise<Row[]> {
  const found: Row[] = [];
  for await (const items of rows.batches(batch)) {
    expect(items.length).toBeLessThanOrEqual(batch);
    found.push(...items);
  }
  return found;
}

describe('rows that wait for their order', () => {
  it.each([0, 1, 2_047, 2_048, 2_049, MANY])('come in order, each once, when they are %i', async (count) => {
    const placed = placedRows(count);
    const rows = new SortedRows(SOURCE, ORDER, new MemoryBudget(Infinity).begin());
    placed.forEach((each) => rows.add(each));
    const expected = [...placed].sort(ORDER).map(({ row }) => row);
    expect(await sorted(rows, 500)).toEqual(expected);
  });

  it('take a fraction of the memory that they take as objects', () => {
    const [few, many] = [2_047, 20 * 2_048].map((count) => {
      const held = new MemoryBudget(Infinity).begin();
      const rows = new SortedRows(SOURCE, ORDER, held);
      placedRows(count).forEach((each) => rows.add(each));
      return held.bytes / count;
    }) as [number, number];
    expect(many).toBeLessThan(few / 2);
  });

  it('are refused when they do not fit, and what they held is counted', () => {
    const budget = new MemoryBudget(200_000);
    const held = budget.begin();
    const rows = new SortedRows(SOURCE, ORDER, held);
    expect(() => placedRows(MANY).forEach((each) => rows.add(each))).toThrow(/more than 100000 bytes/);
    expect(budget.bytes).toBeGreaterThan(0);
    held.keep(0);
    expect(budget.bytes).toBe(0);
  });
});
