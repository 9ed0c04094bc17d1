import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AssetRow } from '../question/fleet-query.js';
import { PackedRows } from './packed-rows.js';
import { RowTable } from './row-table.js';
import { Snapshot } from './snapshot.js';

interface Row extends AssetRow {
  readonly value: unknown;
  readonly other?: unknown;
}

const [BEGIN, END] = ['{"row":', '}\n'];

/** Any text: units that belong to no character, control characters and quotation marks included. */
const text = fc.oneof(
  fc.string(),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '"', '\\', '\u007f', '\ud800', 'ä', '\u2028', 'x'.repeat(5_000), '__proto__'),
);
const value = fc.oneof(
  text,
  fc.constantFrom(null, true, false, undefined),
  fc.constantFrom(0, 9, 10, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, -1, -(2 ** 53) + 1, 0.1, 1e300, NaN, Infinity),
  fc.integer(),
  fc.array(fc.oneof(text, fc.integer(), fc.constant(null)), { maxLength: 3 }),
);
const row: fc.Arbitrary<Row> = fc.record({
  project: text,
  host_id: text,
  value,
  other: value,
});

function packed(
  rows: readonly Row[],
  earlier?: Snapshot<Row>,
): { table: RowTable<Row>; numbers: Uint32Array } {
  const table = new RowTable<Row>({ members: [] }, earlier);
  const numbers = Uint32Array.from(rows.map((each) => table.add(each, null, null)));
  table.close();
  return { table, numbers };
}

function lines(rows: readonly Row[]): string {
  return rows.map((each) => `${BEGIN}${JSON.stringify(each)}${END}`).join('');
}

describe('packed rows of an answer', () => {
  it('are written as their objects are, whatever they hold, and come out as they went in', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const { table, numbers } = packed(rows);
        const event = new PackedRows(table, numbers);
        expect(event.json(BEGIN, END)).toBe(lines(rows));
        expect(JSON.stringify(event.items)).toBe(JSON.stringify(rows));
        expect(event.length).toBe(rows.length);
      }),
    );
  });

  it('are written the same again, in part, and from two readings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 20 }),
        fc.array(row),
        async (first, others) => {
          const before = packed(first);
          const snapshot = await Snapshot.of(1, before.table, [before.numbers], () => 1);
          const rows = [...others, ...first, ...others];
          const { table, numbers } = packed(rows, snapshot);
          for (const from of [0, 0, others.length])
            expect(new PackedRows(table, numbers.subarray(from)).json(BEGIN, END)).toBe(
              lines(rows.slice(from)),
            );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are written when a member has very many values, which neighbours share or do not', () => {
    const rows = Array.from({ length: 3_000 }, (_, nth) => ({
      project: 'demo',
      host_id: `host-${Math.floor(nth / 3)}`,
      value: nth % 2 === 0 ? `only ${nth} "ä"` : [nth],
      other: nth % 7 === 0 ? undefined : `of the host ${Math.floor(nth / 3)}`,
    }));
    const { table, numbers } = packed(rows);
    expect(new PackedRows(table, numbers).json(BEGIN, END)).toBe(lines(rows));
  });
});
