import { merged } from '../../fleet/merge.js';
import type { Compare, Failure } from '../../fleet/outcome.js';
import { weightOf, type HeldMemory } from '../../kernel/memory.js';
import { Slices } from '../../kernel/slices.js';
import type { AssetRow, AssetSource } from '../question/fleet-query.js';
import { RowTable } from '../snapshots/row-table.js';
import { ValueColumn } from '../snapshots/value-column.js';
import type { Target } from '../question/target.js';
import type { RowReading } from '../reading/fleet-reader.js';
import { readAll } from '../reading/page-reader.js';
import { rowOrder, type PlacedRow } from '../reading/row-order.js';

/** Rows that are sorted and packed at once: some milliseconds of work, and about a megabyte before it. A choice. */
const RUN_ROWS = 2_048;
/** What the place of a row takes until it is packed, in bytes: a small object and its place in a list. */
const PLACED_BYTES = 40;

/** Reads all rows of the query, to be given in the order asked for. @throws Fault when they take more memory than an answer may hold. */
export async function readSorted<Row extends AssetRow>(
  reading: RowReading<Row>,
): Promise<{ rows: SortedRows<Row>; failures: Failure<Target, Row>[]; answered: number }> {
  const { query, context } = reading;
  const rows = new SortedRows(query.source, rowOrder(query.source, query.sort), context.held);
  return { rows, ...(await readAll(reading, (placed) => rows.add(placed))) };
}

/**
 * Rows that come in any order and are read in the order of a query. They are sorted in runs of `RUN_ROWS`, packed, and merged
 * when they are read, so a row takes tens of bytes while it waits, and not hundreds. All rows must have the same members.
 */
export class SortedRows<Row extends AssetRow> {
  private readonly table: RowTable<Row>;
  /** Places of the hosts of the packed rows. */
  private readonly places = new ValueColumn();
  /** Row numbers at which the packed runs begin. */
  private readonly runs: number[] = [];
  private waiting: PlacedRow<Row>[] = [];
  private waitingBytes = 0;
  private packedBytes = 0;

  /** @param held what the rows take is taken from it, and never given back before the answer ends. */
  constructor(
    source: Pick<AssetSource<Row>, 'members' | 'rowFrom'>,
    private readonly order: Compare<PlacedRow<Row>>,
    private readonly held: HeldMemory,
  ) {
    this.table = new RowTable(source);
  }

  /** Adds a row. @throws Fault when all of them take more memory than an answer may hold. */
  add(placed: PlacedRow<Row>): void {
    const bytes = PLACED_BYTES + weightOf(placed.row);
    this.held.take(bytes);
    this.waitingBytes += bytes;
    if (this.waiting.push(placed) === RUN_ROWS) this.pack();
  }

  /** Yields all rows in order, in batches. No row may be added any more. */
  async *batches(rows: number): AsyncGenerator<Row[], void, undefined> {
    const slices = new Slices();
    const last = this.waiting.sort(this.order);
    const runs = this.runs.map((begin, at) => this.run(begin, this.runs[at + 1] ?? this.table.length));
    let batch: Row[] = [];
    for (const { row } of runs.length === 0 ? last : merged([...runs, last], this.order)) {
      batch.push(row);
      if (batch.length < rows) continue;
      yield batch;
      batch = [];
      if (slices.usedUp) await slices.next();
    }
    if (batch.length > 0) yield batch;
  }

  private pack(): void {
    this.runs.push(this.table.length);
    for (const { row, index } of this.waiting.sort(this.order)) {
      this.table.add(row, null, null);
      this.places.push(index);
    }
    this.waiting = [];
    const packed = this.table.bytes + this.places.bytes;
    const freed = this.waitingBytes - (packed - this.packedBytes);
    this.packedBytes = packed;
    this.waitingBytes = 0;
    if (freed > 0) this.held.keep(this.held.bytes - freed);
    else this.held.take(-freed);
  }

  private *run(begin: number, end: number): Generator<PlacedRow<Row>, void> {
    for (let number = begin; number < end; number++)
      yield { row: this.table.row(number), index: this.places.valueOf(number) as number };
  }
}
