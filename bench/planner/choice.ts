import type { Cloud } from '../cloud.js';
import { freePort } from '../free-port.js';
import { dice, QueryMaker, type RandomQuery } from './queries.js';
import { PlannerRig, type Keeping, type Run } from './rig.js';
import { rowText, sameRows, type Truth } from '../../test/support/truth/ports.js';
import { median } from '../measure.js';

/** Most calls that the planner's choice may make, as a multiple of the calls of the cheapest plan. */
export const MOST_RATIO = 1.1;
/** A service is replaced after this time, because its entries expire after ten minutes. */
const RENEW_AFTER_MS = 300_000;

/** What a service has in memory before each query; the same for the planner's choice and for forced plans. */
export type State = 'fresh' | 'kept';

const KEEPING: Readonly<Record<State, Keeping>> = {
  fresh: { cacheMib: 0, hostsMaxAgeS: 0 },
  kept: { cacheMib: 0, hostsMaxAgeS: 86_400 },
};
const MAX_AGE_S: Readonly<Record<State, number>> = { fresh: 0, kept: 600 };

/** One query, answered with the planner's choice and with each plan. */
export interface Comparison {
  readonly query: string;
  readonly state: State;
  readonly chosen: string;
  /** Calls of the planner's choice. */
  readonly auto: number;
  readonly estimated: number;
  /** Calls of each forced plan. `more`: stopped when it cost more than the cheapest; null: refused as not exact. */
  readonly forced: Readonly<Record<string, { readonly calls: number; readonly more: boolean } | null>>;
  /** Fewest calls of the planner's choice and of all plans that were not stopped. */
  readonly cheapest: number;
  readonly ratio: number;
  /** Whether it was asked three times, because the chosen plan made more calls than the same plan when forced. */
  readonly again: boolean;
  /** Whether it asked for one page; otherwise for a stream of all rows. */
  readonly pages: boolean;
  readonly rowsEqual: boolean;
}

const PLANS = ['by-port', 'export', 'per-host'];

export async function compareChoices(
  cloud: Cloud,
  truth: Truth,
  count: number,
  seed: number,
  tell: (done: number) => void,
): Promise<Comparison[]> {
  const maker = new QueryMaker(truth, dice(seed));
  const rigs = new WarmRigs(cloud);
  const comparisons: Comparison[] = [];
  try {
    for (let at = 0; at < count; at++) {
      const state: State = at % 2 === 0 ? 'fresh' : 'kept';
      comparisons.push(await compare(await rigs.get(state), state, maker.next()));
      tell(comparisons.length);
    }
  } finally {
    await rigs.stop();
  }
  return comparisons;
}

async function compare(rig: PlannerRig, state: State, query: RandomQuery): Promise<Comparison> {
  const body = { ...query.body, max_age: MAX_AGE_S[state] };
  // The service also caches the list of the selected servers. Fill that cache first, so that forced plans have no advantage.
  const { hosts } = query.body;
  if (state === 'kept' && hosts !== undefined)
    await rig.ask({ hosts, plan: 'per-host', limit: 1, max_age: MAX_AGE_S[state] });
  const auto = await rig.ask({ ...body, explain: true });
  let cheapest = auto.calls;
  let rowsEqual = isRight(auto, query) && auto.failures === 0;
  const forced: Record<string, { calls: number; more: boolean } | null> = {};
  // Compare the choice only with plans that the planner was allowed to choose.
  const applicable = (auto.summary?.explanation?.plans ?? []).filter(({ calls }) => calls !== null);
  for (const plan of PLANS) {
    if (plan === 'export' && !applicable.some((each) => each.plan === plan)) continue;
    const run = await rig.ask({ ...body, plan }, cheapest);
    forced[plan] = run.kind === 'refused' ? null : { calls: run.calls, more: run.kind === 'broken off' };
    if (run.kind !== 'answered') continue;
    rowsEqual &&= run.failures === 0;
    cheapest = Math.min(cheapest, run.calls);
    rowsEqual &&= isRight(run, query) && (query.limit === undefined || sameOrder(run, auto));
  }
  const chosen = auto.summary?.plan ?? '';
  let calls = auto.calls;
  const same = forced[chosen]?.calls === cheapest && forced[chosen]?.more === false;
  const again = same && query.limit !== undefined && calls > cheapest * MOST_RATIO;
  if (again) {
    // Calls in flight when a page is full are wasted. Their number varies with the order of answers, so take the median.
    const [mine, theirs] = [[calls], [cheapest]];
    for (let round = 0; round < 2; round++) {
      mine.push((await rig.ask(body)).calls);
      theirs.push((await rig.ask({ ...body, plan: chosen })).calls);
    }
    [calls, cheapest] = [median(mine), median(theirs)];
    forced[chosen] = { calls: cheapest, more: false };
    cheapest = Math.min(calls, cheapest);
  }
  return {
    query: query.text,
    state,
    chosen,
    again,
    auto: calls,
    estimated: auto.summary?.estimated_calls ?? 0,
    forced,
    cheapest,
    pages: query.limit !== undefined,
    ratio: calls === cheapest ? 1 : calls / cheapest,
    rowsEqual,
  };
}

/** Whether a stream holds exactly the true rows, or a page the right number of true rows. */
function isRight({ rows }: Run, { wanted, limit }: RandomQuery): boolean {
  if (limit === undefined) return sameRows(rows, wanted);
  const true_ = new Set(wanted.map(rowText));
  return rows.length === Math.min(limit, wanted.length) && rows.every((row) => true_.has(rowText(row)));
}

function sameOrder(one: Run, other: Run): boolean {
  return (
    one.rows.length === other.rows.length &&
    one.rows.every((row, at) => rowText(row) === rowText(other.rows[at] as typeof row))
  );
}

/** One service for each state, replaced and warmed again before its entries expire. */
class WarmRigs {
  private readonly rigs = new Map<State, { rig: PlannerRig; since: number }>();

  constructor(private readonly cloud: Cloud) {}

  async get(state: State): Promise<PlannerRig> {
    const held = this.rigs.get(state);
    if (held !== undefined && performance.now() - held.since < RENEW_AFTER_MS) return held.rig;
    await held?.rig.stop();
    const rig = await PlannerRig.start(await freePort(), this.cloud, KEEPING[state]);
    this.rigs.set(state, { rig, since: performance.now() });
    await warm(rig);
    return rig;
  }

  async stop(): Promise<void> {
    for (const { rig } of this.rigs.values()) await rig.stop();
  }
}

/** Makes a service read the statistics of every category, the list of servers and the number of rows of a server. */
async function warm(rig: PlannerRig): Promise<void> {
  for (const category of [undefined, 'host', 'container']) {
    const scope = category === undefined ? {} : { category };
    await rig.ask({ hosts: { all: true }, ...scope, status: 'danger', plan: 'by-port', max_age: 0 });
  }
  await rig.ask({ hosts: { all: true }, plan: 'per-host', limit: 1000, max_age: 600 });
}
