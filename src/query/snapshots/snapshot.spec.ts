import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sortDistinct } from '../../fleet/distinct.js';
import { by, inOrderOf } from '../../fleet/order.js';
import type { AssetRow } from '../question/fleet-query.js';
import { RowTable } from './row-table.js';
import { Snapshot } from './snapshot.js';

interface Row extends AssetRow {
  readonly port: number;
  readonly path: string | null;
  readonly open: boolean | null;
  readonly tags: readonly string[];
}

const compare = inOrderOf<Row>(
  by(({ port }) => port),
  by(({ path }) => path),
);

const row: fc.Arbitrary<Row> = fc.record({
  project: fc.constant('demo'),
  host_id: fc.integer({ min: 0, max: 300 }).map((nth) => `host-${nth}`),
  port: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -(2 ** 40), max: 2 ** 40 })),
  path: fc.oneof(fc.constant(null), fc.constant('/bin/a'), fc.string()),
  open: fc.oneof(fc.boolean(), fc.constant(null)),
  tags: fc.array(fc.constantFrom('a', 'b', 'list ["a"]')),
});

describe('a table of rows', () => {
  it('gives every row back as it was added, with its members in their order', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), (rows) => {
        const table = new RowTable<Row>({ members: [] });
        const numbers = rows.map((each) => table.add(each, null, null));
        const text = JSON.stringify(rows);
        expect(JSON.stringify(numbers.map((number) => table.row(number)))).toBe(text);
        table.close();
        expect(JSON.stringify(numbers.map((number) => table.row(number)))).toBe(text);
      }),
    );
  });

  it('gives rows back when a member has more values than a byte, and then two, can number', () => {
    const table = new RowTable<Row>({ members: [] });
    const rows = Array.from({ length: 70_000 }, (_, nth) => ({
      ...{ project: 'demo', host_id: `host-${nth % 7}`, path: null, open: null, tags: [] },
      port: nth % 3 === 0 ? 0 : nth,
    }));
    for (const each of rows) table.add(each, null, null);
    table.close();
    for (const nth of [0, 1, 255, 256, 16_383, 16_384, 65_535, 65_537, 69_999])
      expect(table.row(nth)).toEqual(rows[nth]);
  });
});

describe('a snapshot', () => {
  it('has the rows of each host sorted and distinct, those of its groups and no others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(row, fc.boolean()), { maxLength: 120 }), async (given) => {
        const table = new RowTable<Row>({ members: [] });
        const groups: number[][] = [[], []];
        for (const [nth, [each, belongs]] of given.entries()) {
          const number = table.add(each, each.host_id.toUpperCase(), null);
          if (belongs) groups[nth % 2]?.push(number);
        }
        const packed = groups.map((group) => Uint32Array.from(group));
        const snapshot = await Snapshot.of(1, table, packed, compare);
        const rows = groups.flat().map((number) => given[number]?.[0] as Row);
        const hostIds = [...new Set(rows.map(({ host_id }) => host_id))].sort();
        expect(snapshot.hostIds).toEqual(hostIds);
        for (const hostId of [...hostIds, 'unknown'])
          expect(snapshot.rowsOf(hostId)).toEqual(
            sortDistinct(
              rows.filter(({ host_id }) => host_id === hostId),
              compare,
            ),
          );
        for (const hostId of hostIds)
          expect(snapshot.detailsOf(hostId)).toEqual([hostId.toUpperCase(), null]);
        expect(snapshot.detailsOf('unknown')).toEqual([null, null]);
      }),
    );
  });

  it('takes a quarter of the memory that its rows take as text', async () => {
    const table = new RowTable<Row>({ members: [] });
    let text = 0;
    for (let nth = 0; nth < 20_000; nth++) {
      const each = {
        ...{ project: 'demo', host_id: `host-${nth % 1_000}`, port: nth % 13, open: true, tags: [] },
        path: `/usr/sbin/service-${nth % 13}`,
      };
      text += JSON.stringify(each).length;
      table.add(each, null, null);
    }
    const all = Uint32Array.from({ length: table.length }, (_, number) => number);
    const snapshot = await Snapshot.of(1, table, [all], compare);
    expect(snapshot.bytes).toBeLessThan(text / 4);
  });
});
