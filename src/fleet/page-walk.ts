import { Fault } from '../kernel/fault.js';
import { sortDistinct } from './distinct.js';
import { joinPages } from './joined-pages.js';
import type { Compare, Page } from './outcome.js';
import { Sightings } from './sightings.js';

export interface PageWalkOptions<R> {
  /** Rows to a page, 1 or more; `Infinity` for a source that is not paged. */
  readonly pageLimit: number;
  /** Order of the rows and identity of a row. */
  readonly compare: Compare<R>;
  /** Does what `sortDistinct` does with `compare`, for rows that can be sorted faster. Default: that itself. */
  readonly sortDistinct?: (rows: readonly R[]) => readonly R[];
  /** A total of exactly this may be a cap: then pages are read until a short one. Default: totals are never capped. */
  readonly totalCap?: number;
  /**
   * How a target of several pages is verified.
   * - `once` (default): one read whose pages fit together. Exact for a source that keeps the order of its rows, and
   *   for one that only reorders them. A row is missed unseen only when, within one read, rows are moved across a
   *   page boundary and as many others are removed and added.
   * - `twice`: a second read that agrees. Exact under any movement, for twice the pages. (No reader can notice a row that
   *   was removed and put back while another one was hidden.)
   */
  readonly assurance?: 'once' | 'twice';
  /** Whole reads of a target that keeps changing before it fails, [1, 30]. Default 3 (choice: two more chances). */
  readonly maxReads?: number;
  /** Largest offset the source takes. Default 2 000 000 (source: vendor's list references). */
  readonly maxOffset?: number;
  /** Most rows of one target; a target that has more fails with `too_many_rows`. Default: as many as offsets reach. */
  readonly maxRows?: number;
}

/** Checks options before any walk begins. @throws RangeError when `pageLimit` or `maxReads` is out of its range. */
export function checkWalk<R>({ pageLimit, maxReads = 1 }: PageWalkOptions<R>): void {
  if (!(pageLimit >= 1)) throw new RangeError(`pageLimit ${pageLimit} is not 1 or more`);
  if (!(maxReads >= 1 && maxReads <= 30)) throw new RangeError(`maxReads ${maxReads} is not in [1, 30]`);
}

/** `complete`: the rows are all rows the target had at one instant. Otherwise all distinct rows seen while it moved. */
export interface WalkEnd<R> {
  readonly complete: boolean;
  /** Sorted, no two equal. May be the very array of the page: not to be changed. */
  readonly rows: readonly R[];
}

/**
 * Pages that a target of `total` rows takes when it stands still. Neighbouring pages share one row, so the next page
 * after a full one brings `limit - 1` new rows.
 */
export function pagesFor(total: number, limit: number): number {
  if (total <= limit) return 1;
  return 1 + Math.ceil((total - limit) / strideOf(limit));
}

/**
 * Walks the pages of one target as a state machine: says which pages are due, accepts them in any order, and says when the
 * walk has ended. It holds no promise and sends nothing, so its user decides how many requests are in flight.
 *
 * The first page goes alone. When it reports the total, all other pages are due at once. Without a total, or with one that
 * may be capped, further pages are due one by one until a short one.
 *
 * Why pages share a row: the last row of a page must be the first of the next. In a source that keeps the order of
 * its rows this catches every insertion and removal that shifted an unread row into a read page, even when the two
 * cancel out in the total. It costs at most one request in `limit`.
 *
 * A read is trusted when all pages report the same total, each has the length it must have, neighbours share their row and
 * no other row is on two pages (`joined-pages.ts`). Otherwise the whole target is read again; `sightings.ts` concludes what
 * several reads prove together.
 */
export class PageWalk<R> {
  private readonly options: PageWalkOptions<R>;
  /** Rows that the next page may hold at most. */
  limit: number;
  private stride: number;

  /** Pages of the current read by number; page `n` starts at offset `n * stride`. */
  private pages: (readonly R[])[] = [];
  private issued = 0;
  private received = 0;
  /** Pages the current read is known to need. */
  private planned = 1;
  /** The total that the first page of the current read reported. */
  private total: number | null = null;
  /** Whether a short page ends the read, and not the total. */
  private openEnded = false;
  private consistent = true;

  private sightings: Sightings<R> | undefined;
  private lastReadTrusted = false;

  constructor(options: PageWalkOptions<R>) {
    this.options = options;
    this.limit = options.pageLimit;
    this.stride = strideOf(options.pageLimit);
  }

  /** Whether a page is due now. */
  get due(): boolean {
    return this.issued < this.planned;
  }

  /** Offset of the next page to ask for. Call only while `due`. */
  take(): number {
    const number = this.issued++;
    return number === 0 ? 0 : number * this.stride;
  }

  /**
   * Hands in the page that was asked for at `offset`.
   *
   * @returns the end of the walk, or `undefined` while pages must still be requested or received.
   * @throws Fault kind `bad_payload` when the page holds more than `pageLimit` rows, its total is no count, or the
   * target has more rows than offsets reach; kind `too_many_rows` when it has more than `maxRows`.
   */
  accept(offset: number, page: Page<R>): WalkEnd<R> | undefined {
    const { rows, total } = page;
    // The pages that follow are cut to the size of the first one, so that none is left out between two of them.
    if (offset === 0 && page.limit !== undefined) this.useLimit(Math.min(this.limit, page.limit));
    if (rows.length > this.limit) {
      throw new Fault(
        'bad_payload',
        `page of ${rows.length} rows where at most ${this.limit} were asked for`,
      );
    }
    if (total !== null && !(total >= 0 && Number.isInteger(total))) {
      throw new Fault('bad_payload', 'total is not a count');
    }
    this.received++;
    this.checkRows(offset + rows.length);
    if (offset === 0) {
      this.total = total;
      const mayBeCapped = total === null || total === this.options.totalCap;
      if (mayBeCapped ? total === null && rows.length < this.limit : total === rows.length) {
        return { complete: true, rows: this.distinct(rows) };
      }
      this.pages[0] = rows;
      this.planAfterFirst(rows.length, mayBeCapped);
    } else {
      const number = offset / this.stride;
      this.pages[number] = rows;
      if (total !== this.total) this.consistent = false;
      this.planAfter(number, rows, total);
    }
    if (this.received < this.issued || this.due) return undefined;
    return this.endRead();
  }

  private useLimit(limit: number): void {
    this.limit = limit;
    this.stride = strideOf(limit);
  }

  private planAfterFirst(length: number, mayBeCapped: boolean): void {
    const total = this.total;
    this.openEnded = mayBeCapped;
    const promised = total ?? this.limit + 1;
    if (length < Math.min(this.limit, promised)) {
      // The source ended before its own total. There is nothing to ask for behind the end.
      this.consistent = false;
    } else if (promised <= length) {
      // A full page, and a total that does not cover it or may be cut off right here.
      if (promised < length) this.consistent = false;
      if (length === this.limit) this.plan(2);
    } else {
      this.plan(pagesFor(promised, this.limit));
    }
  }

  private planAfter(number: number, rows: readonly R[], total: number | null): void {
    const { length } = rows;
    const full = length === this.limit;
    const start = this.pages[0]?.[0];
    if (length > 0 && start !== undefined && this.options.compare(start, rows[0] as R) === 0) {
      // This is the beginning again: a source that ignores offsets would go on like this for ever.
      this.consistent = false;
      this.planned = this.issued;
      return;
    }
    if (number < this.planned - 1) {
      if (full) return;
      this.consistent = false;
      this.planned = Math.max(this.issued, number + 1);
      return;
    }
    const end = number * this.stride + length;
    if (this.openEnded) {
      if (full) this.plan(number + 2);
      else if (end < (this.total ?? 0)) this.consistent = false;
      return;
    }
    if (end !== this.total) this.consistent = false;
    // Rows have appeared meanwhile: read them too, so that this read sees as much as it can.
    if (full && total !== null && total > end) this.plan(number + 2);
  }

  private plan(pages: number): void {
    if ((pages - 1) * this.stride > (this.options.maxOffset ?? 2_000_000)) {
      throw new Fault('bad_payload', `more rows than offsets reach: total ${this.total ?? 'unknown'}`);
    }
    // By the total, the last of these pages has at least one row more than the pages before it.
    if (!this.openEnded) this.checkRows((pages - 2) * this.stride + this.limit + 1);
    this.planned = pages;
  }

  private checkRows(rows: number): void {
    const { maxRows = Infinity } = this.options;
    if (rows > maxRows) throw new Fault('too_many_rows', `more than ${maxRows} rows`);
  }

  private endRead(): WalkEnd<R> | undefined {
    const { compare, assurance } = this.options;
    const { rows, fit } = joinPages(this.pages, {
      compare,
      sortDistinct: (some) => this.distinct(some),
      overlap: this.sharesRows,
    });
    const trusted = this.consistent && fit;
    const once = this.pages.length === 1 || (assurance !== 'twice' && this.sharesRows);
    if (trusted && once) return { complete: true, rows };
    return this.compareReads(rows, trusted);
  }

  /** Concludes what this read and the reads before it prove together, or begins another read. */
  private compareReads(rows: readonly R[], trusted: boolean): WalkEnd<R> | undefined {
    const { compare, maxReads = 3 } = this.options;
    const sightings = (this.sightings ??= new Sightings(compare));
    const totalIsSure = !this.openEnded && (this.pages[0] as readonly R[]).length <= (this.total ?? 0);
    sightings.add(rows, totalIsSure ? this.total : null);
    const snapshot = sightings.snapshot();
    if (snapshot !== undefined) return { complete: true, rows: snapshot };
    if (trusted && this.lastReadTrusted && sightings.lastTwoAgree()) return { complete: true, rows };
    if (sightings.reads >= maxReads) return { complete: false, rows: sightings.rows };
    this.lastReadTrusted = trusted;
    this.pages = [];
    this.issued = 0;
    this.received = 0;
    this.planned = 1;
    this.consistent = true;
    return undefined;
  }

  private distinct(rows: readonly R[]): readonly R[] {
    const { compare, sortDistinct: sort } = this.options;
    return sort === undefined ? sortDistinct(rows, compare) : sort(rows);
  }

  private get sharesRows(): boolean {
    return this.stride < this.limit;
  }
}

/** New rows that each page after the first brings. */
function strideOf(limit: number): number {
  return limit > 1 ? limit - 1 : 1;
}
