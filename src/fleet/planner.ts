/** The calls that plans are made of. Each has a quota of its own. */
export type PlanCall = 'hosts' | 'list' | 'statistics' | 'keyed' | 'export' | 'poll' | 'download';

/** What may still be called: `left` at once, then `perMinute` more each minute. */
export interface QuotaLeft {
  readonly left: number;
  readonly perMinute: number;
}

/** Calls of one kind that a plan makes at one stage. Stages follow one another. */
export interface CallStage {
  readonly call: PlanCall;
  readonly count: number;
  /** Round trips that cannot overlap, whatever the window: pages are known only after the first. Default 1. */
  readonly depth?: number;
  /** Time the stage takes besides its calls, in milliseconds. Default 0. */
  readonly idleMs?: number;
}

/** What one plan would do for one query. */
export interface PlanOffer {
  readonly plan: string;
  /** Why it cannot be taken, for the caller: one sentence each. Empty: it can. */
  readonly vetoes: readonly string[];
  /** Its calls; not read when there is a veto. */
  readonly stages: readonly CallStage[];
  /** Whether its calls are a guess: of other plans within a tenth of its calls, those win. Default: false. */
  readonly guessed?: boolean;
}

/** How things stand upstream, and how long the caller waits. */
export interface PlanConditions {
  /** Requests in flight. */
  readonly window: number;
  /** Mean time of one call, in milliseconds. */
  readonly latencyMs: number;
  /** A call that is missing here has no quota. */
  readonly quota?: Partial<Readonly<Record<PlanCall, QuotaLeft>>>;
  /** Time left for the answer, in milliseconds. Default: no end. */
  readonly timeLeftMs?: number;
}

export interface Price {
  readonly plan: string;
  readonly applicable: true;
  readonly calls: number;
  readonly callsOf: Partial<Readonly<Record<PlanCall, number>>>;
  /** Expected time to the last row, in milliseconds; `Infinity` when the quota will never be enough. */
  readonly expectedMs: number;
  /** The part of it that waits for quota. */
  readonly quotaWaitMs: number;
  readonly inTime: boolean;
}

interface NoPrice {
  readonly plan: string;
  readonly applicable: false;
  /** For the caller: one sentence. */
  readonly reason: string;
}

export type PricedPlan = Price | NoPrice;

export type PlanChoice =
  | {
      readonly ok: true;
      readonly chosen: Price;
      readonly reason: string;
      readonly plans: readonly PricedPlan[];
    }
  | { readonly ok: false; readonly reason: string; readonly plans: readonly PricedPlan[] };

/** Plans whose calls differ by less than this factor cost the same, and the faster one is taken. */
const TIE = 1.1;

/** Returns the price of every plan, in the order of the offers. */
export function pricePlans(offers: readonly PlanOffer[], conditions: PlanConditions): PricedPlan[] {
  return offers.map(({ plan, vetoes, stages }) => {
    const [reason] = vetoes;
    if (reason !== undefined) return { plan, applicable: false, reason };
    return priceOf(plan, stages, conditions);
  });
}

/**
 * Chooses the plan with the fewest calls that ends in time. Of plans within a tenth of each other's calls it takes the
 * fastest whose calls are no guess. When none ends in time it takes the fastest of all, and `chosen.inTime` is `false`.
 *
 * @param forced the only plan that the caller takes: chosen at any price, or refused with its first veto.
 */
export function choosePlan(
  offers: readonly PlanOffer[],
  conditions: PlanConditions,
  forced?: string,
): PlanChoice {
  const plans = pricePlans(offers, conditions);
  if (forced !== undefined) return forcedChoice(plans, forced);
  const prices = plans.filter((plan) => plan.applicable);
  const inTime = prices.filter((price) => price.inTime);
  if (inTime.length === 0) {
    const chosen = quickestOf(prices);
    if (chosen === undefined) return { ok: false, reason: 'no plan gives exactly these rows', plans };
    return { ok: true, chosen, reason: 'no plan ends in time; this one ends first', plans };
  }
  const fewest = Math.min(...inTime.map(({ calls }) => calls));
  const guessed = new Set(offers.filter((offer) => offer.guessed === true).map(({ plan }) => plan));
  const cheap = inTime.filter(({ calls }) => calls <= fewest * TIE);
  const known = cheap.filter(({ plan }) => !guessed.has(plan));
  const chosen = quickestOf(known.length > 0 ? known : cheap) as Price;
  const missed = prices.some((price) => !price.inTime && price.calls < fewest);
  return {
    ok: true,
    chosen,
    reason: missed ? 'fewest calls of the plans that end in time' : 'fewest calls',
    plans,
  };
}

function forcedChoice(plans: readonly PricedPlan[], forced: string): PlanChoice {
  const plan = plans.find((each) => each.plan === forced);
  if (plan === undefined) return { ok: false, reason: 'there is no such plan', plans };
  if (!plan.applicable) return { ok: false, reason: plan.reason, plans };
  return { ok: true, chosen: plan, reason: 'asked for by the caller', plans };
}

function priceOf(plan: string, stages: readonly CallStage[], conditions: PlanConditions): Price {
  const { latencyMs, window, quota, timeLeftMs = Infinity } = conditions;
  const callsOf: Partial<Record<PlanCall, number>> = {};
  let calls = 0;
  let expectedMs = 0;
  let quotaWaitMs = 0;
  for (const { call, count, depth = 1, idleMs = 0 } of stages) {
    if (count === 0) continue;
    const workMs = idleMs + latencyMs * Math.max(depth, Math.ceil(count / window));
    const waitMs = quotaWait(count, quota?.[call]);
    // Calls go out while others wait for quota, so the longer of the two counts, and the last call comes on top.
    const stageMs = waitMs === 0 ? workMs : Math.max(workMs, waitMs + latencyMs);
    calls += count;
    callsOf[call] = count;
    expectedMs += stageMs;
    quotaWaitMs += stageMs - workMs;
  }
  const inTime = expectedMs < Infinity && expectedMs <= timeLeftMs;
  return { plan, applicable: true, calls, callsOf, expectedMs, quotaWaitMs, inTime };
}

/** Milliseconds until the last of `count` calls may go out. */
function quotaWait(count: number, quota: QuotaLeft | undefined): number {
  if (quota === undefined || count <= quota.left) return 0;
  return quota.perMinute > 0 ? ((count - quota.left) / quota.perMinute) * 60_000 : Infinity;
}

/** The fastest; of equally fast ones that with fewer calls, then the first. */
function quickestOf(prices: readonly Price[]): Price | undefined {
  let best: Price | undefined;
  for (const price of prices) {
    if (best === undefined || price.expectedMs < best.expectedMs) best = price;
    else if (price.expectedMs === best.expectedMs && price.calls < best.calls) best = price;
  }
  return best;
}
