import { LRUCache } from 'lru-cache';
import { weightOfRows } from '../../kernel/memory.js';

/** The rows of one host as they were read: whole, distinct, sorted, unfiltered. */
export interface CachedRows<Row> {
  readonly rows: readonly Row[];
  /** When they were read, Unix milliseconds. */
  readonly at: number;
}

/** What a row weighs at least, in bytes. Measured on port rows (14 members, shared texts). */
const ROW_BYTES = 320;
const ENTRY_BYTES = 400;

/** Oldest rows that anybody may ask for, in milliseconds: none is kept for longer. */
export const LONGEST_AGE_MS = 86_400_000;

/**
 * Rows by host, bounded in memory and age. Keys hold all that changes the answer (asset type, project, enterprise project,
 * category, host) and nothing of the caller: callers reach it only after their right to the project is checked.
 */
export class RowCache {
  private readonly kept: LRUCache<string, CachedRows<unknown>> | undefined;

  /** @param maxBytes 0 keeps nothing. */
  constructor(maxBytes: number) {
    this.kept =
      maxBytes === 0
        ? undefined
        : new LRUCache({
            maxSize: maxBytes,
            ttl: LONGEST_AGE_MS,
          });
  }

  get<Row>(key: string, maxAgeMs: number): CachedRows<Row> | undefined {
    if (maxAgeMs <= 0) return undefined;
    const entry = this.kept?.get(key);
    return entry !== undefined && Date.now() - entry.at <= maxAgeMs ? (entry as CachedRows<Row>) : undefined;
  }

  /**
   * Keeps an entry.
   *
   * @param rowBytes what its rows take on the heap, where they have been weighed.
   * @returns whether it is kept now: not when a younger one is there, nor when it would push all others out.
   */
  set<Row>(key: string, entry: CachedRows<Row>, rowBytes: number = weightOfRows(entry.rows)): boolean {
    if (this.kept === undefined) return false;
    const known = this.kept.peek(key);
    // An entry from the future was made before the clock was set back.
    if (known !== undefined && known.at >= entry.at && known.at <= Date.now()) return false;
    const size = ENTRY_BYTES + key.length * 2 + Math.max(entry.rows.length * ROW_BYTES, rowBytes);
    this.kept.set(key, entry, { size });
    return this.kept.has(key);
  }
}

/** Makes a key that differs whenever one of its parts differs. */
export function cacheKey(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
