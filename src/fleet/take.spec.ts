import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../kernel/fault.js';
import type { Page, PageRequest } from './outcome.js';
import { pagesFor } from './page-walk.js';
import { takeInOrder, type TakeOptions } from './take.js';

interface Row {
  readonly host: number;
  readonly port: number;
}

const compare = (a: Row, b: Row): number => a.port - b.port;
const PAGE = 20;

const rowsOf = (host: number, count: number): Row[] =>
  Array.from({ length: count }, (_, port) => ({ host, port }));

/** A still fleet that remembers what it was asked; a negative size is a host that cannot be read. */
class Fleet {
  readonly asked: number[] = [];
  inFlight = 0;
  mostInFlight = 0;

  constructor(
    readonly sizes: readonly number[],
    readonly wait: (request: PageRequest<number>) => Promise<unknown> = () => nextTurn(),
  ) {}

  get targets(): number[] {
    return this.sizes.map((_, i) => i);
  }

  /** Distinct targets that were asked for. */
  get hostsAsked(): number {
    return new Set(this.asked).size;
  }

  readonly fetchPage = async (request: PageRequest<number>): Promise<Page<Row>> => {
    const { target, offset, limit } = request;
    this.asked.push(target);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    try {
      await this.wait(request);
    } finally {
      this.inFlight--;
    }
    const size = this.sizes[target] as number;
    if (size < 0) throw new Fault('not_found', 'no such host');
    return { rows: rowsOf(target, size).slice(offset, offset + limit), total: size };
  };

  options(more: Partial<TakeOptions<number, Row>> = {}): TakeOptions<number, Row> {
    return { fetchPage: this.fetchPage, pageLimit: PAGE, window: 64, compare, ...more };
  }
}

/** Targets that must be read for `want` rows: slow and obvious. */
function needed(sizes: readonly number[], start: number, want: number): number {
  let rows = 0;
  let end = start;
  while (end < sizes.length && rows < want) rows += Math.max(0, sizes[end++] as number);
  return end;
}

const sizes = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.nat(50) }, { weight: 1, arbitrary: fc.constant(-1) }),
  {
    maxLength: 40,
  },
);

describe('takeInOrder', () => {
  it('gives the targets from the start on, in order, up to the one that fills the page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.record({
          all: sizes,
          from: fc.nat(45),
          want: fc.integer({ min: 1, max: 200 }),
          window: fc.integer({ min: 1, max: 8 }),
          expectedRows: fc.option(fc.nat(60), { nil: undefined }),
        }),
        async (scheduler, { all, from, want, window, expectedRows }) => {
          const start = Math.min(from, all.length);
          const fleet = new Fleet(all, () => scheduler.schedule(Promise.resolve()));
          const more = expectedRows === undefined ? { window } : { window, expectedRows };
          const taken = await scheduler.waitFor(takeInOrder(fleet.targets, start, want, fleet.options(more)));
          expect(taken.next).toBe(needed(all, start, want));
          expect(taken.outcomes.map(({ index }) => index)).toEqual(fleet.targets.slice(start, taken.next));
          for (const outcome of taken.outcomes) {
            const size = all[outcome.index] as number;
            if (size < 0) expect(outcome).toMatchObject({ kind: 'failure', fault: { kind: 'not_found' } });
            else expect(outcome).toMatchObject({ kind: 'rows', rows: rowsOf(outcome.index, size) });
          }
          expect(taken.rows).toBe(taken.outcomes.reduce((sum, { rows }) => sum + (rows?.length ?? 0), 0));
          expect(taken.requests).toBe(fleet.asked.length);
          expect(fleet.mostInFlight).toBeLessThanOrEqual(window);
        },
      ),
    );
  });

  it('walks to the end by takes of any size without losing or doubling a target', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 100 }), async (all, want) => {
        const fleet = new Fleet(all, () => Promise.resolve());
        const seen: number[] = [];
        for (let next = 0; next < all.length;) {
          const taken = await takeInOrder(fleet.targets, next, want, fleet.options());
          seen.push(...taken.outcomes.map(({ index }) => index));
          next = taken.next;
        }
        expect(seen).toEqual(fleet.targets);
      }),
    );
  });

  it('asks for one target when one is enough, and for none when there is none', async () => {
    const fleet = new Fleet([30, 30, 30]);
    const taken = await takeInOrder(fleet.targets, 1, 20, fleet.options());
    expect(fleet.asked).toEqual([1, 1]);
    expect(taken).toMatchObject({ next: 2, rows: 30, requests: pagesFor(30, PAGE), averageRows: 30 });
    expect(await takeInOrder(fleet.targets, 3, 20, fleet.options())).toEqual({
      outcomes: [],
      next: 3,
      rows: 0,
      requests: 0,
      averageRows: null,
    });
  });

  it('starts with the targets that must be asked anyway, then with as many as their rows say are missing', async () => {
    const fleet = new Fleet(Array.from({ length: 100 }, () => 10));
    const taking = takeInOrder(fleet.targets, 0, 100, fleet.options());
    // 100 rows are at least 5 pages of 20. They bring 50; 50 more are 5 targets.
    expect(fleet.asked).toHaveLength(5);
    const taken = await taking;
    expect(fleet.asked).toHaveLength(10);
    expect(taken).toMatchObject({ next: 10, rows: 100, averageRows: 10 });
  });

  it('goes straight to about the right number when it knows what to expect', async () => {
    const fleet = new Fleet(Array.from({ length: 100 }, () => 4));
    const taken = await takeInOrder(fleet.targets, 0, 100, fleet.options({ expectedRows: 4 }));
    expect(fleet.asked).toHaveLength(25);
    expect(fleet.mostInFlight).toBe(20);
    expect(taken.next).toBe(25);
  });

  it.each([
    [64, undefined, 1.15],
    [64, 9.5, 1.12],
    [1, undefined, 1],
  ])(
    'asks for hardly more targets than needed when they differ (window %d, expected %s)',
    async (window, expectedRows, most) => {
      let asked = 0;
      let least = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.nat(19), { minLength: 80, maxLength: 80 }),
          fc.integer(),
          async (all, seed) => {
            let state = seed;
            const fleet = new Fleet(all, async () => {
              for (
                let turns = Math.abs((state = (state * 48_271 + 11) % 2_147_483_647)) % 3;
                turns >= 0;
                turns--
              )
                await nextTurn();
            });
            const more = expectedRows === undefined ? { window } : { window, expectedRows };
            await takeInOrder(fleet.targets, 0, 100, fleet.options(more));
            asked += fleet.hostsAsked;
            least += needed(all, 0, 100);
          },
        ),
        { numRuns: 300 },
      );
      expect(asked / least).toBeLessThanOrEqual(most);
    },
  );

  it('starts no flood of requests when the first targets are empty or cannot be read', async () => {
    const fleet = new Fleet([0, -1, 0, ...Array.from({ length: 97 }, () => 19)]);
    await takeInOrder(fleet.targets, 0, 19, fleet.options());
    expect(fleet.hostsAsked).toBeLessThanOrEqual(10);
  });

  it('cancels the requests that it does not need any more', async () => {
    const signals: AbortSignal[] = [];
    const fleet = new Fleet([20, 20, 20, 20, 20], ({ target, signal }) => {
      signals[target] = signal;
      return target === 0 ? nextTurn() : new Promise(() => undefined);
    });
    await takeInOrder(fleet.targets, 0, 20, fleet.options({ expectedRows: 5 }));
    expect(fleet.hostsAsked).toBeGreaterThan(1);
    expect(signals[1]?.aborted).toBe(true);
  });

  it('fails the targets asked for at the deadline, and leaves the others to the next take', async () => {
    const abort = new AbortController();
    const fault = new Fault('deadline', 'time is up');
    const fleet = new Fleet([5, 5, 5, 5, 5, 5, 5, 5], ({ target }) => {
      if (target === 2) setImmediate(() => abort.abort(fault));
      return target === 1 || target === 3 ? new Promise(() => undefined) : Promise.resolve();
    });
    const taken = await takeInOrder(
      fleet.targets,
      0,
      20,
      fleet.options({ expectedRows: 5, signal: abort.signal }),
    );
    expect(taken.next).toBe(fleet.hostsAsked);
    expect(taken.next).toBeLessThan(8);
    expect(taken.outcomes[1]).toEqual({ kind: 'failure', target: 1, index: 1, fault });
    expect(taken.outcomes[3]).toEqual({ kind: 'failure', target: 3, index: 3, fault });
    expect(taken.outcomes[2]).toMatchObject({ kind: 'rows', rows: rowsOf(2, 5) });
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
  });

  it('asks for the first page of the last target once, whatever number of pages it has', async () => {
    for (const size of [0, 19, 20, 21, 90]) {
      const fleet = new Fleet([5, size]);
      const offsets: number[] = [];
      const fetchPage = (request: PageRequest<number>): Promise<Page<Row>> => {
        offsets.push(request.offset);
        return fleet.fetchPage(request);
      };
      const taken = await takeInOrder(fleet.targets, 1, 50, fleet.options({ fetchPage }));
      expect(taken.outcomes).toEqual([{ kind: 'rows', target: 1, index: 1, rows: rowsOf(1, size) }]);
      expect(offsets.filter((offset) => offset === 0)).toHaveLength(1);
      expect(taken).toMatchObject({ next: 2, rows: size, requests: pagesFor(size, PAGE), averageRows: size });
      expect(fleet.asked).toHaveLength(taken.requests);
    }
  });

  it('fails the last target at the deadline on whichever page, though its source ignores the signal', async () => {
    for (const late of [0, 1]) {
      const abort = new AbortController();
      const fault = new Fault('deadline', 'time is up');
      const fleet = new Fleet([50], ({ offset }) => {
        if (offset === 0 && late === 1) return Promise.resolve();
        setImmediate(() => abort.abort(fault));
        return new Promise(() => undefined);
      });
      const taken = await takeInOrder(fleet.targets, 0, 10, fleet.options({ signal: abort.signal }));
      expect(taken.outcomes).toEqual([{ kind: 'failure', target: 0, index: 0, fault }]);
      expect(taken).toMatchObject({ next: 1, averageRows: null });
      expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
    }
  });

  it('advances by one target even when the deadline has passed before it begins', async () => {
    const signal = AbortSignal.abort(new Fault('deadline', 'time is up'));
    const fleet = new Fleet([5, 5, 5]);
    const taken = await takeInOrder(fleet.targets, 1, 10, fleet.options({ signal }));
    expect(taken).toMatchObject({ next: 2, requests: 0, outcomes: [{ kind: 'failure', index: 1 }] });
  });

  it('throws the reason of any other abort', async () => {
    const abort = new AbortController();
    const fleet = new Fleet([5, 5, 5], () => new Promise(() => undefined));
    const taken = takeInOrder(fleet.targets, 0, 10, fleet.options({ signal: abort.signal }));
    const reason = new Fault('cancelled', 'caller went away');
    abort.abort(reason);
    await expect(taken).rejects.toBe(reason);
  });
});
