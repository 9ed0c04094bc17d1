import { getHeapStatistics } from 'node:v8';
import { Fault } from './fault.js';

/** Most bytes on the heap of this process: `--max-old-space-size` and a little more. */
const HEAP_BYTES = getHeapStatistics().heap_size_limit;

/** Share of the heap for all answers together that are held whole. A choice: caches take about half of the heap. */
const HELD_SHARE = 1 / 4;
/** Share of that for one answer, so that one caller does not take it all. A choice. */
const ONE_ANSWER = 1 / 2;
/** When to ask again while other answers hold too much, in milliseconds. A choice: some of them will have ended by then. */
const RETRY_AFTER_MS = 2_000;

/** Texts up to this length are taken to be shared by many rows: states, protocols. A choice. */
const SHARED_TEXT = 10;
/** Rows of a list that are weighed; the others are taken to weigh as much. */
const WEIGHED_ROWS = 64;

/** Returns a part of the heap in bytes, and never more than `mostBytes`. */
export function shareOfHeap(share: number, mostBytes = Infinity): number {
  return Math.max(1, Math.min(mostBytes, Math.floor(HEAP_BYTES * share)));
}

/** Estimates what a plain object takes on the heap, in bytes. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length <= SHARED_TEXT ? 0 : 16 + value.length;
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = 24;
  // In place of `Object.values`, which makes a list for each row.
  for (const name in value) bytes += 8 + weightOf((value as Readonly<Record<string, unknown>>)[name]);
  return bytes;
}

/** Estimates what rows take on the heap, in bytes. Weighs some of them: long lists cost no more than short ones. */
export function weightOfRows(rows: readonly unknown[]): number {
  const step = Math.max(1, Math.ceil(rows.length / WEIGHED_ROWS));
  let bytes = 0;
  let weighed = 0;
  for (let at = 0; at < rows.length; at += step, weighed++) bytes += weightOf(rows[at]);
  return weighed === 0 ? 0 : 8 * rows.length + Math.ceil((bytes / weighed) * rows.length);
}

/** Memory for answers that must be held whole, shared by all of this process. */
export class MemoryBudget {
  private taken = 0;

  /** @param maxBytes for all together; one answer gets half of it. */
  constructor(public maxBytes: number) {}

  /** What is held now, in bytes. */
  get bytes(): number {
    return this.taken;
  }

  /** Begins an answer, which holds nothing yet. */
  begin(): HeldMemory {
    return new HeldMemory(this.maxBytes * ONE_ANSWER, (bytes) => {
      if (this.taken + bytes > this.maxBytes) return false;
      this.taken += bytes;
      return true;
    });
  }
}

/** The memory that one answer holds. */
export class HeldMemory {
  private own = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly takeOfAll: (bytes: number) => boolean,
  ) {}

  /** In bytes. */
  get bytes(): number {
    return this.own;
  }

  /**
   * Holds this many more bytes.
   *
   * @throws Fault kind `answer_too_large` when this answer alone is too large, `overloaded` when others hold the rest.
   */
  take(bytes: number): void {
    this.expect(bytes);
    if (!this.takeOfAll(bytes))
      throw new Fault('overloaded', 'other answers hold the memory', { retryAfterMs: RETRY_AFTER_MS });
    this.own += bytes;
  }

  /** Takes nothing. @throws Fault kind `answer_too_large` when this many more bytes exceed the limit of this answer. */
  expect(bytes: number): void {
    if (this.own + bytes > this.maxBytes)
      throw new Fault('answer_too_large', `the answer takes more than ${Math.floor(this.maxBytes)} bytes`);
  }

  /** Frees all but `bytes`. */
  keep(bytes: number): void {
    const less = Math.max(0, this.own - bytes);
    this.own -= less;
    this.takeOfAll(-less);
  }
}

/** The budget of this process: all answers share one heap. */
export const heldAnswers = new MemoryBudget(shareOfHeap(HELD_SHARE));
