import { RedisFailure } from '../redis/redis-port.js';
import type { Counter, Taken } from './counter.js';

/** Counts in the first; in the second while Redis does not do it. Never no count at all. */
export class InsuredCounter implements Counter {
  constructor(
    private readonly shared: Counter,
    private readonly own: Counter,
  ) {}

  async take(key: string, points: number, limit: number): Promise<Taken> {
    try {
      return await this.shared.take(key, points, limit);
    } catch (error) {
      if (!(error instanceof RedisFailure)) throw error;
      return this.own.take(key, points, limit);
    }
  }
}
