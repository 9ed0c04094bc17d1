import { Lowest } from '../../fleet/lowest.js';
import type { Failure, Outcome } from '../../fleet/outcome.js';
import { Slices, sortInSlices } from '../../kernel/slices.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { RowReading } from './fleet-reader.js';
import type { Position } from './position.js';
import { rowOrder, type PlacedRow } from './row-order.js';
import { targetKey, type Target } from '../question/target.js';

/** One page of an answer, not yet in the form that callers read. */
interface ReadPage<Row> {
  readonly items: Row[];
  readonly failures: Failure<Target, Row>[];
  /** Hosts read without a failure. */
  readonly answered: number;
  /** Rows of all pages; undefined when hosts of other pages have them. */
  readonly total: number | undefined;
  /** Where the next page starts; null after the last. */
  readonly next: Position<Row> | null;
}

/** Most hosts' worth of rows asked for in one step, in rows, while a filter lets few through: about 6 MB. */
const MOST_ROWS_A_STEP = 20_000;

/**
 * Reads a page in host order, and only the hosts that it needs: with a filter that lets few rows through, the next step's
 * size follows the share seen so far.
 */
export async function readPageInHostOrder<Row extends AssetRow>(
  { query, reader, context, stats }: RowReading<Row>,
  from: Position<Row>,
  limit: number,
): Promise<ReadPage<Row>> {
  const page = new GrowingPage(query, limit, from.index === 0);
  let { index, after } = from;
  // Past the deadline the page ends where it is; what was asked and not read is in `failures`, the cursor has the rest.
  while (!page.full && index < query.targets.length && !context.aborted) {
    const taken = await reader.take(query, index, page.rowsToRead, context, stats);
    for (const outcome of taken.outcomes) {
      if (!page.add(outcome, after)) return page.endedInside(outcome);
      after = null;
      index = outcome.index + 1;
      if (page.full) break;
    }
  }
  return page.endedBefore(index);
}

/** A page that takes whole hosts until it is full. */
class GrowingPage<Row extends AssetRow> {
  private readonly items: Row[] = [];
  private readonly failures: Failure<Target, Row>[] = [];
  private answered = 0;
  /** Rows seen, those that a filter kept out included. */
  private seen = 0;
  /** Rows that match in the hosts of this page, those of other pages included. */
  private matching = 0;
  private readonly shape: RowShaper<Row>;

  constructor(
    private readonly query: FleetQuery<Row>,
    private readonly limit: number,
    /** Whether it begins with the first host. */
    private readonly fromFirst: boolean,
  ) {
    this.shape = rowShaper(query);
  }

  get full(): boolean {
    return this.items.length >= this.limit;
  }

  /** How many rows to read next so that the page may be full. */
  get rowsToRead(): number {
    // The rows of the first host that were given out before have to be read again, if only from the cache.
    const share = this.seen === 0 ? 1 : Math.max(this.items.length, 0.5) / this.seen;
    return Math.min(MOST_ROWS_A_STEP, Math.ceil((this.limit - this.items.length) / share));
  }

  /**
   * Adds the rows of one host.
   *
   * @param after the last row of the host that the page before has; null when it has none.
   * @returns whether all of its rows found a place.
   */
  add(outcome: Outcome<Target, Row>, after: Row | null): boolean {
    const rows = outcome.rows ?? [];
    this.seen += rows.length;
    if (outcome.kind === 'rows') this.answered++;
    const { matches, source } = this.query;
    this.matching += matches === undefined ? rows.length : rows.filter(matches).length;
    for (const row of rows) {
      if (after !== null && source.compare(row, after) <= 0) continue;
      const item = this.shape(row);
      if (item === undefined) continue;
      if (this.full) return false;
      this.items.push(item);
    }
    // A failure whose rows do not all fit belongs to the page that has the last of them.
    if (outcome.kind === 'failure') this.failures.push(outcome);
    return true;
  }

  /** The page when the next one goes on inside of a host. */
  endedInside({ index, target }: Outcome<Target, Row>): ReadPage<Row> {
    const last = this.items.at(-1);
    const same =
      last !== undefined && last.host_id === target.hostId && last.project === target.project.alias;
    return this.page({ index, after: same ? last : null }, index + 1);
  }

  /** The page when the next one begins with a host, if there is one. */
  endedBefore(index: number): ReadPage<Row> {
    return this.page(index < this.query.targets.length ? { index, after: null } : null, index);
  }

  /** @param end place after the last host that was read. */
  private page(next: Position<Row> | null, end: number): ReadPage<Row> {
    const { items, failures, answered, matching } = this;
    const total = this.fromFirst && end === this.query.targets.length ? matching : undefined;
    return { items, failures, answered, total, next };
  }
}

/**
 * Reads a page in an order of the caller's choice: every host has to be read, the cache makes later pages cheap. Holds no
 * more rows than the page has.
 */
export async function readSortedPage<Row extends AssetRow>(
  reading: RowReading<Row>,
  from: Position<Row>,
  limit: number,
): Promise<ReadPage<Row>> {
  const { query, reader, stats } = reading;
  const readAt = Date.now();
  const order = rowOrder(query.source, query.sort);
  const last = from.after === null ? null : { row: from.after, index: from.index };
  // One more than the page has: then it is known whether another page follows.
  const lowest = new Lowest<PlacedRow<Row>>(limit + 1, order);
  let total = 0;
  const { failures, answered } = await readAll(
    reading,
    (placed) => {
      total++;
      if (last === null || order(placed, last) > 0) lowest.offer(placed);
    },
    (outcome) => reader.keep?.(query, outcome, readAt, stats),
  );
  const found = lowest.sorted();
  const page = found.slice(0, limit);
  const end = page.at(-1);
  return {
    items: page.map(({ row }) => row),
    failures,
    answered,
    total,
    next: found.length > limit && end !== undefined ? { index: end.index, after: end.row } : null,
  };
}

/** What a failure takes until it is given out, in bytes. */
const FAILURE_BYTES = 200;

/** Reads all hosts, and hands on the rows that match the filters. The failures come in the hosts' order. */
export async function readAll<Row extends AssetRow>(
  { query, reader, context, stats }: RowReading<Row>,
  onRow: (placed: PlacedRow<Row>) => void,
  onOutcome?: (outcome: Outcome<Target, Row>) => void,
): Promise<{ failures: Failure<Target, Row>[]; answered: number }> {
  const shape = rowShaper(query);
  const failures: Failure<Target, Row>[] = [];
  let answered = 0;
  const slices = new Slices();
  for await (const batch of reader.all(query, context, stats)) {
    for (const outcome of batch) {
      if (slices.usedUp) await slices.next();
      onOutcome?.(outcome);
      for (const row of outcome.rows ?? []) {
        const item = shape(row);
        if (item !== undefined) onRow({ row: item, index: outcome.index });
      }
      if (outcome.kind === 'failure') {
        context.held.take(FAILURE_BYTES);
        failures.push(withoutRows(outcome));
      } else answered++;
    }
  }
  return { failures: await sortInSlices(failures, (a, b) => a.index - b.index), answered };
}

/** The failure alone: the rows seen of the host have been handed on. */
function withoutRows<Row>({ kind, target, index, fault }: Failure<Target, Row>): Failure<Target, Row> {
  return { kind, target, index, fault };
}

/** Returns the row as the caller gets it, or undefined when a filter keeps it out. Never changes the row it is given. */
type RowShaper<Row> = (row: Row) => Row | undefined;

/** Makes what filters rows and, where the query wants them, adds the host's name and address. */
export function rowShaper<Row extends AssetRow>(query: FleetQuery<Row>): RowShaper<Row> {
  const { matches, hostDetails } = query;
  if (hostDetails === undefined)
    return matches === undefined ? (row) => row : (row) => (matches(row) ? row : undefined);
  return (row) => {
    if (matches !== undefined && !matches(row)) return undefined;
    const host = hostDetails.get(targetKey(row.project, row.host_id));
    return { ...row, host_name: host?.hostName ?? null, host_ip: host?.privateIp ?? null };
  };
}
