import { Aimd, type AimdOptions, type AimdSample } from './aimd.js';
import { Bulkhead, type BulkheadOptions } from './bulkhead.js';
import type { CallContext } from './policy.js';

interface AdaptiveWindowOptions extends AimdOptions, Omit<BulkheadOptions, 'limit'> {}

/** A bulkhead whose limit follows what the upstream can bear. One for each project, shared by all its credentials. */
export class AdaptiveWindow {
  private readonly aimd: Aimd;
  private readonly bulkhead: Bulkhead;

  /** @throws RangeError for an option outside its range. */
  constructor(options: AdaptiveWindowOptions = {}) {
    this.aimd = new Aimd(options);
    this.bulkhead = new Bulkhead({ ...options, limit: this.aimd.limit });
  }

  get limit(): number {
    return this.bulkhead.limit;
  }

  get inFlight(): number {
    return this.bulkhead.inFlight;
  }

  get queued(): number {
    return this.bulkhead.queued;
  }

  /** See `Bulkhead.acquire`. */
  acquire(context: CallContext): Promise<void> | undefined {
    return this.bulkhead.acquire(context);
  }

  release(): void {
    this.bulkhead.release();
  }

  /** Learns from one exchange and changes the limit. */
  record(sample: AimdSample): void {
    const limit = this.aimd.record(sample);
    if (limit !== this.bulkhead.limit) this.bulkhead.limit = limit;
  }
}
