import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  choosePlan,
  pricePlans,
  type CallStage,
  type PlanConditions,
  type PlanOffer,
  type Price,
} from './planner.js';

const conditions: PlanConditions = { window: 64, latencyMs: 50 };

const offer = (plan: string, stages: readonly CallStage[], more: Partial<PlanOffer> = {}): PlanOffer => ({
  plan,
  vetoes: [],
  stages,
  ...more,
});
const perHost = (count: number, more: Partial<PlanOffer> = {}): PlanOffer =>
  offer('per-host', [{ call: 'list', count }], more);
const byPort = (count: number, more: Partial<PlanOffer> = {}): PlanOffer =>
  offer(
    'by-port',
    [
      { call: 'statistics', count: 1 },
      { call: 'keyed', count: count - 1, depth: 2 },
    ],
    more,
  );
const exported = offer('export', [
  { call: 'export', count: 1 },
  { call: 'poll', count: 4, depth: 4, idleMs: 20_000 },
  { call: 'download', count: 1 },
]);

function priceOf(one: PlanOffer, more: Partial<PlanConditions> = {}): Price {
  const [price] = pricePlans([one], { ...conditions, ...more });
  if (price?.applicable !== true) throw new Error(price?.reason);
  return price;
}

function chosen(offers: readonly PlanOffer[], more: Partial<PlanConditions> = {}): string {
  const choice = choosePlan(offers, { ...conditions, ...more });
  return choice.ok ? choice.chosen.plan : choice.reason;
}

const offers: fc.Arbitrary<PlanOffer[]> = fc
  .record({
    hosts: fc.nat(20_000),
    pages: fc.nat(5_000),
    vetoes: fc.subarray(['per-host', 'by-port', 'export']),
    guessed: fc.boolean(),
  })
  .map(({ hosts, pages, vetoes, guessed }) =>
    [perHost(hosts, { guessed }), byPort(pages + 1), exported].map((each) =>
      vetoes.includes(each.plan) ? { ...each, vetoes: [`not by ${each.plan}`] } : each,
    ),
  );
const upstream: fc.Arbitrary<Partial<PlanConditions>> = fc.record({
  timeLeftMs: fc.oneof(fc.constant(Infinity), fc.nat(60_000)),
  quota: fc.record({
    list: fc.record({ left: fc.nat(1_000), perMinute: fc.nat(600) }),
    keyed: fc.record({ left: fc.nat(1_000), perMinute: fc.nat(600) }),
  }),
});

describe('pricePlans', () => {
  it('adds up the calls of all stages, and names those of each kind', () => {
    expect(priceOf(exported)).toMatchObject({ calls: 6, callsOf: { export: 1, poll: 4, download: 1 } });
    expect(priceOf(offer('snapshot', []))).toMatchObject({ calls: 0, expectedMs: 0, inTime: true });
  });

  it('expects as many round trips as the window asks for, and the idle time of each stage', () => {
    expect(priceOf(perHost(10_000)).expectedMs).toBe(Math.ceil(10_000 / 64) * 50);
    expect(priceOf(perHost(3)).expectedMs).toBe(50);
    expect(priceOf(byPort(3)).expectedMs).toBe(50 + 2 * 50);
    expect(priceOf(exported).expectedMs).toBe(50 + (20_000 + 4 * 50) + 50);
  });

  it('waits for the quota of each call where that takes longer than the work', () => {
    const quota = { list: { left: 40, perMinute: 60 } };
    expect(priceOf(perHost(100), { quota })).toMatchObject({
      expectedMs: 60_000 + 50,
      quotaWaitMs: 60_000 - 50,
    });
    expect(priceOf(perHost(40), { quota }).quotaWaitMs).toBe(0);
    expect(priceOf(byPort(1_000), { quota }).quotaWaitMs).toBe(0);
    const never = priceOf(perHost(10), { quota: { list: { left: 0, perMinute: 0 } } });
    expect(never).toMatchObject({ expectedMs: Infinity, inTime: false });
  });

  it('gives the first veto as the reason of a plan that cannot be taken', () => {
    expect(pricePlans([perHost(1, { vetoes: ['first', 'second'] })], conditions)).toEqual([
      { plan: 'per-host', applicable: false, reason: 'first' },
    ]);
  });
});

describe('choosePlan', () => {
  it('never takes a plan with a veto, one that is late while another is in time, or one that costs a tenth more', () => {
    fc.assert(
      fc.property(offers, upstream, (all, more) => {
        const choice = choosePlan(all, { ...conditions, ...more });
        const prices = choice.plans.filter((plan) => plan.applicable);
        expect(choice.ok).toBe(prices.length > 0);
        if (!choice.ok) return;
        expect(all.find(({ plan }) => plan === choice.chosen.plan)?.vetoes).toEqual([]);
        const inTime = prices.filter((price) => price.inTime);
        if (inTime.length === 0) {
          expect(choice.chosen.expectedMs).toBe(Math.min(...prices.map(({ expectedMs }) => expectedMs)));
          return;
        }
        expect(choice.chosen.inTime).toBe(true);
        expect(choice.chosen.calls).toBeLessThanOrEqual(Math.min(...inTime.map(({ calls }) => calls)) * 1.1);
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes the plan with the fewest calls', () => {
    expect(chosen([perHost(10), byPort(1_100)])).toBe('per-host');
    expect(chosen([perHost(10_000), byPort(1_100)])).toBe('by-port');
    expect(chosen([perHost(10_000), byPort(1_100), exported])).toBe('export');
    expect(chosen([perHost(1), byPort(2), offer('snapshot', [])])).toBe('snapshot');
  });

  it('takes the next cheapest plan when the cheapest has a veto or would be late', () => {
    expect(chosen([perHost(10_000), byPort(1_100, { vetoes: ['no'] })])).toBe('per-host');
    expect(chosen([perHost(10_000), byPort(1_100), exported], { timeLeftMs: 10_000 })).toBe('by-port');
    const five = { left: 5, perMinute: 5 };
    const quota = { list: five, keyed: five };
    expect(chosen([perHost(100), byPort(50), exported], { quota, timeLeftMs: 60_000 })).toBe('export');
  });

  it('takes the faster of two plans whose calls differ by less than a tenth', () => {
    const slow = offer('by-port', [{ call: 'keyed', count: 100, depth: 5 }]);
    expect(chosen([slow, perHost(104)])).toBe('per-host');
    expect(chosen([slow, perHost(111)])).toBe('by-port');
  });

  it('prefers a price that is known to a guess of about the same calls, but not to a much lower guess', () => {
    expect(chosen([perHost(100), byPort(105)], { window: 1 })).toBe('per-host');
    expect(chosen([perHost(100, { guessed: true }), byPort(105)], { window: 1 })).toBe('by-port');
    expect(chosen([perHost(90, { guessed: true }), byPort(105)], { window: 1 })).toBe('per-host');
  });

  it('takes the plan that ends first, and says so, when none ends in time', () => {
    const choice = choosePlan([perHost(10_000), byPort(1_100)], { ...conditions, timeLeftMs: 10 });
    expect(choice).toMatchObject({ ok: true, chosen: { plan: 'by-port', inTime: false } });
  });

  it('takes a forced plan at any price, and refuses it with its veto', () => {
    const all = [perHost(10_000), byPort(2, { vetoes: ['not exact'] })];
    const late = { ...conditions, timeLeftMs: 1 };
    expect(choosePlan(all, late, 'per-host')).toMatchObject({ ok: true, chosen: { calls: 10_000 } });
    expect(choosePlan(all, late, 'by-port')).toMatchObject({ ok: false, reason: 'not exact' });
    expect(choosePlan(all, late, 'by-magic')).toMatchObject({ ok: false, reason: 'there is no such plan' });
  });

  it('chooses nothing when every plan has a veto', () => {
    expect(chosen([perHost(1, { vetoes: ['no'] })])).toBe('no plan gives exactly these rows');
  });
});
