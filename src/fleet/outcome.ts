import type { Fault } from '../kernel/fault.js';

/**
 * A fixed total order over records. `0` means "the same record": two rows that compare equal are one row, whatever
 * else they carry.
 */
export type Compare<R> = (a: R, b: R) => number;

/** One page of one target as the source gave it, in the source's own order. */
export interface Page<R> {
  readonly rows: readonly R[];
  /** Records the source says match in all, or `null` when it does not say. */
  readonly total: number | null;
  /** First pages only: rows that a page holds at most, where the source gives fewer than were asked for. */
  readonly limit?: number | undefined;
}

export interface PageRequest<T> {
  readonly target: T;
  /** Rows to skip, 0 or more. Not always a multiple of `limit`: neighbouring pages share a row (see `page-walk.ts`). */
  readonly offset: number;
  /** Most rows the page may hold. `Infinity` for a source that is not paged. */
  readonly limit: number;
  /** Aborts when the page is no longer needed. */
  readonly signal: AbortSignal;
}

/** Fetches one page. A rejection becomes the target's failure; what is not a `Fault` is converted to one. */
export type FetchPage<T, R> = (request: PageRequest<T>) => Promise<Page<R>>;

/** All rows of one target: sorted by the given order, no two of them equal by it. */
export interface Rows<T, R> {
  readonly kind: 'rows';
  readonly target: T;
  /** Place of the target in the list of targets asked for. */
  readonly index: number;
  readonly rows: readonly R[];
}

/** A target that could not be read. */
export interface Failure<T, R> {
  readonly kind: 'failure';
  readonly target: T;
  /** Place of the target in the list of targets asked for. */
  readonly index: number;
  readonly fault: Fault;
  /**
   * With fault kind `changed_during_read` only: every distinct row seen while the target kept changing, sorted. Rows that
   * were there all the time are nearly always among them, but that cannot be guaranteed.
   */
  readonly rows?: readonly R[];
}

/** The result of one target. A target is atomic: all its rows, or a failure. */
export type Outcome<T, R> = Rows<T, R> | Failure<T, R>;
