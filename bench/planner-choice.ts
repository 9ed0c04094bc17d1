import type { Cloud } from './cloud.js';
import { dice, QueryMaker, type RandomQuery } from './planner-queries.js';
import { PlannerRig, type Keeping, type Run } from './planner-rig.js';
import { rowText, sameRows, type Truth } from '../test/support/truth/ports.js';
import { median } from './report.js';

/** Most calls that the planner's choice may cost, to the cheapest plan's. */
export const MOST_RATIO = 1.1;
/** A service is replaced before what it keeps for ten minutes grows old. */
const RENEW_AFTER_MS = 300_000;

/** What a service knows before each question, alike for the planner's choice and for forced plans. */
export type State = 'fresh' | 'kept';

const KEEPING: Readonly<Record<State, Keeping>> = {
  fresh: { cacheMib: 0, hostsMaxAgeS: 0 },
  kept: { cacheMib: 0, hostsMaxAgeS: 86_400 },
};
const MAX_AGE_S: Readonly<Record<State, number>> = { fresh: 0, kept: 600 };

/** One question by the planner and by each plan. */
export interface Comparison {
  readonly query: string;
  readonly state: State;
  readonly chosen: string;
  /** By the planner's choice. */
  readonly auto: number;
  readonly estimated: number;
  /** Of each forced plan; with a `+` that was broken off dearer than the cheapest, null refused as not exact. */
  readonly forced: Readonly<Record<string, { readonly calls: number; readonly more: boolean } | null>>;
  /** Of the planner's choice and all plans that were not broken off. */
  readonly cheapest: number;
  readonly ratio: number;
  /** Whether it was put three times, because the first page cost the chosen plan more than the same plan forced. */
  readonly again: boolean;
  /** Whether it was about one page, else about a stream of all rows. */
  readonly pages: boolean;
  readonly rowsEqual: boolean;
}

const PLANS = ['by-port', 'export', 'per-host'];

export async function compareChoices(
  cloud: Cloud,
  port: number,
  truth: Truth,
  count: number,
  seed: number,
  tell: (done: number) => void,
): Promise<Comparison[]> {
  const maker = new QueryMaker(truth, dice(seed));
  const rigs = new WarmRigs(cloud, port);
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
  // A list of just the selected servers is kept as well: the forced plans must not find it when the choice did not.
  const { hosts } = query.body;
  if (state === 'kept' && hosts !== undefined)
    await rig.ask({ hosts, plan: 'per-host', limit: 1, max_age: MAX_AGE_S[state] });
  const auto = await rig.ask({ ...body, explain: true });
  let cheapest = auto.calls;
  let rowsEqual = isRight(auto, query) && auto.failures === 0;
  const forced: Record<string, { calls: number; more: boolean } | null> = {};
  // What the planner may not choose is no measure for its choice.
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
    // Hosts in flight when a page is full were asked in vain: how many is a matter of which answers come first.
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

/** Whether a stream holds all true rows, a page as many of them as it should. */
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

/** One service for each state, replaced and warmed anew before anything it keeps grows old. */
class WarmRigs {
  private readonly rigs = new Map<State, { rig: PlannerRig; since: number }>();

  constructor(
    private readonly cloud: Cloud,
    private readonly port: number,
  ) {}

  async get(state: State): Promise<PlannerRig> {
    const held = this.rigs.get(state);
    if (held !== undefined && performance.now() - held.since < RENEW_AFTER_MS) return held.rig;
    await held?.rig.stop();
    const rig = await PlannerRig.start(this.port + (state === 'fresh' ? 0 : 1), this.cloud, KEEPING[state]);
    this.rigs.set(state, { rig, since: performance.now() });
    await warm(rig);
    return rig;
  }

  async stop(): Promise<void> {
    for (const { rig } of this.rigs.values()) await rig.stop();
  }
}

/** Lets a service read the statistics of every category, the list of servers and how many rows a server has. */
async function warm(rig: PlannerRig): Promise<void> {
  for (const category of [undefined, 'host', 'container']) {
    const scope = category === undefined ? {} : { category };
    await rig.ask({ hosts: { all: true }, ...scope, status: 'danger', plan: 'by-port', max_age: 0 });
  }
  await rig.ask({ hosts: { all: true }, plan: 'per-host', limit: 1000, max_age: 600 });
}
