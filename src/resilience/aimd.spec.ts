import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AdaptiveWindow } from './adaptive-window.js';
import { Aimd } from './aimd.js';

const sample = (ok: boolean, elapsedMs: number, inFlight: number): Parameters<Aimd['record']>[0] => ({
  key: 'GET /x',
  ok,
  elapsedMs,
  inFlight,
});

function feed(aimd: Aimd, count: number, one: (limit: number) => Parameters<Aimd['record']>[0]): void {
  for (let n = 0; n < count; n++) aimd.record(one(aimd.limit));
}

describe('AIMD window', () => {
  it('stays in [min, max] whatever it learns', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ok: fc.boolean(), elapsedMs: fc.double({ min: 0, max: 1e5, noNaN: true }) }), {
          maxLength: 2_000,
        }),
        (samples) => {
          const aimd = new Aimd({ min: 3, max: 20 });
          for (const { ok, elapsedMs } of samples) {
            const limit = aimd.record(sample(ok, elapsedMs, aimd.limit));
            expect(limit).toBeGreaterThanOrEqual(3);
            expect(limit).toBeLessThanOrEqual(20);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('is at the minimum after an outage of 300 calls, and back at 64 within 300 good ones', () => {
    const aimd = new Aimd();
    feed(aimd, 300, (limit) => sample(false, 1, limit));
    expect(aimd.limit).toBe(8);
    let calls = 0;
    for (; aimd.limit < 64; calls++) aimd.record(sample(true, 20, aimd.limit));
    process.stdout.write(`aimd: 8 -> 64 in ${calls} good calls\n`);
    expect(calls).toBeLessThanOrEqual(300);
  });

  it('does not grow while the limit is not used', () => {
    const aimd = new Aimd();
    feed(aimd, 300, (limit) => sample(false, 1, limit));
    feed(aimd, 1_000, () => sample(true, 20, 2));
    expect(aimd.limit).toBe(8);
  });

  it('keeps its limit at 5 % of failures and cuts it at 20 %', () => {
    const tolerant = new Aimd();
    let n = 0;
    feed(tolerant, 2_000, (limit) => sample(n++ % 20 !== 0, 20, limit));
    expect(tolerant.limit).toBe(64);
    const cut = new Aimd();
    feed(cut, 2_000, (limit) => sample(n++ % 5 !== 0, 20, limit));
    expect(cut.limit).toBe(8);
  });

  it('is cut when answers take four times as long as usual, and recovers when that stays so', () => {
    const aimd = new Aimd();
    feed(aimd, 500, (limit) => sample(true, 100, limit));
    expect(aimd.limit).toBe(64);
    feed(aimd, 128, (limit) => sample(true, 400, limit));
    expect(aimd.limit).toBeLessThan(64);
    feed(aimd, 3_000, (limit) => sample(true, 400, limit));
    expect(aimd.limit).toBe(64);
  });

  it('judges each endpoint by its own past: a slow one beside a fast one does not cut the limit', () => {
    const aimd = new Aimd();
    let n = 0;
    feed(aimd, 5_000, (limit) => ({
      key: n++ % 10 === 0 ? 'slow' : 'fast',
      ok: true,
      elapsedMs: n % 10 === 1 ? 5_000 : 60,
      inFlight: limit,
    }));
    expect(aimd.limit).toBe(64);
  });

  it('ignores noise under the floor', () => {
    const aimd = new Aimd();
    feed(aimd, 500, (limit) => sample(true, 2, limit));
    feed(aimd, 500, (limit) => sample(true, 45, limit));
    expect(aimd.limit).toBe(64);
  });

  it('changes the limit of its bulkhead', () => {
    const changes: number[] = [];
    const window = new AdaptiveWindow({ max: 16, min: 4, onChange: (limit) => changes.push(limit) });
    for (let n = 0; n < 100; n++) window.record(sample(false, 1, 16));
    expect(window.limit).toBe(4);
    expect(changes[0]).toBe(11);
  });

  it('refuses options outside their range by name', () => {
    expect(() => new Aimd({ max: 0 })).toThrow(/max/);
    expect(() => new Aimd({ min: 65 })).toThrow(/min/);
    expect(() => new Aimd({ slowFactor: 1 })).toThrow(/slowFactor/);
  });
});
