import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { TroubleLog } from './trouble-log.js';

describe('trouble that goes on', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is told at once, then once an interval with how often it came, and anew after it was over', () => {
    const told: [string, number][] = [];
    const log = new TroubleLog<{ of: string }>(({ of }, times) => told.push([of, times]), 1_000);
    for (let at = 0; at < 100; at++) log.note('network', { of: `call ${at}` });
    log.note('throttled', { of: 'another' });
    expect(told).toEqual([
      ['call 0', 1],
      ['another', 1],
    ]);
    jest.advanceTimersByTime(1_000);
    expect(told.slice(2)).toEqual([['call 99', 99]]);
    jest.advanceTimersByTime(1_000);
    expect(told).toHaveLength(3);
    log.note('network', { of: 'a new outage' });
    expect(told.slice(3)).toEqual([['a new outage', 1]]);
    expect(jest.getTimerCount()).toBe(1);
  });
});
