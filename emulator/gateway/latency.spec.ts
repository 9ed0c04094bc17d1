import { describe, expect, it } from '@jest/globals';
import { latencyOf, LatencySource } from './latency.js';

describe('latency', () => {
  it('reads one number, or median and 99th percentile', () => {
    expect(latencyOf('20')).toEqual({ median: 20, p99: 20 });
    expect(latencyOf('20:80.5')).toEqual({ median: 20, p99: 80.5 });
    expect(latencyOf(5)).toEqual({ median: 5, p99: 5 });
    expect(latencyOf({ median: 1, p99: 2 })).toEqual({ median: 1, p99: 2 });
    for (const bad of ['', 'fast', '80:20', '0:5', -1, '20:', null, {}, '1:9999999']) {
      expect(typeof latencyOf(bad)).toBe('string');
    }
  });

  it('draws with the median and the 99th percentile asked for, the same for the same seed', () => {
    const draw = (seed: number): number[] => {
      const source = new LatencySource(seed);
      return Array.from({ length: 20_000 }, () => source.next({ median: 20, p99: 80 }));
    };
    const times = draw(7).sort((a, b) => a - b);
    expect(times[10_000]).toBeGreaterThan(19);
    expect(times[10_000]).toBeLessThan(21);
    expect(times[19_800]).toBeGreaterThan(70);
    expect(times[19_800]).toBeLessThan(90);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(8)).not.toEqual(draw(7));
    expect(new LatencySource(1).next({ median: 20, p99: 20 })).toBe(20);
  });
});
