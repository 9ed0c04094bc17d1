import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { oldGarbageOf } from '../../test/support/old-garbage.js';
import { FairQueue, type Place } from './fair-queue.js';
import type { Lane } from './policy.js';

/** The slow obvious version: arrays, the tenant whose turn it is in front. */
class Reference {
  readonly lanes: Record<Lane, { tenant: string; turns: number; values: number[] }[]> = {
    interactive: [],
    bulk: [],
  };
  ahead = 0;

  constructor(
    readonly bulkEvery: number,
    readonly weightOf: (tenant: string) => number,
  ) {}

  add(lane: Lane, tenant: string, value: number, first: boolean): void {
    const lines = this.lanes[lane];
    let line = lines.find((one) => one.tenant === tenant);
    if (line === undefined) lines.push((line = { tenant, turns: this.weightOf(tenant), values: [] }));
    if (first) line.values.unshift(value);
    else line.values.push(value);
  }

  shift(): number | undefined {
    const { interactive, bulk } = this.lanes;
    const bulkTurn = bulk.length > 0 && (interactive.length === 0 || this.ahead >= this.bulkEvery - 1);
    this.ahead = bulkTurn || bulk.length === 0 ? 0 : this.ahead + 1;
    const lines = bulkTurn ? bulk : interactive;
    const line = lines[0];
    if (line === undefined) return undefined;
    const value = line.values.shift();
    line.turns--;
    if (line.values.length === 0) lines.shift();
    else if (line.turns === 0) {
      line.turns = this.weightOf(line.tenant);
      lines.push(...lines.splice(0, 1));
    }
    return value;
  }

  remove(value: number): boolean {
    for (const lines of [this.lanes.interactive, this.lanes.bulk])
      for (const line of lines) {
        const index = line.values.indexOf(value);
        if (index < 0) continue;
        line.values.splice(index, 1);
        if (line.values.length === 0) lines.splice(lines.indexOf(line), 1);
        return true;
      }
    return false;
  }

  get size(): number {
    return [...this.lanes.interactive, ...this.lanes.bulk].reduce((sum, line) => sum + line.values.length, 0);
  }
}

const lane = fc.constantFrom<Lane>('interactive', 'bulk');
const tenant = fc.constantFrom('a', 'b', 'c', 'heavy');
const step = fc.oneof(
  fc.record({ does: fc.constant('push' as const), lane, tenant }),
  fc.record({ does: fc.constant('unshift' as const), lane, tenant }),
  fc.record({ does: fc.constant('shift' as const) }),
  fc.record({ does: fc.constant('remove' as const), which: fc.nat() }),
);

describe('fair queue', () => {
  it('orders waiters as plain arrays would, in any sequence of arrivals, turns and departures', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 2, max: 5 }), (steps, bulkEvery) => {
        const weightOf = (name: string): number => (name === 'heavy' ? 3 : 1);
        const queue = new FairQueue<number>({ bulkEvery, weightOf });
        const reference = new Reference(bulkEvery, weightOf);
        const places: Place<number>[] = [];
        steps.forEach((one) => {
          if (one.does === 'push' || one.does === 'unshift') {
            const value = places.length;
            places.push(queue[one.does](one.lane, one.tenant, value));
            reference.add(one.lane, one.tenant, value, one.does === 'unshift');
          } else if (one.does === 'shift') expect(queue.shift()).toBe(reference.shift());
          else {
            const place = places[one.which % Math.max(1, places.length)];
            if (place !== undefined) expect(queue.remove(place)).toBe(reference.remove(place.value));
          }
          expect(queue.size).toBe(reference.size);
        });
        while (queue.size > 0) expect(queue.shift()).toBe(reference.shift());
        expect(queue.shift()).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('gives the second tenant every second turn though the first has 10 000 waiting', () => {
    const queue = new FairQueue<string>();
    for (let n = 0; n < 10_000; n++) queue.push('interactive', 'big', 'big');
    for (let n = 0; n < 10; n++) queue.push('interactive', 'small', 'small');
    const first = Array.from({ length: 20 }, () => queue.shift());
    expect(first.filter((value) => value === 'small')).toHaveLength(10);
  });

  it('takes one bulk in eight while interactive waits, and only bulk when none does', () => {
    const queue = new FairQueue<Lane>();
    for (let n = 0; n < 70; n++) queue.push('interactive', 'a', 'interactive');
    for (let n = 0; n < 20; n++) queue.push('bulk', 'b', 'bulk');
    const taken = Array.from({ length: 80 }, () => queue.shift());
    expect(taken.filter((value) => value === 'bulk')).toHaveLength(10);
    expect(Array.from({ length: 10 }, () => queue.shift())).toEqual(Array(10).fill('bulk'));
  });

  it('gives a tenant of weight three three turns for one', () => {
    const queue = new FairQueue<string>({ weightOf: (name) => (name === 'heavy' ? 3 : 1) });
    for (let n = 0; n < 100; n++) for (const name of ['heavy', 'light']) queue.push('bulk', name, name);
    const taken = Array.from({ length: 40 }, () => queue.shift());
    expect(taken.filter((value) => value === 'heavy')).toHaveLength(30);
  });

  it('refuses to let every turn be bulk', () => {
    expect(() => new FairQueue({ bulkEvery: 1 })).toThrow(/bulkEvery/);
  });

  it('leaves next to nothing of those that have left to the collection of the whole heap', async () => {
    const queue = new FairQueue<object>();
    const garbage = await oldGarbageOf((payload) => {
      queue.push('interactive', 'a', payload);
      if (queue.size > 64) queue.shift();
    });
    expect(garbage).toBeLessThan(300);
  });
});
