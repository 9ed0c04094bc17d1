import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Fault } from '../kernel/fault.js';
import { fanOut, fanOutBatches, type FanOutOptions, type FanOutProgress } from './fan-out.js';
import { GrowingList } from './growing-list.js';
import type { Outcome, Page, PageRequest } from './outcome.js';
import { pagesFor } from './page-walk.js';

interface Row {
  readonly host: string;
  readonly port: number;
}

const compare = (a: Row, b: Row): number => a.port - b.port;

function rowsOf(host: string, count: number): Row[] {
  return Array.from({ length: count }, (_, port) => ({ host, port }));
}

interface Call {
  readonly request: PageRequest<string>;
  readonly answer: (page?: Page<Row>) => void;
  readonly fail: (error: unknown) => void;
}

/** A still fleet whose answers come when the test says so. */
class Fleet {
  readonly calls: Call[] = [];
  inFlight = 0;
  mostInFlight = 0;

  constructor(readonly sizes: readonly number[]) {}

  get targets(): string[] {
    return this.sizes.map((_, i) => `${i}`);
  }

  get asked(): string[] {
    return this.calls.map(({ request }) => `${request.target}@${request.offset}`);
  }

  page({ target, offset, limit }: PageRequest<string>): Page<Row> {
    const rows = rowsOf(target, this.sizes[Number(target)] as number);
    return { rows: rows.slice(offset, offset + limit), total: rows.length };
  }

  readonly fetchPage = (request: PageRequest<string>): Promise<Page<Row>> => {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    const answer = new Promise<Page<Row>>((resolve, reject) => {
      this.calls.push({ request, answer: (page) => resolve(page ?? this.page(request)), fail: reject });
    });
    return answer.finally(() => this.inFlight--);
  };

  options(more: Partial<FanOutOptions<string, Row>> = {}): FanOutOptions<string, Row> {
    return { fetchPage: this.fetchPage, pageLimit: 10, window: 4, compare, ...more };
  }

  async answer(...places: readonly number[]): Promise<void> {
    for (const place of places) this.calls[place]?.answer();
    await nextTurn();
  }
}

async function collect<V>(stream: AsyncIterable<V>): Promise<V[]> {
  const all: V[] = [];
  for await (const value of stream) all.push(value);
  return all;
}

const kinds = (outcomes: readonly Outcome<string, Row>[]): string[] =>
  outcomes.map(
    (outcome) => `${outcome.target}:${outcome.kind === 'rows' ? outcome.rows.length : outcome.fault.kind}`,
  );

describe('fanOut', () => {
  it('reads every row of every target once, in any order of completion, within the window and with no request too many', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.nat(35), { maxLength: 12 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 2, max: 12 }),
        fc.boolean(),
        async (scheduler, sizes, window, pageLimit, batches) => {
          const fleet = new Fleet(sizes);
          let inFlight = 0;
          let requests = 0;
          const needed = sizes.reduce((sum, size) => sum + pagesFor(size, pageLimit), 0);
          const fetchPage = async (request: PageRequest<string>): Promise<Page<Row>> => {
            requests++;
            expect(++inFlight).toBeLessThanOrEqual(window);
            await scheduler.schedule(Promise.resolve(), `${request.target}@${request.offset}`);
            inFlight--;
            return fleet.page(request);
          };
          const options = fleet.options({ fetchPage, window, pageLimit });
          const outcomes = batches
            ? collect(fanOutBatches(fleet.targets, options)).then((all) => all.flat())
            : collect(fanOut(fleet.targets, options));
          const result = await scheduler.waitFor(outcomes);
          expect(requests).toBe(needed);
          expect(result.toSorted((a, b) => a.index - b.index)).toEqual(
            sizes.map((size, index) => {
              const target = `${index}`;
              return { kind: 'rows', target, index, rows: rowsOf(target, size) };
            }),
          );
        },
      ),
    );
  });

  it('replaces a request that ends at once, and never waits for others of its round', async () => {
    const fleet = new Fleet([1, 1, 1, 1, 1, 1, 1]);
    const done = collect(fanOut(fleet.targets, fleet.options({ window: 3 })));
    expect(fleet.calls).toHaveLength(3);
    await fleet.answer(1);
    expect(fleet.asked).toEqual(['0@0', '1@0', '2@0', '3@0']);
    await fleet.answer(3);
    await fleet.answer(4);
    expect(fleet.inFlight).toBe(3);
    await fleet.answer(0, 2, 5);
    await fleet.answer(6);
    expect(kinds(await done)).toEqual(['1:1', '3:1', '4:1', '0:1', '2:1', '5:1', '6:1']);
    expect(fleet.mostInFlight).toBe(3);
  });

  it('asks for the known pages of started targets, oldest first, before it starts another', async () => {
    const fleet = new Fleet([25, 25, 1, 1]);
    const done = collect(fanOut(fleet.targets, fleet.options({ window: 2 })));
    await fleet.answer(1);
    await fleet.answer(0);
    expect(fleet.asked).toEqual(['0@0', '1@0', '1@9', '1@18']);
    await fleet.answer(2, 3);
    expect(fleet.asked.slice(4)).toEqual(['0@9', '0@18']);
    await fleet.answer(4);
    expect(fleet.asked.slice(6)).toEqual(['2@0']);
    await fleet.answer(5, 6);
    await fleet.answer(7);
    expect(kinds(await done)).toEqual(['1:25', '0:25', '2:1', '3:1']);
  });

  it('obeys a window that changes while it runs, down to one', async () => {
    let window = 4;
    const fleet = new Fleet(Array.from({ length: 20 }, () => 1));
    const done = collect(fanOut(fleet.targets, fleet.options({ window: () => window })));
    expect(fleet.inFlight).toBe(4);
    window = 0;
    await fleet.answer(0, 1);
    expect(fleet.inFlight).toBe(2);
    await fleet.answer(2, 3);
    expect(fleet.inFlight).toBe(1);
    window = 6;
    await fleet.answer(4);
    expect(fleet.inFlight).toBe(6);
    for (let place = 5; place < 20; place++) await fleet.answer(place);
    expect(await done).toHaveLength(20);
  });

  it('reports a failure for a target that goes wrong, and goes on with the others', async () => {
    const fleet = new Fleet([1, 1, 25, 1, 1]);
    const fetchPage = (request: PageRequest<string>): Promise<Page<Row>> => {
      if (request.target === '3') throw new Error('not even a promise');
      return fleet.fetchPage(request);
    };
    const done = collect(fanOut(fleet.targets, fleet.options({ fetchPage, window: 8 })));
    const throttled = new Fault('throttled', 'slow down');
    fleet.calls[0]?.fail(throttled);
    fleet.calls[1]?.fail('no error at all');
    fleet.calls[3]?.answer({ rows: rowsOf('4', 11), total: 11 });
    await fleet.answer(2);
    fleet.calls[4]?.fail(new Fault('network', 'reset'));
    const outcomes = await done;
    expect(kinds(outcomes).toSorted()).toEqual([
      '0:throttled',
      '1:unavailable',
      '2:network',
      '3:unavailable',
      '4:bad_payload',
    ]);
    expect(outcomes.find(({ index }) => index === 0)).toEqual({
      kind: 'failure',
      target: '0',
      index: 0,
      fault: throttled,
    });
    // The other page of target 2 was still on its way, and nobody waits for it any more.
    expect(fleet.calls[5]?.request.signal.aborted).toBe(true);
  });

  it('reports a target that kept changing, with the rows it saw', async () => {
    let reads = 0;
    const fetchPage = (): Promise<Page<Row>> => Promise.resolve({ rows: rowsOf('0', ++reads), total: 9 });
    const [outcome] = await collect(fanOut(['0'], new Fleet([]).options({ fetchPage })));
    expect(outcome).toMatchObject({
      kind: 'failure',
      fault: { kind: 'changed_during_read' },
      rows: rowsOf('0', 3),
    });
  });

  it('throws a bug in a comparison to the consumer instead of hanging', async () => {
    const fleet = new Fleet([2, 2]);
    const bug = new TypeError('cannot read');
    const done = collect(
      fanOut(
        fleet.targets,
        fleet.options({
          compare: () => {
            throw bug;
          },
        }),
      ),
    );
    fleet.calls[0]?.answer();
    await expect(done).rejects.toBe(bug);
    expect(fleet.calls[1]?.request.signal.aborted).toBe(true);
  });

  it('counts targets, rows and requests as it goes', async () => {
    const seen: FanOutProgress[] = [];
    const onProgress = (progress: FanOutProgress): void => {
      const { targetsTotal, targetsDone, targetsFailed, rows, requests } = progress;
      seen.push({ targetsTotal, targetsDone, targetsFailed, rows, requests });
    };
    const fleet = new Fleet([25, 3]);
    const done = collect(fanOut(fleet.targets, fleet.options({ window: 2, onProgress })));
    fleet.calls[1]?.fail(new Fault('timeout', 'late'));
    await fleet.answer(0);
    await fleet.answer(2, 3);
    await done;
    expect(seen).toEqual([
      { targetsTotal: 2, targetsDone: 1, targetsFailed: 1, rows: 0, requests: 2 },
      { targetsTotal: 2, targetsDone: 2, targetsFailed: 1, rows: 25, requests: 4 },
    ]);
  });

  it('ends at once over no targets', async () => {
    expect(await collect(fanOut([], new Fleet([]).options()))).toEqual([]);
    expect(await collect(fanOutBatches([], new Fleet([]).options()))).toEqual([]);
  });

  it.each([{ pageLimit: 0 }, { pageLimit: NaN }, { maxReads: 0 }, { maxReads: 31 }])('refuses %j', (more) => {
    expect(() => fanOut(['0'], new Fleet([1]).options(more))).toThrow(RangeError);
  });

  it('serves several who wait at once, first come, first served', async () => {
    const fleet = new Fleet([1, 1, 1]);
    const stream = fanOut(fleet.targets, fleet.options());
    const results = Promise.all([stream.next(), stream.next(), stream.next(), stream.next()]);
    await fleet.answer(2, 0, 1);
    expect((await results).map(({ value }) => (value ? value.target : undefined))).toEqual([
      '2',
      '0',
      '1',
      undefined,
    ]);
  });
});

describe('fanOut and a slow consumer', () => {
  it('stops launching while the consumer is too far behind, and goes on when it comes back', async () => {
    const fleet = new Fleet(Array.from({ length: 100 }, () => 9));
    const stream = fanOut(fleet.targets, fleet.options({ window: 4, maxBuffered: 50 }));
    const first = stream.next();
    for (let place = 0; place < 100; place++) await fleet.answer(place);
    await first;
    // One outcome weighs 10. The first left; five more fill the buffer; up to a window was on its way by then.
    expect(fleet.calls.length).toBeLessThanOrEqual(1 + 5 + 4);
    const before = fleet.calls.length;
    const rest = collect(stream);
    await nextTurn();
    for (let place = before; place < 100; place++) await fleet.answer(place);
    expect(await rest).toHaveLength(99);
  });

  it('bounds the outcomes that wait, whatever the consumer does between two pulls', async () => {
    const fleet = new Fleet(Array.from({ length: 3_000 }, () => 9));
    let requested = 0;
    const fetchPage = (request: PageRequest<string>): Promise<Page<Row>> => {
      requested++;
      return Promise.resolve(fleet.page(request));
    };
    let taken = 0;
    for await (const batch of fanOutBatches(
      fleet.targets,
      fleet.options({ fetchPage, window: 8, maxBuffered: 200 }),
    )) {
      await nextTurn();
      expect(requested - taken).toBeLessThanOrEqual(200 / 10 + 8);
      taken += batch.length;
    }
    expect(taken).toBe(3_000);
  });

  it('reads on one of many endless targets while the others wait, so that they take the memory of one', async () => {
    const maxRows = 30_000;
    const open = new Map<string, number>();
    let most = 0;
    const fetchPage = ({ target, offset, limit }: PageRequest<string>): Promise<Page<Row>> => {
      const rows = Array.from({ length: limit }, (_none, at) => ({ host: target, port: offset + at }));
      open.set(target, (open.get(target) ?? 0) + limit);
      most = Math.max(
        most,
        [...open.values()].reduce((sum, each) => sum + each, 0),
      );
      return Promise.resolve({ rows, total: offset + limit + 1 });
    };
    const targets = Array.from({ length: 20 }, (_none, at) => `${at}`);
    for await (const { target, kind } of fanOut(targets, {
      fetchPage,
      pageLimit: 1_000,
      window: 20,
      compare,
      maxRows,
    })) {
      expect(kind).toBe('failure');
      open.delete(target);
    }
    // What was open when it became too much, and one target more.
    expect(most).toBeLessThan(2 * 20_000 + maxRows + 2_000);
  });

  it('gives other work of the process its turns when pages come without waiting', async () => {
    const fleet = new Fleet(Array.from({ length: 5_000 }, () => 1));
    const fetchPage = (request: PageRequest<string>): Promise<Page<Row>> =>
      Promise.resolve(fleet.page(request));
    let turns = 0;
    let running = true;
    const others = (async () => {
      while (running) {
        await nextTurn();
        turns++;
      }
    })();
    await collect(fanOut(fleet.targets, fleet.options({ fetchPage })));
    running = false;
    await others;
    expect(turns).toBeGreaterThan(5);
  });
});

describe('fanOut over targets that are still being found', () => {
  it('reads every target once, in whatever portions they come, and ends with their list', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 6 }), { maxLength: 6 }),
        fc.array(fc.boolean()),
        async (portions, pauses) => {
          const fleet = new Fleet(portions.flat());
          const targets: string[] = [];
          const growth = new GrowingList(targets);
          const fetchPage = (request: PageRequest<string>): Promise<Page<Row>> =>
            Promise.resolve(fleet.page(request));
          const read: string[] = [];
          const reading = (async () => {
            for await (const outcome of fanOut(growth.items, fleet.options({ fetchPage, growth })))
              read.push(`${outcome.target}:${outcome.rows?.length ?? -1}`);
          })();
          let found = 0;
          for (const [at, portion] of portions.entries()) {
            targets.push(...portion.map(() => `${found++}`));
            growth.grew();
            if (pauses[at] === true) await nextTurn();
          }
          growth.end();
          await reading;
          expect(read.sort()).toEqual(fleet.sizes.map((size, at) => `${at}:${size}`).sort());
        },
      ),
    );
  });

  it('says that no more are needed when its consumer returns', async () => {
    const fleet = new Fleet([5, 5]);
    let stopped = 0;
    const targets = ['0'];
    const growth = new GrowingList(targets, () => stopped++);
    const outcomes = fanOut(growth.items, fleet.options({ growth }));
    void outcomes.next();
    await outcomes.return();
    expect(stopped).toBe(1);
    targets.push('1');
    growth.grew();
    expect(fleet.asked).toEqual(['0@0']);
  });

  it('throws what ended the list, and fails the targets found when a deadline passes before its end', async () => {
    const ended = new GrowingList<string>([]);
    const broken = fanOut(ended.items, new Fleet([]).options({ growth: ended })).next();
    ended.end(new Fault('out_of_points', 'nothing left'));
    await expect(broken).rejects.toMatchObject({ kind: 'out_of_points' });

    const abort = new AbortController();
    const targets: string[] = [];
    const growth = new GrowingList(targets);
    const outcomes = fanOut(growth.items, new Fleet([5, 5]).options({ growth, signal: abort.signal }));
    targets.push('0', '1');
    growth.grew();
    const first = outcomes.next();
    abort.abort(new Fault('deadline', 'late'));
    const failed = [await first, await outcomes.next()].map(({ value }) => value?.kind);
    expect(failed).toEqual(['failure', 'failure']);
    expect((await outcomes.next()).done).toBe(true);
  });
});

describe('fanOut that is stopped', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): number => unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  /** Fails what is in flight the way a transport does that heeds its signal. */
  async function fails(fleet: Fleet, from = 0): Promise<void> {
    for (const call of fleet.calls.slice(from)) call.fail(call.request.signal.reason ?? new Error('late'));
    await nextTurn();
    await nextTurn();
    expect(unhandled).toEqual([]);
  }

  it('cancels what is in flight and launches no more when the consumer returns', async () => {
    const fleet = new Fleet(Array.from({ length: 50 }, () => 1));
    const abort = new AbortController();
    for await (const outcome of fanOut(
      fleet.targets,
      fleet.options({ signal: abort.signal, ...answering(fleet) }),
    )) {
      expect(outcome.kind).toBe('rows');
      break;
    }
    const asked = fleet.calls.length;
    await nextTurn();
    expect(fleet.calls).toHaveLength(asked);
    expect(fleet.calls.at(-1)?.request.signal.aborted).toBe(true);
    expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
    await fails(fleet);
  });

  it('can be closed while somebody waits for its next value', async () => {
    const fleet = new Fleet([1, 1, 1]);
    const stream = fanOutBatches(fleet.targets, fleet.options());
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(fleet.calls.every(({ request }) => request.signal.aborted)).toBe(true);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await fails(fleet);
  });

  it('throws the reason of an abort that is no deadline, also to somebody who waits', async () => {
    const fleet = new Fleet([1, 1, 1]);
    const abort = new AbortController();
    const stream = fanOut(fleet.targets, fleet.options({ signal: abort.signal, window: 2 }));
    const waiting = stream.next();
    const reason = new Fault('cancelled', 'caller went away');
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(fleet.calls.map(({ request }) => request.signal.reason as unknown)).toEqual([reason, reason]);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(fleet.calls).toHaveLength(2);
    await fails(fleet);
  });

  it('yields every target exactly once when a deadline passes: what is there, and failures for the rest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(35), { minLength: 1, maxLength: 30 }),
        fc.nat(40),
        async (sizes, answers) => {
          const fleet = new Fleet(sizes);
          const abort = new AbortController();
          const fault = new Fault('deadline', 'time is up');
          const done = collect(fanOut(fleet.targets, fleet.options({ signal: abort.signal })));
          for (let place = 0; place < answers && place < fleet.calls.length; place++) {
            fleet.calls[place]?.answer();
            for (let i = 0; i < 10; i++) await Promise.resolve();
          }
          const asked = fleet.calls.length;
          abort.abort(fault);
          const outcomes = await done;
          expect(fleet.calls).toHaveLength(asked);
          expect(outcomes.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
            sizes.map((_, i) => i),
          );
          for (const outcome of outcomes) {
            if (outcome.kind === 'failure') expect(outcome.fault).toBe(fault);
            else expect(outcome.rows).toEqual(rowsOf(outcome.target, sizes[outcome.index] as number));
          }
          expect(getEventListeners(abort.signal, 'abort')).toHaveLength(0);
        },
      ),
      { numRuns: 50 },
    );
    expect(unhandled).toEqual([]);
  });

  it('asks for nothing when it is aborted before it begins', async () => {
    const fleet = new Fleet(Array.from({ length: 2_500 }, () => 1));
    const late = AbortSignal.abort(new Fault('deadline', 'time is up'));
    const batches = await collect(fanOutBatches(fleet.targets, fleet.options({ signal: late })));
    // In slices, so that a reader of very many targets does not hold the event loop.
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(250);
    expect(batches.flat()).toHaveLength(2_500);
    const gone = AbortSignal.abort(new Fault('cancelled', 'caller went away'));
    await expect(collect(fanOut(fleet.targets, fleet.options({ signal: gone })))).rejects.toThrow(
      'caller went away',
    );
    expect(fleet.calls).toHaveLength(0);
  });

  it('loses nothing when a fetch aborts the signal that it was given', async () => {
    const fleet = new Fleet(Array.from({ length: 20 }, () => 1));
    const abort = new AbortController();
    const fetchPage = (request: PageRequest<string>): Promise<Page<Row>> => {
      if (request.target === '9') abort.abort(new Fault('deadline', 'time is up'));
      return Promise.resolve(fleet.page(request));
    };
    const outcomes = await collect(
      fanOutBatches(fleet.targets, fleet.options({ fetchPage, signal: abort.signal })),
    );
    expect(new Set(outcomes.flat().map(({ index }) => index)).size).toBe(20);
    expect(outcomes.flat()).toHaveLength(20);
  });
});

/** Answers the first call and leaves the others in flight. */
function answering(fleet: Fleet): Pick<FanOutOptions<string, Row>, 'fetchPage'> {
  return {
    fetchPage: (request) => {
      const answer = fleet.fetchPage(request);
      fleet.calls[0]?.answer();
      return answer;
    },
  };
}
