import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { by, inOrderOf } from '../../fleet/order.js';
import type { KeyCount } from '../question/fleet-query.js';
import { readPart } from './part-counts.js';

const PAGE = 4;
const compare = inOrderOf<KeyCount>(
  by(({ key }) => key),
  by(({ traits }) => traits['status']),
);
const STATUSES = ['danger', 'normal', 'unknown'];
const lines = fc.uniqueArray(
  fc.record({
    key: fc.nat({ max: 30 }),
    rows: fc.integer({ min: 1, max: 9 }),
    traits: fc.record({ status: fc.constantFrom(...STATUSES) }),
  }),
  { selector: ({ key, traits }) => `${key} ${traits.status}`, minLength: 40, maxLength: 60 },
);
const textOf = ({ key, rows, traits }: KeyCount): string => `${key} ${traits['status']} ${rows}`;
const texts = (all: readonly KeyCount[]): string[] => all.map(textOf).sort();

describe('a part of the counts', () => {
  it('becomes all of them in turn, whatever has changed, or says that lines have come or gone', async () => {
    const change = fc.record({ at: fc.nat(), to: fc.nat({ max: 90 }), rows: fc.integer({ min: 1, max: 9 }) });
    await fc.assert(
      fc.asyncProperty(
        lines,
        fc.array(change, { maxLength: 6 }),
        fc.boolean(),
        async (before, changes, turns) => {
          let known: KeyCount[] = [...before].sort(compare);
          const now = new Map(known.map((line) => [`${line.key} ${line.traits['status']}`, line]));
          for (const { at, to, rows } of changes) {
            const [name, line] = [...now][at % now.size] as [string, KeyCount];
            const moved = turns ? `${to % 31} ${STATUSES[to % 3]}` : name;
            if (moved !== name && now.has(moved)) continue;
            now.delete(name);
            const [key, status = ''] = moved.split(' ');
            now.set(moved, { ...line, key: Number(key), rows, traits: { status } });
          }
          // The vendor orders by key; within a key it has an order of its own.
          const real = [...now.values()].sort((a, b) => Number(a.key) - Number(b.key) || -compare(a, b));
          const pages = Math.ceil(real.length / PAGE);
          for (let turn = 0; turn * 6 < pages; turn++) {
            const part = await readPart(known, turn, {
              pageLimit: PAGE,
              compare,
              fetchPage: (offset) =>
                Promise.resolve({ rows: real.slice(offset, offset + PAGE), total: real.length }),
            });
            if (part === undefined) {
              expect(turns).toBe(true);
              return;
            }
            known = part;
          }
          expect(texts(known)).toEqual(texts(real));
        },
      ),
      { numRuns: 300 },
    );
  });
});
