import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud, type Cloud } from '../cloud.js';
import { clientOf, startPortolan, streamRows, type Portolan } from '../portolan.js';
import type { Figure, Row } from '../row.js';

/**
 * Length of the emulator's windows where the quota is not known. The vendor's have 60 s, within which all calls of a minute may come
 * at once, so that the refusals would begin only after the measurement. A known quota is one a minute.
 */
const WINDOW_S = 10;
const MINUTE_S = 60;
/** Where it moves, so that what came before a move is over when the measurement begins. */
const MOVING_WINDOW_S = 1;

/** The longest case lasts 75 s. */
const SERVERS_FOR_EACH_CALL_A_SECOND = 100;

interface Case {
  readonly name: string;
  /** Calls a second that the emulator allows. */
  readonly rate: number;
  readonly known: boolean;
  readonly goodput: number;
  readonly wastedPercent: number;
}

const CASES: readonly Case[] = [
  { name: 'known, 200/s', rate: 200, known: true, goodput: 0.97, wastedPercent: 0.3 },
  { name: 'known, 10/s', rate: 10, known: true, goodput: 0.97, wastedPercent: 0.3 },
  { name: 'unknown, 200/s', rate: 200, known: false, goodput: 0.95, wastedPercent: 1 },
  { name: 'unknown, 10/s', rate: 10, known: false, goodput: 0.95, wastedPercent: 1 },
];
const MOVES = [100, 300];

/** Times of a run, in milliseconds. */
interface Times {
  /** Between the starts of two cases. */
  readonly apart: number;
  readonly warm: number;
  readonly measured: number;
  readonly settle: number;
  readonly afterMove: number;
}

const FULL: Times = { apart: 8_000, warm: 15_000, measured: 60_000, settle: 5_000, afterMove: 10_000 };
const QUICK: Times = { apart: 500, warm: 1_000, measured: 1_500, settle: 500, afterMove: 1_000 };

export const quota: Row = {
  id: 'P7',
  work: 'Rows of many servers, per-host, against a quota R of 200/s and 10/s that is known, unknown or moves 200 -> 100 -> 300',
  reference: 'R',
  async run({ quick, seed }) {
    const times = quick ? QUICK : FULL;
    const cases = quick ? CASES.filter(({ rate }) => rate === 200) : CASES;
    const runs = [
      ...cases.map((each) => () => held(each, times, seed)),
      ...(quick ? [] : [() => moved(times, seed)]),
    ];
    // At the same time, because together they take a fraction of a core and every case lasts over a minute; but begun one after the
    // other, because ten processes that start at once keep calls waiting for longer than a quota's margin.
    const results = await Promise.all(
      runs.map(async (run, nth) => {
        await sleep(nth * times.apart);
        return run();
      }),
    );
    return {
      figures: results.flatMap(({ figures }) => figures),
      rowsEqual: results.every(({ right }) => right),
      notes: [
        `The emulator's windows have 60 s where the quota is known, else ${WINDOW_S}, and ${MOVING_WINDOW_S} where it moves; 60 s are measured, after a start of 15 s. The cases run at the same time, once each.`,
        'Rows are not compared: the queries are stopped. Every case has to get pages.',
      ],
    };
  },
};

interface Result {
  readonly figures: Figure[];
  readonly right: boolean;
}

async function held(
  { name, rate, known, goodput, wastedPercent }: Case,
  times: Times,
  seed: number,
): Promise<Result> {
  return await underQuota(rate, known ? MINUTE_S : WINDOW_S, known, seed, async (cloud) => {
    await sleep(times.warm);
    const { good, refused, seconds } = await counted(cloud, times.measured);
    const wasted = (refused / Math.max(1, good + refused)) * 100;
    return {
      figures: [
        ratioOfRate(`goodput, ${name}`, good / seconds, rate, goodput),
        {
          name: `wasted calls, ${name}`,
          value: wasted,
          unit: '%',
          ours: refused,
          reference: good + refused,
          rawUnit: 'calls',
          atMost: wastedPercent,
        },
      ],
      right: good > 0,
    };
  });
}

async function moved(times: Times, seed: number): Promise<Result> {
  return await underQuota(200, MOVING_WINDOW_S, false, seed, async (cloud) => {
    await sleep(times.warm);
    const figures: Figure[] = [];
    for (const rate of MOVES) {
      await cloud.set({ quota_per_minute: rate * MOVING_WINDOW_S });
      await sleep(times.settle);
      const { good, seconds } = await counted(cloud, times.afterMove);
      figures.push(ratioOfRate(`goodput 5 to 15 s after a move to ${rate}/s`, good / seconds, rate, 0.9));
    }
    return { figures, right: true };
  });
}

/** Runs Portolan against a quota, with a query that does not end by itself. */
async function underQuota(
  rate: number,
  window: number,
  known: boolean,
  seed: number,
  measure: (cloud: Cloud) => Promise<Result>,
): Promise<Result> {
  // Enough that the query does not end: every server is at least one call.
  const cloud = await startCloud(rate * SERVERS_FOR_EACH_CALL_A_SECOND, 5, seed);
  let portolan: Portolan | undefined;
  try {
    await cloud.set({ quota_window_s: window, quota_per_minute: rate * window });
    portolan = await startPortolan(cloud, {
      upstream: { quota: { calls_per_minute: known ? rate * 60 : 0 } },
    });
    const pool = clientOf(portolan.port);
    const query = { hosts: { all: true }, plan: 'per-host', max_age: 0, timeout_ms: 3_600_000 };
    // It ends when the pool is destroyed.
    let stopped = false;
    const reading = streamRows(pool, query, { partial: true }).catch((error: unknown) => {
      if (!stopped) throw error;
    });
    const result = await Promise.race([
      measure(cloud),
      reading.then(() => {
        throw new Error('the query ended by itself');
      }),
    ]);
    stopped = true;
    await pool.destroy();
    await reading;
    return result;
  } finally {
    await portolan?.stop();
    await cloud.child.stop();
  }
}

async function counted(
  cloud: Cloud,
  ms: number,
): Promise<{ readonly good: number; readonly refused: number; readonly seconds: number }> {
  await cloud.clear();
  const started = performance.now();
  await sleep(ms);
  const statuses = await cloud.statuses();
  const seconds = (performance.now() - started) / 1_000;
  return { good: statuses['200'] ?? 0, refused: statuses['429'] ?? 0, seconds };
}

function ratioOfRate(name: string, ours: number, rate: number, atLeast: number): Figure {
  return { name, value: ours / rate, unit: '×', ours, reference: rate, rawUnit: '/s', atLeast };
}
