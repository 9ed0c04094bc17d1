import type { Outcome } from '../../fleet/outcome.js';
import type { CachedRows } from '../cache/row-cache.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { Target } from '../question/target.js';
import type { FleetReader, ReadingStats } from './fleet-reader.js';

/** Reads hosts whose rows are all in memory. Nothing waits, and nothing is asked upstream. */
export class KeptReader<Kept extends AssetRow> implements FleetReader {
  /** @param kept the rows of each target of the query, in its order. */
  constructor(
    private readonly kept: readonly CachedRows<Kept>[],
    private readonly onHit: () => void,
  ) {}

  take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    _context: QueryContext,
    stats: ReadingStats,
  ): Promise<{ outcomes: readonly Outcome<Target, Row>[]; next: number }> {
    const outcomes: Outcome<Target, Row>[] = [];
    let next = start;
    for (let rows = 0; next < query.targets.length && rows < want; next++) {
      const outcome = this.outcome(query, next, stats);
      rows += outcome.rows?.length ?? 0;
      outcomes.push(outcome);
    }
    return Promise.resolve({ outcomes, next });
  }

  async *all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    _context: QueryContext,
    stats: ReadingStats,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined> {
    for (let index = 0; index < query.targets.length; index++)
      yield await Promise.resolve([this.outcome(query, index, stats)]);
  }

  private outcome<Row extends AssetRow>(
    { targets }: FleetQuery<Row>,
    index: number,
    stats: ReadingStats,
  ): Outcome<Target, Row> {
    const { rows, at } = this.kept[index] as unknown as CachedRows<Row>;
    const target = targets[index] as Target;
    this.onHit();
    stats.cacheHits++;
    stats.cached.add(target);
    stats.asOf = Math.min(stats.asOf, at);
    return { kind: 'rows', target, index, rows };
  }
}
