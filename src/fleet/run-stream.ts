import type { FanOutRun } from './fan-out-run.js';
import type { Outcome } from './outcome.js';

interface Waiter<V> {
  readonly resolve: (result: IteratorResult<V, void>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The stream of a run's outcomes. It is an async generator written by hand: one made by `async function*` cannot be closed
 * while somebody waits for its next value, and that is when most callers hang up.
 */
abstract class RunStream<T, R, V> implements AsyncGenerator<V, void, undefined> {
  private readonly waiters: Waiter<V>[] = [];
  private ended = false;
  private serving = false;

  constructor(protected readonly run: FanOutRun<T, R>) {
    run.onReady = () => this.serve();
  }

  /** Returns the next value; `null` when none will come, `undefined` when none is there yet. */
  protected abstract poll(): V | null | undefined;

  next(): Promise<IteratorResult<V, void>> {
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      this.serve();
    });
  }

  /** Cancels what is in flight and ends the stream, also for those who wait for its next value. */
  return(): Promise<IteratorResult<V, void>> {
    this.ended = true;
    this.run.close();
    this.serve();
    return Promise.resolve({ done: true, value: undefined });
  }

  async throw(error: unknown): Promise<IteratorResult<V, void>> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private step(): IteratorResult<V, void> | undefined {
    if (this.ended) return { done: true, value: undefined };
    let value: V | null | undefined;
    try {
      value = this.poll();
    } catch (error) {
      this.ended = true;
      throw error;
    }
    if (value === undefined) return undefined;
    if (value !== null) return { done: false, value };
    this.ended = true;
    return { done: true, value: undefined };
  }

  /** Serves those who wait, first come, first served. */
  private serve(): void {
    // A fetch may abort the signal that it was given. Then this method is called by itself, and the outer loop goes on.
    if (this.serving) return;
    this.serving = true;
    while (this.waiters.length > 0) {
      try {
        const result = this.step();
        if (result === undefined) break;
        this.waiters.shift()?.resolve(result);
      } catch (error) {
        this.waiters.shift()?.reject(error);
      }
    }
    this.serving = false;
  }
}

/** All outcomes that are ready, at once. */
export class BatchStream<T, R> extends RunStream<T, R, readonly Outcome<T, R>[]> {
  protected override poll(): readonly Outcome<T, R>[] | null | undefined {
    return pullFrom(this.run);
  }
}

/** One outcome at a time. */
export class OutcomeStream<T, R> extends RunStream<T, R, Outcome<T, R>> {
  private batch: readonly Outcome<T, R>[] = [];
  private at = 0;

  protected override poll(): Outcome<T, R> | null | undefined {
    if (this.run.ending?.kind === 'thrown') throw this.run.ending.error;
    if (this.at >= this.batch.length) {
      const batch = pullFrom(this.run);
      if (!batch) return batch;
      this.batch = batch;
      this.at = 0;
    }
    return this.batch[this.at++];
  }
}

/** Returns the outcomes that are ready, at least one; `null` when none will come, `undefined` when none is there yet. */
export function pullFrom<T, R>(run: FanOutRun<T, R>): Outcome<T, R>[] | null | undefined {
  const batch = run.pull();
  if (run.ending?.kind === 'thrown') throw run.ending.error;
  if (batch.length > 0) return batch;
  return run.finished ? null : undefined;
}
