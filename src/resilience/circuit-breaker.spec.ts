import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seeded } from '../../test/support/virtual-time.js';
import type { Clock } from '../kernel/clock.js';
import { FAULT_KINDS, Fault, type FaultKind } from '../kernel/fault.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { CallContext } from './policy.js';

const context: CallContext = { signal: new AbortController().signal, lane: 'interactive', tenant: 't' };
const BAD: readonly FaultKind[] = ['unavailable', 'network', 'timeout', 'bad_payload', 'blocked'];

function handClock(): Clock & { at: number } {
  return {
    at: 0,
    now: () => 0,
    monotonic: function () {
      return this.at;
    },
  };
}

async function outcome(breaker: CircuitBreaker, kind?: FaultKind): Promise<FaultKind | 'ok'> {
  return breaker
    .execute(() => (kind === undefined ? Promise.resolve() : Promise.reject(new Fault(kind, 'no'))), context)
    .then(
      () => 'ok' as const,
      (error: unknown) => (error as Fault).kind,
    );
}

async function tripped(clock: Clock): Promise<CircuitBreaker> {
  const breaker = new CircuitBreaker({ clock });
  for (let call = 0; call < 40; call++) await outcome(breaker, 'unavailable');
  expect(breaker.state.kind).toBe('open');
  return breaker;
}

describe('circuit breaker', () => {
  it.each(FAULT_KINDS)('counts %s as it should', async (kind) => {
    const breaker = new CircuitBreaker({ clock: handClock() });
    for (let call = 0; call < 200; call++) await outcome(breaker, kind);
    expect(breaker.state.kind).toBe(BAD.includes(kind) ? 'open' : 'closed');
  });

  it('opens on total failure after the minimum volume, and says when to come back', async () => {
    const clock = handClock();
    const breaker = new CircuitBreaker({ clock });
    for (let call = 0; call < 39; call++) await outcome(breaker, 'network');
    expect(breaker.state.kind).toBe('closed');
    await outcome(breaker, 'network');
    clock.at = 400;
    await expect(breaker.execute(() => Promise.resolve(), context)).rejects.toMatchObject({
      kind: 'circuit_open',
      retryAfterMs: 600,
    });
  });

  it('opens within 70 calls of an outage however much success went before', async () => {
    const clock = handClock();
    const breaker = new CircuitBreaker({ clock });
    for (let call = 0; call < 5_000; call++) await outcome(breaker);
    let calls = 0;
    for (; breaker.state.kind === 'closed'; calls++) await outcome(breaker, 'timeout');
    expect(calls).toBeLessThanOrEqual(70);
  });

  it('stays closed through 100 000 calls of which 30 % fail at random (seed 7)', async () => {
    const clock = handClock();
    const random = seeded(7);
    let opened = 0;
    const breaker = new CircuitBreaker({ clock, onStateChange: () => opened++ });
    for (let call = 0; call < 100_000; call++) {
      clock.at += 2;
      await outcome(breaker, random() < 0.3 ? 'unavailable' : undefined);
    }
    expect(opened).toBe(0);
  });

  it('forgets outcomes older than its window', async () => {
    const clock = handClock();
    const breaker = new CircuitBreaker({ clock });
    for (let call = 0; call < 39; call++) await outcome(breaker, 'network');
    clock.at += 10_001;
    for (let call = 0; call < 39; call++) await outcome(breaker, 'network');
    expect(breaker.state.kind).toBe('closed');
  });

  it('lets through no more probes than it may, and closes when they are good', async () => {
    const clock = handClock();
    const breaker = await tripped(clock);
    clock.at += 1_000;
    const settle: (() => void)[] = [];
    const probes = Array.from({ length: 50 }, () =>
      breaker
        .execute(() => new Promise<void>((resolve) => settle.push(resolve)), context)
        .then(
          () => 'ok',
          (error: unknown) => (error as Fault).kind,
        ),
    );
    expect(settle).toHaveLength(5);
    for (const good of settle) good();
    const results = await Promise.all(probes);
    expect(results.filter((result) => result === 'ok')).toHaveLength(5);
    expect(results.filter((result) => result === 'circuit_open')).toHaveLength(45);
    expect(breaker.state.kind).toBe('closed');
  });

  it('waits longer after each failed round of probes, never over 3 s', async () => {
    const clock = handClock();
    const breaker = await tripped(clock);
    const pauses: number[] = [];
    for (let round = 0; round < 5; round++) {
      if (breaker.state.kind !== 'open') throw new Error('not open');
      pauses.push(breaker.state.until - clock.at);
      clock.at = breaker.state.until;
      for (let probe = 0; probe < 5; probe++) await outcome(breaker, 'unavailable');
    }
    expect(pauses).toEqual([1_000, 2_000, 3_000, 3_000, 3_000]);
  });

  it('gives a probe that was cancelled to somebody else', async () => {
    const clock = handClock();
    const breaker = await tripped(clock);
    clock.at += 1_000;
    for (let probe = 0; probe < 20; probe++) expect(await outcome(breaker, 'cancelled')).toBe('cancelled');
    for (let probe = 0; probe < 5; probe++) await outcome(breaker);
    expect(breaker.state.kind).toBe('closed');
  });

  it('does not count answers to calls that began before it opened', async () => {
    const clock = handClock();
    const breaker = new CircuitBreaker({ clock });
    const fail: (() => void)[] = [];
    const slow = Array.from({ length: 20 }, () =>
      breaker
        .execute(
          () => new Promise((_, reject) => fail.push(() => reject(new Fault('timeout', 'late')))),
          context,
        )
        .catch(() => undefined),
    );
    for (let call = 0; call < 40; call++) await outcome(breaker, 'unavailable');
    clock.at += 1_000;
    expect(await outcome(breaker)).toBe('ok');
    for (const one of fail) one();
    await Promise.all(slow);
    expect(breaker.state).toMatchObject({ kind: 'half_open', inFlight: 0, good: 1, bad: 0 });
  });

  it('turns away a call that waited while the circuit opened', async () => {
    const clock = handClock();
    const breaker = await tripped(clock);
    expect(() => breaker.refuseIfOpen()).toThrow(Fault);
    clock.at += 1_000;
    for (let probe = 0; probe < 5; probe++) await outcome(breaker);
    expect(() => breaker.refuseIfOpen()).not.toThrow();
  });

  it('never has more than 5 probes out, nor counts a late answer of an earlier state, in any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.infiniteStream(fc.boolean()), async (scheduler, bad) => {
        const clock = handClock();
        const breaker = new CircuitBreaker({ clock, minCalls: 5, windowCalls: 10 });
        let probing = 0;
        const call = async (): Promise<void> => {
          const fails = bad.next().value;
          await breaker
            .execute(async () => {
              const probe = breaker.state.kind === 'half_open';
              if (probe) expect(++probing).toBeLessThanOrEqual(5);
              await scheduler.schedule(Promise.resolve());
              if (probe) probing--;
              if (fails) throw new Fault('unavailable', 'no');
            }, context)
            .catch(() => undefined);
          clock.at += 100;
        };
        const done = Promise.all(
          Array.from({ length: 8 }, async () => {
            for (let n = 0; n < 12; n++) await call();
          }),
        );
        await scheduler.waitFor(done);
        const { state } = breaker;
        if (state.kind === 'half_open') expect(state.inFlight).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('refuses options outside their range by name', () => {
    expect(() => new CircuitBreaker({ failureRatio: 0 })).toThrow(/failureRatio/);
    expect(() => new CircuitBreaker({ minCalls: 101 })).toThrow(/minCalls/);
    expect(() => new CircuitBreaker({ probes: 0 })).toThrow(/probes/);
    expect(() => new CircuitBreaker({ maxOpenMs: 10 })).toThrow(/maxOpenMs/);
  });
});
