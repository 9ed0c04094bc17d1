import { inRange, wholeInRange } from './range.js';

export interface AimdOptions {
  /** Lowest limit, whole, from 1. Default 8: below that, a recovered upstream is noticed too slowly. */
  readonly min?: number;
  /** Highest limit, and the first. Default 64. */
  readonly max?: number;
  /** Share of failed exchanges in a round that does not cut the limit. Default 0.1: single faults are not congestion. */
  readonly toleratedFailures?: number;
  /** How many times its usual duration an exchange may take on average before the limit is cut. Default 2.5. */
  readonly slowFactor?: number;
  /** Exchanges faster than this many milliseconds are never slow: noise on a short path. Default 50. */
  readonly slowFloorMs?: number;
  readonly onChange?: (limit: number, why: 'growth' | 'failures' | 'latency') => void;
}

export interface AimdSample {
  /** Exchanges with equal keys usually take equally long; the path template. */
  readonly key: string;
  /** False for timeouts, broken connections and server errors; a refusal is an answer. */
  readonly ok: boolean;
  readonly elapsedMs: number;
  /** In flight when it began, itself included. */
  readonly inFlight: number;
}

interface Baseline {
  meanMs: number;
  samples: number;
}

/** Factors by which failures and latency cut the limit: late answers are a weaker sign than no answers. */
const FAILURE_CUT = 0.7;
const LATENCY_CUT = 0.8;
/** Samples in a baseline: it follows a lasting change in minutes of light traffic or seconds of heavy traffic. */
const BASELINE_SAMPLES = 300;
/** Longest duration that counts, as a multiple of the usual one: one stuck exchange must not decide a round alone. */
const MAX_RATIO = 10;
const MAX_KEYS = 1_000;

/**
 * Finds how many requests in flight the upstream can bear, in rounds of about `limit` exchanges. A good round in which the
 * limit was really used adds 1, then 2, 4, … while rounds stay good. A bad round multiplies the limit by 0.7 or 0.8.
 *
 * Quota refusals do not count: the quota paces the rate, and latency does not show a quota.
 */
export class Aimd {
  private readonly min: number;
  private readonly max: number;
  private readonly toleratedFailures: number;
  private readonly slowFactor: number;
  private readonly slowFloorMs: number;
  private readonly onChange: AimdOptions['onChange'];
  private readonly baselines = new Map<string, Baseline>();
  private currentLimit: number;
  private step = 1;
  private samples = 0;
  private failures = 0;
  private ratioSum = 0;
  private timed = 0;
  private peak = 0;

  /** @throws RangeError for an option outside its range. */
  constructor(options: AimdOptions = {}) {
    this.max = wholeInRange('max', options.max ?? 64, 1, 100_000);
    this.min = wholeInRange('min', options.min ?? Math.min(8, this.max), 1, this.max);
    this.toleratedFailures = inRange('toleratedFailures', options.toleratedFailures ?? 0.1, 0, 1);
    this.slowFactor = inRange('slowFactor', options.slowFactor ?? 2.5, 1.1, 100);
    this.slowFloorMs = inRange('slowFloorMs', options.slowFloorMs ?? 50, 0, 60_000);
    this.onChange = options.onChange;
    this.currentLimit = this.max;
  }

  get limit(): number {
    return this.currentLimit;
  }

  /** Learns from one exchange and returns the limit from now on. */
  record(sample: AimdSample): number {
    this.samples++;
    if (sample.inFlight > this.peak) this.peak = sample.inFlight;
    if (sample.ok) this.time(sample.key, sample.elapsedMs);
    else this.failures++;
    if (this.samples >= this.currentLimit) this.judge();
    return this.currentLimit;
  }

  private time(key: string, elapsedMs: number): void {
    let baseline = this.baselines.get(key);
    if (baseline === undefined) {
      // Keys are path templates, a few dozen; the bound is for a caller that passes something else.
      if (this.baselines.size >= MAX_KEYS) return;
      baseline = { meanMs: elapsedMs, samples: 0 };
      this.baselines.set(key, baseline);
    }
    const ratio =
      elapsedMs <= this.slowFloorMs ? 1 : Math.min(MAX_RATIO, elapsedMs / Math.max(1, baseline.meanMs));
    this.ratioSum += ratio;
    this.timed++;
    if (baseline.samples < BASELINE_SAMPLES) baseline.samples++;
    baseline.meanMs += (elapsedMs - baseline.meanMs) / baseline.samples;
  }

  private judge(): void {
    const failing = this.failures > this.toleratedFailures * this.samples;
    const slow = this.timed > 0 && this.ratioSum / this.timed > this.slowFactor;
    const used = this.peak >= 0.8 * this.currentLimit;
    this.samples = this.failures = this.ratioSum = this.timed = this.peak = 0;
    if (failing) this.cut(FAILURE_CUT, 'failures');
    else if (slow) this.cut(LATENCY_CUT, 'latency');
    else if (used) {
      this.move(Math.min(this.max, this.currentLimit + this.step), 'growth');
      this.step = Math.min(this.step * 2, this.max);
    }
  }

  private cut(factor: number, why: 'failures' | 'latency'): void {
    this.step = 1;
    this.move(Math.max(this.min, Math.floor(this.currentLimit * factor)), why);
  }

  private move(limit: number, why: 'growth' | 'failures' | 'latency'): void {
    if (limit === this.currentLimit) return;
    this.currentLimit = limit;
    this.onChange?.(limit, why);
  }
}
