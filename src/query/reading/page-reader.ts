import { Lowest } from '../../fleet/lowest.js';
import type { Failure, Outcome } from '../../fleet/outcome.js';
import { weightOf } from '../../kernel/memory.js';
import { Slices, sortInSlices } from '../../kernel/slices.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { FleetReader, ReadingStats } from './fleet-reader.js';
import type { Position } from './position.js';
import type { QueryContext } from '../question/query-context.js';
import { rowOrder, type PlacedRow } from './row-order.js';
import type { RowShaper } from './row-shaper.js';
import type { Target } from '../question/target.js';

/** One page of an answer before it is dressed. */
interface ReadPage<Row> {
  readonly items: Row[];
  readonly failures: Failure<Target, Row>[];
  /** Hosts read without a failure. */
  readonly answered: number;
  /** Where the next page starts; null after the last. */
  readonly next: Position<Row> | null;
}

/** Most hosts' worth of rows asked for in one step, in rows, while a filter lets few through: about 6 MB. */
const MOST_ROWS_A_STEP = 20_000;

/**
 * A page in host order. Reads only the hosts the page needs: with a filter that lets few rows through, the next step's
 * size follows the share seen so far.
 */
export async function readPageInHostOrder<Row extends AssetRow>(
  query: FleetQuery<Row>,
  from: Position<Row>,
  limit: number,
  reader: FleetReader,
  shape: RowShaper<Row>,
  context: QueryContext,
  stats: ReadingStats,
): Promise<ReadPage<Row>> {
  const items: Row[] = [];
  const failures: Failure<Target, Row>[] = [];
  let answered = 0;
  let seen = 0;
  let index = from.index;
  let skipTo = from.after;
  // Past the deadline the page ends where it is; what was asked and not read is in `failures`, the cursor has the rest.
  while (items.length < limit && index < query.targets.length && !context.signal.aborted) {
    const missing = limit - items.length;
    // The rows of the first host that were given out before have to be read again, if only from the cache.
    const share = seen === 0 ? 1 : Math.max(items.length, 0.5) / seen;
    const want = Math.min(MOST_ROWS_A_STEP, Math.ceil(missing / share));
    const taken = await reader.take(query, index, want, context, stats);
    for (const outcome of taken.outcomes) {
      if (outcome.kind === 'failure') failures.push(outcome);
      else answered++;
      const rows = outcome.rows ?? [];
      seen += rows.length;
      const after = skipTo;
      skipTo = null;
      for (const row of rows) {
        if (after !== null && query.source.compare(row, after) <= 0) continue;
        const item = shape(row);
        if (item === undefined) continue;
        if (items.length === limit) {
          if (outcome.kind === 'failure') failures.pop();
          return { items, failures, answered, next: { index: outcome.index, after: lastOf(items, outcome) } };
        }
        items.push(item);
      }
      index = outcome.index + 1;
      if (items.length === limit) break;
    }
  }
  const next = index < query.targets.length ? { index, after: null } : null;
  return { items, failures, answered, next };
}

/** The last row given out of this outcome's host; null when none of it was. */
function lastOf<Row extends AssetRow>(items: readonly Row[], outcome: Outcome<Target, Row>): Row | null {
  const last = items.at(-1);
  const same =
    last !== undefined &&
    last.host_id === outcome.target.hostId &&
    last.project === outcome.target.project.alias;
  return same ? last : null;
}

/**
 * A page in an order of the caller's choice: every host has to be read, the cache makes later pages cheap. Holds no more
 * rows than the page has.
 */
export async function readSortedPage<Row extends AssetRow>(
  query: FleetQuery<Row>,
  from: Position<Row>,
  limit: number,
  reader: FleetReader,
  shape: RowShaper<Row>,
  context: QueryContext,
  stats: ReadingStats,
): Promise<ReadPage<Row>> {
  const readAt = Date.now();
  const order = rowOrder(query.source, query.sort);
  const last = from.after === null ? null : { row: from.after, index: from.index };
  // One more than the page has: it tells whether another page follows.
  const lowest = new Lowest<PlacedRow<Row>>(limit + 1, order);
  const { failures, answered } = await readAll(
    query,
    reader,
    shape,
    context,
    stats,
    (placed) => {
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
    next: found.length > limit && end !== undefined ? { index: end.index, after: end.row } : null,
  };
}

/** All rows of the query in the order asked for. @throws Fault when they take more memory than an answer may hold. */
export async function readSorted<Row extends AssetRow>(
  query: FleetQuery<Row>,
  reader: FleetReader,
  shape: RowShaper<Row>,
  context: QueryContext,
  stats: ReadingStats,
): Promise<{ placed: PlacedRow<Row>[]; failures: Failure<Target, Row>[]; answered: number }> {
  const placed: PlacedRow<Row>[] = [];
  const { failures, answered } = await readAll(query, reader, shape, context, stats, (each) => {
    context.held.take(PLACED_BYTES + weightOf(each.row));
    placed.push(each);
  });
  return { placed: await sortInSlices(placed, rowOrder(query.source, query.sort)), failures, answered };
}

/** What it takes to note where a row belongs, in bytes: a small object and its place in a list. */
const PLACED_BYTES = 40;
/** What a failure takes until it is told, in bytes. */
const FAILURE_BYTES = 200;

/** Reads all hosts and hands on the rows that are let through. The failures come in the hosts' order. */
async function readAll<Row extends AssetRow>(
  query: FleetQuery<Row>,
  reader: FleetReader,
  shape: RowShaper<Row>,
  context: QueryContext,
  stats: ReadingStats,
  onRow: (placed: PlacedRow<Row>) => void,
  onOutcome?: (outcome: Outcome<Target, Row>) => void,
): Promise<{ failures: Failure<Target, Row>[]; answered: number }> {
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

/** The failure alone: what was seen of the host has been handed on. */
function withoutRows<Row>({ kind, target, index, fault }: Failure<Target, Row>): Failure<Target, Row> {
  return { kind, target, index, fault };
}
