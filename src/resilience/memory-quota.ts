import { systemClock, type Clock } from '../kernel/clock.js';
import type { Quota, QuotaView, StatedLimit, ThrottleHint } from './quota.js';
import { TokenBucket } from './token-bucket.js';

interface MemoryQuotaOptions {
  /** The configured limit of a key; undefined for none. */
  readonly limitOf?: (key: string) => StatedLimit | undefined;
  readonly clock?: Clock;
  readonly onChange?: (key: string, limit: number, windowMs: number, why: 'narrowed' | 'widened') => void;
}

/** The quota of one process alone: a bucket for each key, made when first asked for. Keys are bounded by configuration. */
export class MemoryQuota implements Quota {
  private readonly buckets = new Map<string, TokenBucket>();
  private readonly options: MemoryQuotaOptions;
  private readonly clock: Clock;

  constructor(options: MemoryQuotaOptions = {}) {
    this.options = options;
    this.clock = options.clock ?? systemClock;
  }

  take(key: string): number {
    return this.bucket(key).tryTake();
  }

  throttled(key: string, hint: ThrottleHint): void {
    this.bucket(key).throttled(hint);
  }

  view(key: string): QuotaView {
    return this.bucket(key).view();
  }

  private bucket(key: string): TokenBucket {
    const known = this.buckets.get(key);
    if (known !== undefined) return known;
    const { limitOf, onChange } = this.options;
    const configured = limitOf?.(key);
    const bucket = new TokenBucket({
      clock: this.clock,
      ...(configured === undefined ? {} : { limit: configured.calls, windowMs: configured.windowMs }),
      ...(onChange === undefined
        ? {}
        : { onChange: (limit, windowMs, why) => onChange(key, limit, windowMs, why) }),
    });
    this.buckets.set(key, bucket);
    return bucket;
  }
}
