import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sortDistinct } from '../../fleet/distinct.js';
import { by, inOrderOf } from '../../fleet/order.js';
import type { AssetRow } from '../question/fleet-query.js';
import { packedOrder } from './packed-order.js';
import { RowTable, type EarlierRows } from './row-table.js';
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

/** A snapshot of rows, each with the name of its host. */
function reading(
  rows: readonly (readonly [Row, string | null])[],
  basis?: EarlierRows<Row>,
): Promise<Snapshot<Row>> {
  const table = new RowTable<Row>({ members: [] }, basis);
  const { sortDistinct: sorted } = packedOrder(table, { compare, orderMembers: ['port', 'path'] });
  const numbers = rows.map(([each, name]) => table.add(each, name, null));
  return Snapshot.of(1, table, [new Uint32Array(sorted(numbers))], compare);
}

describe('packed rows', () => {
  it('are sorted as their rows are: by host as hosts came, distinct, and the first of equal rows', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 150 }), (rows) => {
        const table = new RowTable<Row>({ members: [] });
        const numbers = rows.map((each) => table.add(each, null, null));
        const order = packedOrder(table, { compare, orderMembers: ['port', 'path'] });
        const hosts = [...new Set(rows.map(({ host_id }) => host_id))];
        const place = ({ host_id }: Row): number => hosts.indexOf(host_id);
        const expected = sortDistinct(rows, (a, b) => place(a) - place(b) || compare(a, b));
        expect(order.sortDistinct(numbers).map((number) => table.row(number))).toEqual(expected);
        expect(order.sortDistinct(numbers)).toEqual(sortDistinct(numbers, order.compare));
      }),
    );
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

  it('has the rows of a second reading, whichever of them the first had, and says who had them', async () => {
    const given = fc.array(fc.tuple(row, fc.constantFrom('a', 'b', null)), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(given, given, fc.array(fc.nat()), async (first, others, kept) => {
        const repeated = first.length === 0 ? [] : kept.map((nth) => first[nth % first.length]!);
        const again = [...repeated, ...others];
        const before = await reading(first);
        const fresh = await reading(again);
        const compared = await reading(again, before.basis);
        expect(compared.hostIds).toEqual(fresh.hostIds);
        for (const hostId of compared.hostIds) {
          expect(JSON.stringify(compared.rowsOf(hostId))).toBe(JSON.stringify(fresh.rowsOf(hostId)));
          const names = again.filter(([each]) => each.host_id === hostId).map(([, name]) => name);
          expect(names).toContain(compared.detailsOf(hostId)[0]);
        }
        expect(compared.rows).toBe(fresh.rows);
        // The first reading is as it was.
        const asBefore = await reading(first);
        for (const hostId of before.hostIds) expect(before.rowsOf(hostId)).toEqual(asBefore.rowsOf(hostId));
      }),
    );
  });

  it('recognises the pages of the reading before, whichever of them come again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(row, { maxLength: 8 }), { maxLength: 8 }), async (pages) => {
        const table = new RowTable<Row>({ members: [] });
        expect(table.knownPages.find('0')).toBeUndefined();
        const numbers = pages.map((page, nth) => {
          const rows = page.map((each) => table.add(each, null, null));
          table.remember(String(nth), { rows, total: nth });
          return new Uint32Array(rows);
        });
        const first = await Snapshot.of(1, table, numbers, compare);
        const again = new RowTable<Row>({ members: [] }, first.basis);
        const known = again.knownPages;
        for (const [nth, page] of pages.entries()) {
          if (first.basis === undefined) continue;
          const found = known.find(String(nth));
          expect(found?.total).toBe(nth);
          expect(found?.rows.map((number) => again.row(number))).toEqual(page);
        }
        expect(known.find('another')).toBeUndefined();
      }),
    );
  });

  it('takes no memory of its own when nothing has changed, and is compared to one that still has most of its rows', async () => {
    const rows = (changed: number): [Row, null][] =>
      Array.from({ length: 1_000 }, (_, nth) => [
        {
          ...{ project: 'demo', host_id: `host-${nth % 90}`, port: nth, open: true, tags: ['a'] },
          path: nth < changed ? '/bin/new' : '/bin/old',
        },
        null,
      ]);
    const moved = ([each]: [Row, null]): [Row, null] => [{ ...each, port: each.port + 1_000 }, null];
    const first = await reading(rows(0));
    const same = await reading(rows(0), first.basis);
    expect(same.table).toBe(first.table);
    expect(same.bytes).toBe(first.bytes);
    const little = await reading(rows(100), same.basis);
    expect(little.table.length).toBe(100);
    expect(little.basis).toBe(same);
    const most = await reading(rows(900), little.basis);
    expect(most.basis).toBeUndefined();
    const grown = await reading([...rows(0), ...rows(500).map(moved)], same.basis);
    expect(grown.basis).toBeUndefined();
    expect(most.rowsOf('host-7')).toEqual((await reading(rows(900))).rowsOf('host-7'));
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
