import { Random } from '../fleet/random.js';

/** Service time in milliseconds: half of the answers take `median` or less, 99 of 100 take `p99` or less. */
export interface Latency {
  readonly median: number;
  readonly p99: number;
}

/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.3263;

/** Longest latency in milliseconds (choice: the fault `delay` makes longer ones). */
const MAX_MS = 600_000;

/** Reads `20`, `"20"`, `"20:80"` or `{"median":20,"p99":80}`. Returns a text with the fault for anything else. */
export function latencyOf(value: unknown): Latency | string {
  let median: number;
  let p99: number;
  if (typeof value === 'number') [median, p99] = [value, value];
  else if (typeof value === 'string' && /^\d+(\.\d+)?(:\d+(\.\d+)?)?$/.test(value)) {
    const [left, right] = value.split(':') as [string, string | undefined];
    [median, p99] = [Number(left), Number(right ?? left)];
  } else if (typeof value === 'object' && value !== null && 'median' in value && 'p99' in value) {
    [median, p99] = [Number(value.median), Number(value.p99)];
  } else return 'must be milliseconds such as 20, or median and 99th percentile such as 20:80';
  if (!(median >= 0 && p99 >= median && p99 <= MAX_MS)) {
    return `must lie from 0 to ${MAX_MS}, the 99th percentile not below the median`;
  }
  if (median === 0 && p99 > 0) return 'needs a median above 0 when it has a 99th percentile';
  return { median, p99 };
}

/** Draws lognormal service times; the same seed gives the same sequence. */
export class LatencySource {
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  next({ median, p99 }: Latency): number {
    if (p99 <= median) return median;
    const sigma = Math.log(p99 / median) / Z99;
    const normal =
      Math.sqrt(-2 * Math.log(1 - this.random.unit())) * Math.cos(2 * Math.PI * this.random.unit());
    return median * Math.exp(sigma * normal);
  }
}
