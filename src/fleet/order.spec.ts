import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { by, compareKeys, descending, inOrderOf } from './order.js';

interface Row {
  readonly port: number | null;
  readonly name: string | null;
}

const key = fc.oneof(
  fc.constant(null),
  fc.constant(undefined),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(NaN, Infinity, -Infinity, 0.5),
  fc.string({ maxLength: 2, unit: fc.constantFrom('a', 'B', 'é', '\u{1F600}', '\uFFFF', '10', '9') }),
);

describe('compareKeys', () => {
  it('is a total order', () => {
    fc.assert(
      fc.property(key, key, key, (a, b, c) => {
        expect(Math.sign(compareKeys(a, b))).toBe(-Math.sign(compareKeys(b, a)) + 0);
        if (compareKeys(a, b) <= 0 && compareKeys(b, c) <= 0)
          expect(compareKeys(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2_000 },
    );
  });

  it('puts null first, then numbers by value, then strings by code unit', () => {
    const keys = ['b', 'B', '10', '9', 10, 9, -1, NaN, null, '\u{1F600}', '\uFFFF'];
    expect(keys.sort(compareKeys)).toEqual([
      null,
      NaN,
      -1,
      9,
      10,
      '10',
      '9',
      'B',
      'b',
      '\u{1F600}',
      '\uFFFF',
    ]);
  });

  it('treats null and undefined as equal', () => {
    expect(compareKeys(null, undefined)).toBe(0);
  });
});

describe('orders', () => {
  const rows: Row[] = [
    { port: 22, name: 'b' },
    { port: null, name: 'a' },
    { port: 22, name: 'a' },
    { port: 8080, name: null },
  ];

  it('lets the first order that finds a difference decide', () => {
    const order = inOrderOf<Row>(
      by((row) => row.port),
      by((row) => row.name),
    );
    expect(rows.toSorted(order)).toEqual([rows[1], rows[2], rows[0], rows[3]]);
  });

  it('reverses an order, null included', () => {
    const order = inOrderOf<Row>(
      descending(by((row) => row.port)),
      by((row) => row.name),
    );
    expect(rows.toSorted(order)).toEqual([rows[3], rows[2], rows[0], rows[1]]);
  });
});
