import { deadlineAfter, untilAborted } from '../../../kernel/abort.js';
import type { Clock } from '../../../kernel/clock.js';
import { Fault } from '../../../kernel/fault.js';
import { RefusalMemory } from '../refusal-memory.js';
import type { AccessKey, KeySource, KeySourceState } from './access-key.js';

/** Keys just fetched. */
export interface FetchedKey {
  readonly key: AccessKey;
  /** Milliseconds that they are good for; Infinity for no known end. */
  readonly lifeMs: number;
  /** Milliseconds after which to fetch again. */
  readonly renewInMs: number;
}

interface RenewedKeysOptions {
  readonly fetch: (signal: AbortSignal) => Promise<FetchedKey>;
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** What is kept of fetched keys; times by `Clock.monotonic()`. */
interface Held {
  readonly key: AccessKey;
  readonly renewAt: number;
  readonly endsAt: number;
}

/** How long one fetch may take, in milliseconds; choice: the vendor's own SDK gives each of its two calls 3 s. */
const FETCH_MS = 8_000;

/**
 * Keys that end, fetched again before they do. One fetch at a time, begun by a request: the keys at hand serve while it runs,
 * and also after it failed, until they end.
 */
export class RenewedKeys implements KeySource {
  private held: Held | undefined;
  private renewal: Promise<AccessKey> | undefined;
  private readonly refusals: RefusalMemory;

  constructor(private readonly options: RenewedKeysOptions) {
    this.refusals = new RefusalMemory(options.clock, options.random);
  }

  current(signal: AbortSignal): AccessKey | Promise<AccessKey> {
    const { held } = this;
    const now = this.options.clock.monotonic();
    if (held !== undefined && now < held.renewAt) return held.key;
    if (held === undefined || now >= held.endsAt) return untilAborted(this.renew(), signal);
    if (this.refusals.current() === undefined) this.renew().catch(() => undefined);
    return held.key;
  }

  refused(key: AccessKey): boolean {
    // They may have ended early. Nobody uses them until they have been fetched again.
    if (this.held?.key === key) this.held = undefined;
    return true;
  }

  async refresh(signal: AbortSignal): Promise<void> {
    this.refusals.clear();
    await untilAborted(this.renew(), signal);
  }

  state(): KeySourceState {
    const { held } = this;
    const { clock } = this.options;
    const leftMs = (held?.endsAt ?? -Infinity) - clock.monotonic();
    const refusal = this.refusals.state();
    if (leftMs <= 0) return refusal;
    // A failed renewal is no failure while the keys are good.
    const condition = refusal.condition === 'empty' ? 'empty' : 'ready';
    return {
      ...refusal,
      condition,
      ...(Number.isFinite(leftMs) ? { expiresAt: Math.round(clock.now() + leftMs) } : {}),
    };
  }

  private renew(): Promise<AccessKey> {
    if (this.renewal === undefined) {
      this.renewal = this.fetch().finally(() => (this.renewal = undefined));
      this.renewal.catch(() => undefined);
    }
    return this.renewal;
  }

  /** Fetches once for all who wait. After a failure it waits for the back-off. */
  private async fetch(): Promise<AccessKey> {
    const refusal = this.refusals.current();
    if (refusal !== undefined) throw refusal;
    const deadline = deadlineAfter(FETCH_MS, () => new Fault('timeout', `no keys within ${FETCH_MS} ms`));
    try {
      const { key, lifeMs, renewInMs } = await this.options.fetch(deadline.signal);
      const now = this.options.clock.monotonic();
      this.refusals.fetched();
      this.held = { key, renewAt: now + Math.min(renewInMs, lifeMs), endsAt: now + lifeMs };
      return key;
    } catch (error) {
      const fault = Fault.from(error);
      this.refusals.failed(fault);
      throw fault;
    } finally {
      deadline.dispose();
    }
  }
}
