import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  PLANS,
  choosePlan,
  pricePlans,
  statisticsPay,
  type Plan,
  type PlanConditions,
  type PlanQuestion,
  type Price,
} from './planner.js';

const conditions: PlanConditions = {
  pageLimit: 200,
  window: 64,
  latencyMs: 50,
  exportMs: 20_000,
  pollEveryMs: 5_000,
};

/** 10 000 servers, 120 000 rows, 500 ports: 12 common ones and a long tail. */
const common = Array.from({ length: 12 }, () => 9_000);
const tail = Array.from({ length: 488 }, (_, i) => (i < 288 ? 25 : 24));
const fleet: PlanQuestion = {
  hosts: 10_000,
  rowsPerHost: 12,
  rowsPerKey: [...common, ...tail],
  statisticsCalls: 3,
  hostListCalls: { export: 50 },
  snapshotAgeMs: null,
  maxAgeMs: 30_000,
};

function priceOf(plan: Plan, question: PlanQuestion, more: Partial<PlanConditions> = {}): Price {
  const price = pricePlans(question, { ...conditions, ...more }).find((each) => each.plan === plan);
  if (price?.applicable !== true) throw new Error(price?.reason);
  return price;
}

const question: fc.Arbitrary<PlanQuestion> = fc
  .record({
    hosts: fc.integer({ min: 1, max: 20_000 }),
    rowsPerHost: fc.nat(400),
    rowsPerKey: fc.option(fc.array(fc.nat(5_000), { maxLength: 50 })),
    statisticsCalls: fc.nat(5),
    export: fc.nat(100),
    snapshotAgeMs: fc.option(fc.nat(60_000)),
    maxAgeMs: fc.nat(60_000),
    timeLeftMs: fc.oneof(fc.constant(Infinity), fc.nat(60_000)),
    vetoes: fc.subarray([...PLANS]),
  })
  .map(({ export: hostCalls, vetoes, ...rest }) => ({
    ...rest,
    hostListCalls: { export: hostCalls },
    vetoes: vetoes.map((plan) => ({ plan, reason: `not by ${plan}` })),
  }));

const quotas = fc.record({
  list: fc.record({ left: fc.nat(1_000), perMinute: fc.nat(600) }),
  keyed: fc.record({ left: fc.nat(1_000), perMinute: fc.nat(600) }),
});

describe('pricePlans', () => {
  it('knows the calls of each plan for a fleet of 10 000', () => {
    expect(priceOf('per-host', fleet)).toMatchObject({ calls: 10_000, callsOf: { list: 10_000 } });
    // A port of 9 000 rows takes 46 pages (45 when pages shared no row), one of the tail a single page.
    expect(priceOf('by-port', fleet)).toMatchObject({ calls: 3 + 12 * 46 + 488, callsOf: { statistics: 3 } });
    expect(priceOf('export', fleet)).toMatchObject({
      calls: 50 + 1 + 4 + 1,
      callsOf: { hosts: 50, export: 1, poll: 4, download: 1 },
    });
  });

  it('knows that "who listens on 22" is 52 calls over 10 000 servers, whatever the fleet has otherwise', () => {
    const who: PlanQuestion = { ...fleet, rowsPerKey: [10_000], statisticsCalls: 1 };
    expect(priceOf('by-port', who).calls).toBe(52);
    expect(
      choosePlan({ ...who, vetoes: [{ plan: 'export', reason: 'too slow' }] }, conditions),
    ).toMatchObject({
      chosen: { plan: 'by-port' },
    });
  });

  it('counts the pages of servers one by one where their rows are known', () => {
    const rowsPerHost = [0, 200, 201, 399, 400];
    expect(priceOf('per-host', { ...fleet, hosts: 5, rowsPerHost }).calls).toBe(1 + 1 + 2 + 2 + 3);
  });

  it('expects as many round trips as the window asks for', () => {
    expect(priceOf('per-host', fleet).expectedMs).toBe(Math.ceil(10_000 / 64) * 50);
    expect(priceOf('per-host', { ...fleet, hosts: 3 }).expectedMs).toBe(50);
    expect(priceOf('per-host', { ...fleet, hosts: 3, rowsPerHost: 300 }).expectedMs).toBe(100);
    expect(priceOf('export', fleet).expectedMs).toBe(50 + 50 + (20_000 + 4 * 50) + 50);
  });

  it('waits for the quota of each call where it is shorter than the work', () => {
    const quota = { list: { left: 40, perMinute: 60 } };
    expect(priceOf('per-host', { ...fleet, hosts: 100 }, { quota })).toMatchObject({
      expectedMs: 60_000 + 50,
      quotaWaitMs: 60_000 - 50,
    });
    expect(priceOf('per-host', { ...fleet, hosts: 40 }, { quota }).quotaWaitMs).toBe(0);
    expect(priceOf('by-port', fleet, { quota }).quotaWaitMs).toBe(0);
    const never = priceOf('per-host', fleet, { quota: { list: { left: 0, perMinute: 0 } } });
    expect(never).toMatchObject({ expectedMs: Infinity, inTime: false });
  });

  it.each([
    ['by-port', { rowsPerKey: null }, /statistics/],
    ['snapshot', {}, /no earlier answer/],
    ['snapshot', { snapshotAgeMs: 30_001 }, /31 s old, and 30 s/],
    ['export', { vetoes: [{ plan: 'export', reason: 'two servers have one name' }] }, /two servers/],
  ] as const)('says why %s is no plan for %j', (plan, more, reason) => {
    const price = pricePlans({ ...fleet, ...more }, conditions).find((each) => each.plan === plan);
    expect(price).toEqual({ plan, applicable: false, reason: expect.stringMatching(reason) });
  });

  it('takes a snapshot of exactly the age allowed', () => {
    expect(priceOf('snapshot', { ...fleet, snapshotAgeMs: 30_000 })).toMatchObject({
      calls: 0,
      expectedMs: 0,
    });
  });
});

describe('choosePlan', () => {
  it('never takes a plan that is vetoed, late while another is in time, or a tenth dearer than another in time', () => {
    fc.assert(
      fc.property(question, quotas, (asked, quota) => {
        const choice = choosePlan(asked, { ...conditions, quota });
        const prices = choice.plans.filter((plan) => plan.applicable);
        expect(choice.ok).toBe(prices.length > 0);
        if (!choice.ok) return;
        const { chosen } = choice;
        expect(asked.vetoes?.some(({ plan }) => plan === chosen.plan)).toBe(false);
        const inTime = prices.filter((price) => price.inTime);
        if (inTime.length === 0) {
          expect(chosen.expectedMs).toBe(Math.min(...prices.map(({ expectedMs }) => expectedMs)));
          return;
        }
        expect(chosen.inTime).toBe(true);
        const fewest = Math.min(...inTime.map(({ calls }) => calls));
        expect(chosen.calls).toBeLessThanOrEqual(fewest * 1.1);
        for (const price of inTime) {
          if (price.calls <= chosen.calls) expect(chosen.expectedMs).toBeLessThanOrEqual(price.expectedMs);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('asks few hosts one by one, a fleet by port, and a fleet on a tight quota by an export', () => {
    const inHaste = { ...fleet, timeLeftMs: 10_000 };
    const chosen = (asked: PlanQuestion, more: Partial<PlanConditions> = {}): string => {
      const choice = choosePlan(asked, { ...conditions, ...more });
      return choice.ok ? choice.chosen.plan : choice.reason;
    };
    expect(chosen({ ...inHaste, hosts: 10 })).toBe('per-host');
    expect(chosen(inHaste)).toBe('by-port');
    const five = { left: 5, perMinute: 5 };
    expect(
      chosen({ ...fleet, timeLeftMs: 3_600_000 }, { quota: { list: five, keyed: five, hosts: five } }),
    ).toBe('export');
    expect(chosen({ ...inHaste, snapshotAgeMs: 1_000 })).toBe('snapshot');
  });

  it('takes the faster of two plans that cost about the same', () => {
    const asked: PlanQuestion = {
      ...fleet,
      hosts: 104,
      rowsPerKey: [200 * 64],
      statisticsCalls: 30,
      timeLeftMs: 5_000,
    };
    expect(priceOf('by-port', asked).calls).toBeLessThan(104);
    const choice = choosePlan(asked, conditions);
    expect(choice).toMatchObject({ ok: true, chosen: { plan: 'per-host', calls: 104 } });
  });

  it('says that nothing ends in time, and what ends first', () => {
    const choice = choosePlan({ ...fleet, timeLeftMs: 10 }, conditions);
    expect(choice).toMatchObject({ ok: true, chosen: { plan: 'by-port', inTime: false } });
  });

  it('takes a forced plan at any price, and refuses one that cannot be exact', () => {
    expect(choosePlan({ ...fleet, forced: 'per-host', timeLeftMs: 1 }, conditions)).toMatchObject({
      ok: true,
      chosen: { plan: 'per-host', calls: 10_000 },
    });
    expect(choosePlan({ ...fleet, forced: 'snapshot' }, conditions)).toMatchObject({
      ok: false,
      reason: 'there is no earlier answer that covers this one',
    });
  });
});

describe('statisticsPay', () => {
  const unknown: PlanQuestion = { ...fleet, rowsPerKey: null, timeLeftMs: 10_000 };

  it('is so for a fleet, and not for a handful of servers', () => {
    expect(statisticsPay(unknown, conditions)).toBe(true);
    expect(statisticsPay({ ...unknown, hosts: 4 }, conditions)).toBe(false);
    expect(statisticsPay({ ...unknown, hosts: 400 }, conditions, 500)).toBe(false);
  });

  it('is not so when they are known, useless or vetoed, and is so when the plan that needs them is forced', () => {
    expect(statisticsPay(fleet, conditions)).toBe(false);
    expect(statisticsPay({ ...unknown, snapshotAgeMs: 0 }, conditions)).toBe(false);
    expect(statisticsPay({ ...unknown, vetoes: [{ plan: 'by-port', reason: 'inexact' }] }, conditions)).toBe(
      false,
    );
    expect(statisticsPay({ ...unknown, hosts: 1, forced: 'by-port' }, conditions)).toBe(true);
    expect(statisticsPay({ ...unknown, forced: 'per-host' }, conditions)).toBe(false);
  });

  it('never lets a choice be dearer than with the statistics in hand, beyond their own calls', () => {
    fc.assert(
      fc.property(question, (asked) => {
        if (statisticsPay({ ...asked, rowsPerKey: null }, conditions)) return;
        const blind = choosePlan({ ...asked, rowsPerKey: null }, conditions);
        const seeing = choosePlan({ ...asked, rowsPerKey: [...(asked.rowsPerKey ?? []), 1] }, conditions);
        if (!blind.ok || !seeing.ok || !blind.chosen.inTime || !seeing.chosen.inTime) return;
        expect(blind.chosen.calls).toBeLessThanOrEqual(Math.max(1, seeing.chosen.calls) * 1.1);
      }),
    );
  });

  it('prefers a price that is known to a guess of about the same calls, but not to a much lower one', () => {
    const page: PlanQuestion = {
      ...fleet,
      hosts: 20,
      rowsPerKey: [9_000, 3_000],
      statisticsCalls: 0,
      hostListCalls: { 'per-host': 43, export: 50 },
      vetoes: [{ plan: 'export', reason: 'not now' }],
    };
    const chosen = (question: PlanQuestion): Plan | undefined => {
      const choice = choosePlan(question, { ...conditions, window: 1 });
      return choice.ok ? choice.chosen.plan : undefined;
    };
    expect(priceOf('per-host', page).calls).toBeLessThan(priceOf('by-port', page).calls * 1.1);
    expect(chosen({ ...page, hosts: 16 })).toBe('per-host');
    expect(chosen({ ...page, hosts: 16, guessed: ['per-host'] })).toBe('by-port');
    expect(chosen({ ...page, hosts: 1, guessed: ['per-host'] })).toBe('per-host');
  });
});
