import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.js';
import type { Counter, Taken } from './counter.js';

/** Keys remembered at a time; above that the ones longest unused start anew. */
const MAX_KEYS = 50_000;

interface Window {
  used: number;
  readonly endsAt: number;
}

/** Counts in this process alone. */
export class MemoryCounter implements Counter {
  private readonly windows = new LRUCache<string, Window>({ max: MAX_KEYS });

  constructor(
    private readonly windowMs: number,
    private readonly clock: Clock,
  ) {}

  take(key: string, points: number, limit: number): Taken {
    const now = this.clock.monotonic();
    let window = this.windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      window = { used: 0, endsAt: now + this.windowMs };
      this.windows.set(key, window);
    }
    const ok = window.used + points <= limit;
    if (ok) window.used += points;
    return { ok, used: window.used, resetMs: window.endsAt - now };
  }
}
