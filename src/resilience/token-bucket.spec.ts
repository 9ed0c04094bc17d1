import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { size } from '../../test/support/figures.js';
import { seeded } from '../../test/support/virtual-time.js';
import type { Clock } from '../kernel/clock.js';
import { MemoryQuota } from './memory-quota.js';
import type { StatedLimit } from './quota.js';
import { TokenBucket } from './token-bucket.js';

function handClock(): Clock & { at: number } {
  return {
    at: 0,
    now: () => 0,
    monotonic() {
      return this.at;
    },
  };
}

/** The most grants in any window that ends with a grant. */
function busiest(grants: readonly number[], windowMs: number): number {
  let most = 0;
  let first = 0;
  grants.forEach((at, index) => {
    while ((grants[first] ?? at) <= at - windowMs) first++;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

interface Server {
  /** @returns undefined when served, else what the 429 says. */
  ask(now: number): { retryAfterMs?: number; stated?: StatedLimit } | undefined;
}

/** Counts served calls in a sliding window, as the gateway's policies read. */
function windowServer(limit: number, windowMs: number, says: (waitMs: number) => object): Server {
  const served: number[] = [];
  return {
    ask(now) {
      while (served.length > 0 && (served[0] ?? 0) <= now - windowMs) served.shift();
      if (served.length < limit) {
        served.push(now);
        return undefined;
      }
      return says((served[0] ?? 0) + windowMs - now);
    },
  };
}

/** A hard bucket of `perSecond` with room for one second's worth. */
function bucketServer(perSecond: number, says: (waitMs: number) => object): Server {
  let tokens = perSecond;
  let at = 0;
  return {
    ask(now) {
      tokens = Math.min(perSecond, tokens + ((now - at) * perSecond) / 1_000);
      at = now;
      if (tokens >= 1) {
        tokens--;
        return undefined;
      }
      return says(((1 - tokens) * 1_000) / perSecond);
    },
  };
}

interface Run {
  readonly served: number[];
  readonly refused: number[];
  /** Calls that arrived before a Retry-After was over. */
  early: number;
}

/** Endless demand through `bucket`, 64 in flight at most, `latencyMs` to the server and as much back. */
function drive(
  bucket: TokenBucket,
  clock: { at: number },
  server: Server,
  forMs: number,
  latencyMs = 20,
): Run {
  const run: Run = { served: [], refused: [], early: 0 };
  const answers: {
    at: number;
    takenAt: number;
    said: { retryAfterMs?: number; stated?: StatedLimit } | undefined;
  }[] = [];
  let closedUntil = -Infinity;
  let inFlight = 0;
  while (clock.at < forMs) {
    while (answers[0] !== undefined && answers[0].at <= clock.at) {
      const { said, takenAt } = answers.shift() ?? { said: undefined, takenAt: 0 };
      inFlight--;
      if (said === undefined) continue;
      bucket.throttled({ ...said, takenAt });
      if (said.retryAfterMs !== undefined) closedUntil = Math.max(closedUntil, clock.at + said.retryAfterMs);
    }
    let waitMs = inFlight >= 64 ? Infinity : bucket.tryTake();
    while (waitMs === 0) {
      if (clock.at < closedUntil) run.early++;
      const said = server.ask(clock.at + latencyMs);
      (said === undefined ? run.served : run.refused).push(clock.at + latencyMs);
      answers.push({ at: clock.at + 2 * latencyMs, takenAt: clock.at, said });
      inFlight++;
      waitMs = inFlight >= 64 ? Infinity : bucket.tryTake();
    }
    // Timers have whole milliseconds.
    clock.at = Math.min(clock.at + Math.max(1, Math.ceil(waitMs)), answers[0]?.at ?? Infinity, forMs);
  }
  return run;
}

function share(run: Run, fromMs: number, possible: number): { goodput: number; wasted: number } {
  const served = run.served.filter((at) => at >= fromMs).length;
  const refused = run.refused.filter((at) => at >= fromMs).length;
  return { goodput: served / possible, wasted: refused / Math.max(1, served + refused) };
}

function say(name: string, { goodput, wasted }: { goodput: number; wasted: number }): void {
  process.stdout.write(
    `token bucket: ${name}: ${(goodput * 100).toFixed(1)} % of the quota used, ${(wasted * 100).toFixed(2)} % refused\n`,
  );
}

describe('token bucket', () => {
  it('never grants more than the limit in any window, whenever it is asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 100, max: 60_000 }),
        fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 })), {
          minLength: 1,
          maxLength: 400,
        }),
        (limit, windowMs, gaps) => {
          const clock = handClock();
          const bucket = new TokenBucket({ limit, windowMs, clock });
          const grants: number[] = [];
          for (const gap of gaps) {
            clock.at += gap;
            if (bucket.tryTake() === 0) grants.push(clock.at);
          }
          expect(busiest(grants, windowMs)).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: size(100, 1_000) },
    );
  });

  it('names a wait that is enough, and no longer than a window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 2_000 }), (limit, asked) => {
        const clock = handClock();
        const bucket = new TokenBucket({ limit, clock });
        for (let n = 0; n < asked; n++) bucket.tryTake();
        const { waitMs } = bucket.view();
        expect(waitMs).toBeLessThanOrEqual(60_600.001);
        if (waitMs > 0) expect(bucket.tryTake()).toBeCloseTo(waitMs, 6);
        clock.at += Math.ceil(waitMs);
        expect(bucket.tryTake()).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('uses 99 % of a known limit of 5 a minute, and no call is refused', () => {
    const clock = handClock();
    const server = windowServer(5, 60_000, () => ({}));
    const run = drive(new TokenBucket({ limit: 5, clock }), clock, server, 3_600_000);
    const result = share(run, 0, 300);
    say('known 5/min', result);
    expect(result.goodput).toBeGreaterThanOrEqual(0.98);
    expect(result.wasted).toBe(0);
  });

  it("learns 5 a minute from the text of the first refusals, and under 2 % of a day's calls are refused", () => {
    const clock = handClock();
    const server = windowServer(5, 60_000, () => ({ stated: { calls: 5, windowMs: 60_000 } }));
    const run = drive(new TokenBucket({ clock }), clock, server, 86_400_000);
    const result = share(run, 60_000, 5 * 60 * 24);
    say('5/min from the text, a day', result);
    expect(run.refused.filter((at) => at < 60_000).length).toBeLessThanOrEqual(64);
    expect(result.goodput).toBeGreaterThanOrEqual(0.95);
    expect(result.wasted).toBeLessThanOrEqual(0.02);
  });

  it.each([20, 100, 400])(
    'finds a hard limit of %d a second without any words: 95 % used, 2 %% refused',
    (perSecond) => {
      const clock = handClock();
      const run = drive(
        new TokenBucket({ clock }),
        clock,
        bucketServer(perSecond, () => ({})),
        130_000,
      );
      const result = share(run, 10_000, perSecond * 120);
      say(`unknown ${perSecond}/s, no words`, result);
      expect(result.goodput).toBeGreaterThanOrEqual(0.95);
      expect(result.wasted).toBeLessThanOrEqual(0.02);
    },
  );

  it('finds 5 a minute without any words, in some minutes', () => {
    const clock = handClock();
    const run = drive(
      new TokenBucket({ clock }),
      clock,
      windowServer(5, 60_000, () => ({})),
      7_200_000,
    );
    const result = share(run, 1_200_000, 500);
    say('unknown 5/min, no words, after 20 min', result);
    expect(result.goodput).toBeGreaterThanOrEqual(0.6);
    expect(result.wasted).toBeLessThanOrEqual(0.2);
  });

  it.each(['many calls come', 'no call comes'] as const)(
    'forgets a stated limit in some minutes when no refusal follows, while %s',
    (demand) => {
      const clock = handClock();
      const bucket = new TokenBucket({ clock });
      for (const at of [0, 5_000]) {
        clock.at = at;
        bucket.tryTake();
        bucket.throttled({ takenAt: clock.at, stated: { calls: 5, windowMs: 60_000 } });
      }
      clock.at = 10_000;
      expect(bucket.view().limit).toBeLessThanOrEqual(5);
      if (demand === 'many calls come') {
        const run = drive(bucket, clock, { ask: () => undefined }, 300_000);
        expect(run.served.filter((at) => at < 60_000).length).toBeLessThanOrEqual(6);
      }
      clock.at = 300_000;
      expect(bucket.view()).toMatchObject({ limit: undefined, waitMs: 0 });
    },
  );

  it('keeps a limit ever longer that the vendor states again each time it was forgotten', () => {
    const clock = handClock();
    const bucket = new TokenBucket({ clock });
    const kept: number[] = [];
    for (let round = 0; round < 4; round++) {
      bucket.tryTake();
      bucket.throttled({ takenAt: clock.at, stated: { calls: 5, windowMs: 60_000 } });
      const from = clock.at;
      while (bucket.view().limit === undefined) clock.at += 1_000;
      while (bucket.view().limit !== undefined) clock.at += 1_000;
      kept.push(clock.at - from);
    }
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(kept[3]).toBeGreaterThan((kept[0] ?? 0) * 3);
  });

  it('finds the same limit of 5 a minute with words and without', () => {
    const found = [{ stated: { calls: 5, windowMs: 60_000 } }, {}].map((says) => {
      const clock = handClock();
      const bucket = new TokenBucket({ clock });
      drive(
        bucket,
        clock,
        windowServer(5, 60_000, () => says),
        15_000,
      );
      return bucket.view();
    });
    for (const view of found) expect(view).toMatchObject({ limit: 5, windowMs: 60_000 });
  });

  it('sends no call before a Retry-After is over', () => {
    const clock = handClock();
    const server = bucketServer(50, (waitMs) => ({ retryAfterMs: 1_000 * Math.ceil(waitMs / 1_000) }));
    const run = drive(new TokenBucket({ clock }), clock, server, 60_000);
    say('50/s with Retry-After', share(run, 10_000, 50 * 50));
    expect(run.refused.length).toBeGreaterThan(0);
    expect(run.early).toBe(0);
  });

  it('does not believe a stated limit when many more calls got through', () => {
    const clock = handClock();
    const bucket = new TokenBucket({ clock });
    for (let n = 0; n < 100; n++) {
      expect(bucket.tryTake()).toBe(0);
      clock.at += 100;
    }
    bucket.throttled({ stated: { calls: 1, windowMs: 60_000 } });
    clock.at += 2_001;
    expect(bucket.view().limit).toBe(50);
  });

  it('estimates the limit once for one burst of refusals, however many', () => {
    const clock = handClock();
    const bucket = new TokenBucket({ limit: 100, windowMs: 1_000, clock });
    for (let n = 0; n < 10; n++) bucket.tryTake();
    clock.at += 20;
    for (let n = 0; n < 5; n++) bucket.throttled({ takenAt: 0 });
    clock.at += 2_001;
    expect(bucket.view().limit).toBe(50);
    // Sent before the estimate.
    bucket.throttled({ takenAt: 10 });
    expect(bucket.view()).toMatchObject({ limit: 50, waitMs: 0 });
  });

  it('follows a limit that fell, and comes back when it rose again, never above the configured one', () => {
    const clock = handClock();
    const random = seeded(5);
    let perSecond = 100;
    let tokens = 100;
    let at = 0;
    let most = 0;
    const server: Server = {
      ask(now) {
        tokens = Math.min(perSecond, tokens + ((now - at) * perSecond) / 1_000);
        at = now;
        if (tokens < 1) return {};
        tokens--;
        return undefined;
      },
    };
    const bucket = new TokenBucket({
      limit: 100,
      windowMs: 1_000,
      clock,
      onChange: (limit) => (most = Math.max(most, limit)),
    });
    const rates: number[] = [];
    for (const [rate, untilMs] of [
      [100, 60_000],
      [30, 180_000],
      [100, 1_200_000],
    ] as const) {
      perSecond = rate;
      const before = clock.at;
      const run = drive(bucket, clock, server, untilMs, 10 + 20 * random());
      const late = run.served.filter((served) => served > untilMs - 30_000).length / 30;
      rates.push(late);
      expect(clock.at).toBeGreaterThan(before);
    }
    process.stdout.write(
      `token bucket: 100 -> 30 -> 100 a second: ${rates.map((rate) => rate.toFixed(0)).join(', ')}\n`,
    );
    expect(rates[0]).toBeGreaterThan(95);
    expect(rates[1]).toBeGreaterThan(20);
    expect(rates[2]).toBeGreaterThan(90);
    expect(most).toBeLessThanOrEqual(100);
  });

  it('forgets the limit guessed from one accidental refusal: 200 calls go out in seconds', () => {
    for (const passedBefore of [0, 1, 5, 30]) {
      const clock = handClock();
      let asked = 0;
      const server: Server = { ask: () => (++asked === passedBefore + 1 ? {} : undefined) };
      const bucket = new TokenBucket({ clock });
      // Low traffic, one call in 100 ms; then a query over 200 hosts.
      for (let n = 0; n <= passedBefore; n++) {
        expect(bucket.tryTake()).toBe(0);
        if (server.ask(clock.at) !== undefined) bucket.throttled({ takenAt: clock.at });
        clock.at += 100;
      }
      const from = clock.at;
      const run = drive(bucket, clock, server, from + 60_000);
      const lastMs = (run.served[199] ?? Infinity) - from;
      process.stdout.write(
        `token bucket: 200 calls after an accidental 429: ${(lastMs / 1_000).toFixed(1)} s\n`,
      );
      expect(lastMs).toBeLessThan(11_000);
      expect(bucket.view().limit).toBeUndefined();
    }
  });

  it('keeps going when one call in fifty is refused by accident', () => {
    const clock = handClock();
    const random = seeded(9);
    const server: Server = { ask: () => (random() < 0.02 ? {} : undefined) };
    const run = drive(new TokenBucket({ clock }), clock, server, 30_000);
    process.stdout.write(`token bucket: ${run.served.length} calls in 30 s with 2 % accidental 429\n`);
    expect(run.served.length).toBeGreaterThan(300);
  });

  it('holds nobody back while no limit is known', () => {
    const bucket = new TokenBucket({ clock: handClock() });
    const waits = new Set(Array.from({ length: 10_000 }, () => bucket.tryTake()));
    expect([...waits]).toEqual([0]);
    expect(bucket.view()).toEqual({ limit: undefined, windowMs: 60_000, available: Infinity, waitMs: 0 });
  });

  it('refuses options outside their range by name', () => {
    expect(() => new TokenBucket({ limit: 0 })).toThrow(/limit/);
    expect(() => new TokenBucket({ limit: 1, windowMs: 1 })).toThrow(/windowMs/);
  });
});

describe('quota in memory', () => {
  it('keeps one bucket for each key', () => {
    const quota = new MemoryQuota({
      clock: handClock(),
      limitOf: (key) => (key === 'a' ? { calls: 1, windowMs: 60_000 } : undefined),
    });
    expect([quota.take('a'), quota.take('b'), quota.take('b')]).toEqual([0, 0, 0]);
    expect(quota.take('a')).toBeGreaterThan(0);
    quota.throttled('b', { retryAfterMs: 500 });
    expect(quota.take('b')).toBe(500);
    expect(quota.view('a')).toMatchObject({ limit: 1, available: 0 });
  });
});
