import { systemClock, type Clock } from '../kernel/clock.js';
import { Fault } from '../kernel/fault.js';
import { MAX_TIMER_MS, offAbort, onAbort } from './abort-listeners.js';
import { FairQueue, type FairQueueOptions } from './fair-queue.js';
import { abortFault, type CallContext } from './policy.js';
import { wholeInRange } from './range.js';
import type { Quota } from './quota.js';

/** What bounds the calls in flight. */
export interface Permits {
  acquire(context: CallContext): Promise<void> | undefined;
  release(): void;
}

/** What a call has asked for: a permit to be in flight (undefined: it has one), and then one of the quota. */
interface Asked {
  readonly permit: Promise<void> | undefined;
  /** As `Quota.take` answered; undefined while the first permit is not there. */
  readonly taken: number | Promise<number> | undefined;
}

/** Waiters for the quota of one key. At most one of them asks the quota at a time. Exists only while somebody waits. */
interface Gate {
  readonly key: string;
  readonly queue: FairQueue<() => void>;
  trying: boolean;
  timer: NodeJS.Timeout | undefined;
}

interface QuotaGateOptions extends FairQueueOptions {
  readonly quota: Quota;
  readonly permits: Permits;
  /** Calls a lane may hold for each key. Default 4096. */
  readonly maxQueued?: number;
  readonly clock?: Clock;
  /** A call has to wait for quota. */
  readonly onWait?: (key: string, waitMs: number) => void;
}

/**
 * Gets two permits for a call: first one to be in flight, then one of the quota, so that quota is spent only when the
 * call goes out. A call that waits for quota holds no permit to be in flight, else one slow API would block all others.
 * It waits in a fair queue, else 64 bulk calls at 5 a minute would stand before every interactive one.
 */
export class QuotaGate {
  private readonly options: QuotaGateOptions;
  private readonly maxQueued: number;
  private readonly clock: Clock;
  private readonly gates = new Map<string, Gate>();

  /** @throws RangeError for maxQueued outside [1, 1 000 000]. */
  constructor(options: QuotaGateOptions) {
    this.options = options;
    this.maxQueued = wholeInRange('maxQueued', options.maxQueued ?? 4_096, 1, 1_000_000);
    this.clock = options.clock ?? systemClock;
  }

  /** Calls that wait for quota. */
  get waiting(): number {
    let sum = 0;
    for (const gate of this.gates.values()) sum += gate.queue.size;
    return sum;
  }

  /**
   * Takes both permits: at once (undefined), or when the promise resolves. The one in flight must then be released by the
   * caller.
   *
   * Everything up to the waiter's place in the queue happens before the first `await`, and must stay so: a call that had
   * to wait before it joins the queue could be overtaken by a later one.
   *
   * @throws Fault kind `throttled` with `retryAfterMs` as soon as it is clear that quota comes after the deadline;
   *   `overloaded` from the permits or when the queue is full; the signal's fault on abort. Nothing is held then.
   */
  enter(key: string, context: CallContext): Promise<void> | undefined {
    const gate = this.gates.get(key);
    if (gate !== undefined) return this.wait(key, context, gate, undefined);
    const asked = this.ask(key, context);
    return asked.taken === 0 ? undefined : this.wait(key, context, undefined, asked);
  }

  /** Asks for both permits, as far as that needs no waiting. @throws Fault from the permits; nothing is held then. */
  private ask(key: string, context: CallContext): Asked {
    const permit = this.options.permits.acquire(context);
    if (permit !== undefined) return { permit, taken: undefined };
    try {
      return { permit, taken: this.options.quota.take(key) };
    } catch (error) {
      this.options.permits.release();
      throw error;
    }
  }

  /**
   * Waits for what was not there at once.
   *
   * @param first what the call has asked for already; undefined when it has to queue first.
   */
  private async wait(
    key: string,
    context: CallContext,
    gate: Gate | undefined,
    first: Asked | undefined,
  ): Promise<void> {
    const { quota, permits } = this.options;
    for (let asked = first, tried = false; ; asked = undefined) {
      if (gate !== undefined) {
        await this.waitInQueue(gate, context, tried);
        tried = true;
      }
      let held = false;
      let waitMs: number;
      try {
        asked ??= this.ask(key, context);
        if (asked.permit !== undefined) await asked.permit;
        held = true;
        const taken = asked.taken ?? this.takeLater(key, context);
        waitMs = typeof taken === 'number' ? taken : await taken;
        if (waitMs === 0 && context.signal.aborted) throw abortFault(context.signal);
      } catch (error) {
        this.giveUp(gate, held);
        throw error;
      }
      if (waitMs === 0) {
        if (gate !== undefined) this.next(gate, quota.view(key).waitMs);
        return;
      }
      permits.release();
      this.retryLater(key, gate, waitMs, context);
      gate ??= this.gates.get(key) ?? this.close(key, waitMs);
    }
  }

  /** Asks for quota once the permit to be in flight has come. @throws the fault of a call that has ended by then. */
  private async takeLater(key: string, { signal }: CallContext): Promise<number> {
    // The permit comes from a call that ended just now. When this is its twin, it is cancelled before quota is spent on it.
    await Promise.resolve();
    if (signal.aborted) throw abortFault(signal);
    return this.options.quota.take(key);
  }

  /** @param held whether the call that gives up has a permit to be in flight. */
  private giveUp(gate: Gate | undefined, held: boolean): void {
    if (held) this.options.permits.release();
    if (gate !== undefined) this.next(gate, 0);
  }

  /**
   * Lets the next waiter of the gate try after `waitMs`.
   *
   * @throws Fault kind `throttled` when the quota comes after the deadline of the call that just tried.
   */
  private retryLater(key: string, gate: Gate | undefined, waitMs: number, context: CallContext): void {
    const late = this.lateness(waitMs, context);
    if (gate !== undefined) this.next(gate, waitMs, late === undefined);
    if (late !== undefined) throw late;
    this.options.onWait?.(key, waitMs);
  }

  /** Waits until this call may try to take quota. @param tried whether it tried before, and so goes to the head. */
  private waitInQueue(gate: Gate, context: CallContext, tried: boolean): Promise<void> {
    const { signal, lane, tenant } = context;
    const { queue } = gate;
    const refusal = signal.aborted ? abortFault(signal) : tried ? undefined : this.refusal(gate, context);
    if (refusal !== undefined) {
      this.removeIfEmpty(gate);
      return Promise.reject(refusal);
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.remove(place);
        reject(abortFault(signal));
        this.removeIfEmpty(gate);
      };
      const grant = (): void => {
        offAbort(signal, leave);
        resolve();
      };
      const place = tried ? queue.unshift(lane, tenant, grant) : queue.push(lane, tenant, grant);
      onAbort(signal, leave);
      if (!gate.trying && gate.timer === undefined) this.grant(gate);
    });
  }

  private close(key: string, waitMs: number): Gate {
    const gate: Gate = { key, queue: new FairQueue(this.options), trying: false, timer: undefined };
    this.gates.set(key, gate);
    this.next(gate, waitMs, true);
    return gate;
  }

  /**
   * Ends the attempt of one call and lets the next waiter try after `waitMs`.
   *
   * @param returns whether the call that tried joins the queue again.
   */
  private next(gate: Gate, waitMs: number, returns = false): void {
    gate.trying = false;
    if (gate.queue.size === 0 && !returns) this.removeIfEmpty(gate);
    else if (waitMs > 0) {
      clearTimeout(gate.timer);
      gate.timer = setTimeout(
        () => {
          gate.timer = undefined;
          this.grant(gate);
        },
        Math.min(Math.ceil(waitMs), MAX_TIMER_MS),
      );
    } else if (gate.timer === undefined) this.grant(gate);
  }

  private grant(gate: Gate): void {
    const next = gate.queue.shift();
    if (next === undefined) this.removeIfEmpty(gate);
    else {
      gate.trying = true;
      next();
    }
  }

  private removeIfEmpty(gate: Gate): void {
    if (gate.queue.size > 0 || gate.trying) return;
    clearTimeout(gate.timer);
    gate.timer = undefined;
    if (this.gates.get(gate.key) === gate) this.gates.delete(gate.key);
  }

  /**
   * Returns the milliseconds that a new call has to wait at least, at the known rate. Calls of a less urgent lane do not count.
   * The estimate errs on the low side, because a high one would refuse calls that could be served.
   */
  private estimateMs(gate: Gate, context: CallContext): number {
    const { limit, windowMs, available, waitMs } = this.options.quota.view(gate.key);
    if (limit === undefined) return waitMs;
    const ahead = context.lane === 'interactive' ? gate.queue.sizeOf('interactive') : gate.queue.size;
    const atOnce = Math.max(available, 5, limit / 10);
    return waitMs + (Math.max(0, ahead - atOnce) * windowMs) / limit;
  }

  /** Returns why a new call is refused without queueing; undefined when it may queue. */
  private refusal(gate: Gate, context: CallContext): Fault | undefined {
    const waitMs = this.estimateMs(gate, context);
    if (gate.queue.sizeOf(context.lane) < this.maxQueued) return this.lateness(waitMs, context);
    return new Fault('overloaded', 'the queue for the quota is full', {
      retryAfterMs: Math.max(1_000, waitMs),
    });
  }

  private lateness(waitMs: number, context: CallContext): Fault | undefined {
    if (context.deadlineAt === undefined || this.clock.monotonic() + waitMs < context.deadlineAt)
      return undefined;
    return new Fault('throttled', 'the quota frees up after the deadline', { retryAfterMs: waitMs });
  }
}
