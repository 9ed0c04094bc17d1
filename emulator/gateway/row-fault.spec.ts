import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Listing } from './answer.js';
import { renderFaultyPage, type RowFault } from './row-fault.js';

interface Page {
  readonly total_num: number;
  readonly data_list: number[];
}

function page(total: number, offset: number, limit: number, rowFault: RowFault, strike: number): Page {
  const listing: Listing = {
    total,
    offset,
    limit,
    slice: (from, to) => {
      // `Listing` promises `slice` to stay within the total.
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeLessThanOrEqual(total);
      return Array.from({ length: to - from }, (_, i) => String(from + i));
    },
    phantom: (n) => String(-1 - n),
  };
  return JSON.parse(renderFaultyPage(listing, rowFault, strike)) as Page;
}

describe('moved rows', () => {
  it('drift is a window over phantoms and real rows in order, never longer than the limit', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.nat(80),
        fc.integer({ min: 1, max: 25 }),
        fc.nat(20),
        (total, offset, limit, strike) => {
          const { total_num, data_list } = page(total, offset, limit, 'drift', strike);
          const phantoms = total_num - total;
          const whole = [
            ...Array.from({ length: phantoms }, (_, n) => -1 - n),
            ...Array.from({ length: total }, (_, n) => n),
          ];
          expect(data_list).toEqual(whole.slice(offset, offset + limit));
          expect(phantoms).toBeLessThanOrEqual(3);
        },
      ),
    );
  });

  it('duplicate_rows shows every row, three of them twice when there is a second page', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 5, max: 20 }), (total, limit) => {
        const seen: number[] = [];
        let promised = 1;
        for (let offset = 0; offset < promised; offset += limit) {
          const { total_num, data_list } = page(total, offset, limit, 'duplicate_rows', 0);
          promised = total_num;
          seen.push(...data_list);
        }
        expect(seen).toHaveLength(total > limit ? total + 3 : total);
        expect(new Set(seen).size).toBe(total);
      }),
    );
  });
});
