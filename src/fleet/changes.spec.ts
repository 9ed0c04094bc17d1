import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { differences } from './changes.js';
import { by, inOrderOf } from './order.js';

interface Socket {
  readonly port: number;
  readonly pid: number;
  readonly risk: string;
}

const byPort = by<Socket>((socket) => socket.port);
const compare = inOrderOf<Socket>(
  byPort,
  by((socket) => socket.pid),
);
const matters = (before: Socket, after: Socket) => before.risk !== after.risk;
const diff = (before: Socket[], after: Socket[]) => differences(before, after, compare, byPort, matters);

const sockets = fc
  .uniqueArray(
    fc.record({
      port: fc.integer({ min: 1, max: 6 }),
      pid: fc.integer({ min: 1, max: 4 }),
      risk: fc.constantFrom('low', 'high'),
    }),
    {
      selector: ({ port, pid }) => `${port}/${pid}`,
    },
  )
  .map((list) => list.sort(compare));

describe('differences', () => {
  it('finds what came, what went and what changed, and takes a restart for no change', () => {
    const before = [
      { port: 22, pid: 1, risk: 'low' },
      { port: 80, pid: 2, risk: 'low' },
      { port: 443, pid: 3, risk: 'low' },
    ];
    const after = [
      { port: 22, pid: 9, risk: 'low' },
      { port: 443, pid: 3, risk: 'high' },
      { port: 8080, pid: 4, risk: 'low' },
    ];
    expect(diff(before, after)).toEqual([
      { before: before[1], after: null },
      { before: before[2], after: after[1] },
      { before: null, after: after[2] },
    ]);
  });

  it('finds nothing between equal lists, and everything from or to nothing', () => {
    fc.assert(
      fc.property(sockets, (list) => {
        expect(diff(list, list)).toEqual([]);
        expect(diff([], list)).toEqual(list.map((after) => ({ before: null, after })));
        expect(diff(list, [])).toEqual(list.map((before) => ({ before, after: null })));
      }),
    );
  });

  it('keeps the balance: the old rows, less the removed ones, plus the added ones, are as many as the new rows', () => {
    fc.assert(
      fc.property(sockets, sockets, (before, after) => {
        const found = diff(before, after);
        const came = found.filter((each) => each.before === null).length;
        const went = found.filter((each) => each.after === null).length;
        expect(before.length - went + came).toBe(after.length);
        for (const each of found) {
          if (each.before !== null && each.after !== null) expect(byPort(each.before, each.after)).toBe(0);
        }
        // Per port the numbers decide alone how many came or went.
        for (const port of [1, 2, 3, 4, 5, 6]) {
          const delta =
            after.filter((each) => each.port === port).length -
            before.filter((each) => each.port === port).length;
          expect(found.filter((each) => each.before === null && each.after?.port === port)).toHaveLength(
            Math.max(0, delta),
          );
          expect(found.filter((each) => each.after === null && each.before?.port === port)).toHaveLength(
            Math.max(0, -delta),
          );
        }
      }),
    );
  });
});
