import { describe, expect, it } from '@jest/globals';
import type { Clock } from '../../../kernel/clock.js';
import { KeyGate } from './key-gate.js';

const never = new AbortController().signal;

function rig() {
  const time = { ms: 0 };
  const clock: Clock = { now: () => time.ms, monotonic: () => time.ms };
  return { time, gate: new KeyGate(clock) };
}

describe('KeyGate', () => {
  it('lets one through until it is taken, then all', async () => {
    const { gate } = rig();
    const first = await gate.enter(never);
    let passed = 0;
    const others = Array.from({ length: 5 }, () => gate.enter(never).then(() => passed++));
    await turn();
    expect(passed).toBe(0);
    first.accepted();
    await Promise.all(others);
    expect(gate.state().condition).toBe('ready');
  });

  it('rests after three refusals in a row, longer each time it is refused again', async () => {
    const { gate, time } = rig();
    for (let refusal = 1; refusal <= 3; refusal++) (await gate.enter(never)).refused();
    expect(gate.usable()).toBe(false);
    await expect(gate.enter(never)).rejects.toMatchObject({
      problem: 'signature_refused',
      retryAfterMs: 360_000,
    });
    time.ms += 360_000;
    (await gate.enter(never)).refused();
    await expect(gate.enter(never)).rejects.toMatchObject({ retryAfterMs: 720_000 });
    time.ms += 720_000;
    (await gate.enter(never)).accepted();
    (await gate.enter(never)).refused();
    expect(gate.usable()).toBe(true);
    gate.reset();
    expect(gate.state().condition).toBe('empty');
  });

  it('does not count refusals on both sides of a success', async () => {
    const { gate } = rig();
    for (let round = 0; round < 10; round++) {
      (await gate.enter(never)).refused();
      (await gate.enter(never)).refused();
      (await gate.enter(never)).accepted();
    }
    expect(gate.usable()).toBe(true);
  });

  it('goes on with the next when the one that tries goes away', async () => {
    const { gate } = rig();
    const leaving = new AbortController();
    await gate.enter(leaving.signal);
    const next = gate.enter(never);
    leaving.abort();
    (await next).accepted();
    await expect(gate.enter(leaving.signal)).rejects.toThrow();
  });
});

function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
