import { pagesFor } from './page-walk.js';

/** Ways to get the same rows: server by server, key by key over the fleet, by one export, or from an earlier answer. */
export const PLANS = ['per-host', 'by-port', 'export', 'snapshot'] as const;

export type Plan = (typeof PLANS)[number];

/** The calls a plan is made of. Each has a quota of its own. */
export type PlanCall = 'hosts' | 'list' | 'statistics' | 'keyed' | 'export' | 'poll' | 'download';

/** What may still be called: `left` at once, then `perMinute` more each minute. */
export interface QuotaLeft {
  readonly left: number;
  readonly perMinute: number;
}

/** The question, in numbers. Counts are after all filters that the call in question can apply itself. */
export interface PlanQuestion {
  /** Servers asked for. */
  readonly hosts: number;
  /** Rows of each server asked for, or their mean. */
  readonly rowsPerHost: number | readonly number[];
  /**
   * Rows over the whole fleet for each key the answer needs, from the statistics; `null` when nobody has asked for
   * them. Estimates are fine: they move the price, not the answer.
   */
  readonly rowsPerKey: readonly number[] | null;
  /** Calls that the statistics took or would take now; 0 when they are cached. */
  readonly statisticsCalls: number;
  /** Calls to the server list a plan needs first, to resolve a selection or to map names to ids; 0 when cached. */
  readonly hostListCalls?: Partial<Readonly<Record<Plan, number>>>;
  /** Age of the newest snapshot that covers the question, in milliseconds; `null` when there is none. */
  readonly snapshotAgeMs: number | null;
  /** Age an answer may have, in milliseconds. */
  readonly maxAgeMs: number;
  /** Time left for the answer, in milliseconds. Default: no end. */
  readonly timeLeftMs?: number;
  /** The only plan the caller will take. */
  readonly forced?: Plan;
  /** Plans whose calls are a guess because only a page is wanted: of others within a tenth, those win. */
  readonly guessed?: readonly Plan[];
  /** Plans that would not give exactly the same rows for this question, and why. */
  readonly vetoes?: readonly PlanVeto[];
}

export interface PlanVeto {
  readonly plan: Plan;
  /** For the caller's eyes: one sentence. */
  readonly reason: string;
}

/** How things stand upstream. */
export interface PlanConditions {
  /** Rows to a page of the list and the keyed call. */
  readonly pageLimit: number;
  /** Requests in flight. */
  readonly window: number;
  /** Median time of one call, in milliseconds. */
  readonly latencyMs: number;
  /** How long an export runs until its file is there, and how often it is looked at, in milliseconds. */
  readonly exportMs: number;
  readonly pollEveryMs: number;
  /** A call that is missing here has no quota. */
  readonly quota?: Partial<Readonly<Record<PlanCall, QuotaLeft>>>;
}

export interface Price {
  readonly plan: Plan;
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
  readonly plan: Plan;
  readonly applicable: false;
  /** For the caller's eyes: one sentence. */
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

/** Calls of one kind that a plan makes at one stage. Stages follow one another. */
interface Stage {
  readonly call: PlanCall;
  readonly count: number;
  /** Round trips that cannot overlap, whatever the window: pages are known only after the first. */
  readonly depth?: number;
  /** Time the stage takes besides its calls, in milliseconds. */
  readonly idleMs?: number;
}

/** The price of every plan, in the order of `PLANS`. */
export function pricePlans(question: PlanQuestion, conditions: PlanConditions): PricedPlan[] {
  return PLANS.map((plan) => {
    const reason = whyNot(plan, question);
    if (reason !== undefined) return { plan, applicable: false, reason };
    return priceOf(plan, stagesOf(plan, question, conditions), conditions, question.timeLeftMs ?? Infinity);
  });
}

/**
 * The plan with the fewest calls that ends in time; of plans within a tenth of each other's calls the fastest whose
 * calls are no guess; the fastest of all when none ends in time (`chosen.inTime` is `false` then: the estimate is for the
 * caller to see). A forced plan is taken, or refused with the reason it cannot be exact.
 */
export function choosePlan(question: PlanQuestion, conditions: PlanConditions): PlanChoice {
  const plans = pricePlans(question, conditions);
  const { forced } = question;
  if (forced !== undefined) {
    const plan = plans.find((each) => each.plan === forced) as PricedPlan;
    if (!plan.applicable) return { ok: false, reason: plan.reason, plans };
    return { ok: true, chosen: plan, reason: 'asked for by the caller', plans };
  }
  const prices = plans.filter((plan) => plan.applicable);
  const inTime = prices.filter((price) => price.inTime);
  if (inTime.length === 0) {
    const chosen = quickestOf(prices);
    if (chosen === undefined) return { ok: false, reason: 'no plan gives exactly these rows', plans };
    return { ok: true, chosen, reason: 'no plan ends in time; this one ends first', plans };
  }
  const fewest = Math.min(...inTime.map(({ calls }) => calls));
  const guessed = new Set(question.guessed);
  const cheap = inTime.filter(({ calls }) => calls <= fewest * TIE);
  const chosen = quickestOf(preferred(cheap, ({ plan }) => !guessed.has(plan))) as Price;
  const missed = prices.some((price) => !price.inTime && price.calls < fewest);
  return {
    ok: true,
    chosen,
    reason: missed ? 'fewest calls of the plans that end in time' : 'fewest calls',
    plans,
  };
}

/**
 * Whether statistics that nobody has yet are worth their calls: when even keys that all fit on one page each, as few
 * as there can be, would undercut the cheapest plan known without them. `keysAtLeast` is 1 when nothing is known.
 */
export function statisticsPay(question: PlanQuestion, conditions: PlanConditions, keysAtLeast = 1): boolean {
  if (question.rowsPerKey !== null) return false;
  const { forced } = question;
  if (forced !== undefined) return forced === 'by-port';
  if (whyNot('by-port', { ...question, rowsPerKey: [] }) !== undefined) return false;
  const others = pricePlans(question, conditions).filter((plan) => plan.applicable && plan.inTime);
  const cheapest = Math.min(...others.map((plan) => (plan.applicable ? plan.calls : Infinity)));
  return question.statisticsCalls + (question.hostListCalls?.['by-port'] ?? 0) + keysAtLeast < cheapest;
}

function whyNot(plan: Plan, question: PlanQuestion): string | undefined {
  const veto = question.vetoes?.find((each) => each.plan === plan);
  if (veto !== undefined) return veto.reason;
  if (plan === 'by-port' && question.rowsPerKey === null) return 'the statistics are not known';
  if (plan === 'snapshot') {
    if (question.snapshotAgeMs === null) return 'there is no earlier answer that covers this one';
    if (question.snapshotAgeMs > question.maxAgeMs) {
      const [age, most] = [question.snapshotAgeMs, question.maxAgeMs].map((ms) => Math.ceil(ms / 1_000));
      return `the earlier answer is ${age} s old, and ${most} s are allowed`;
    }
  }
  return undefined;
}

function stagesOf(plan: Plan, question: PlanQuestion, conditions: PlanConditions): Stage[] {
  const { hosts, rowsPerHost, rowsPerKey, statisticsCalls } = question;
  const { pageLimit, exportMs, pollEveryMs } = conditions;
  const before: Stage = { call: 'hosts', count: question.hostListCalls?.[plan] ?? 0 };
  switch (plan) {
    case 'per-host': {
      const rows = typeof rowsPerHost === 'number' ? undefined : rowsPerHost;
      const count =
        rows === undefined ? hosts * pagesFor(rowsPerHost as number, pageLimit) : pagesOf(rows, pageLimit);
      return [before, { call: 'list', count, depth: count > hosts ? 2 : 1 }];
    }
    case 'by-port': {
      const count = pagesOf(rowsPerKey ?? [], pageLimit);
      const depth = count > (rowsPerKey?.length ?? 0) ? 2 : 1;
      return [before, { call: 'statistics', count: statisticsCalls }, { call: 'keyed', count, depth }];
    }
    case 'export': {
      const polls = Math.max(1, Math.ceil(exportMs / pollEveryMs));
      return [
        before,
        { call: 'export', count: 1 },
        { call: 'poll', count: polls, depth: polls, idleMs: polls * pollEveryMs },
        { call: 'download', count: 1 },
      ];
    }
    case 'snapshot':
      return [];
  }
}

function pagesOf(rows: readonly number[], pageLimit: number): number {
  let pages = 0;
  for (const each of rows) pages += pagesFor(each, pageLimit);
  return pages;
}

function priceOf(
  plan: Plan,
  stages: readonly Stage[],
  conditions: PlanConditions,
  timeLeftMs: number,
): Price {
  const { latencyMs, window, quota } = conditions;
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

/** Those that are preferred, or all when none is. */
function preferred<T>(all: readonly T[], isPreferred: (one: T) => boolean): readonly T[] {
  const some = all.filter(isPreferred);
  return some.length > 0 ? some : all;
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
