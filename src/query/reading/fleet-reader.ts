import type { FanOutProgress } from '../../fleet/fan-out.js';
import type { Outcome } from '../../fleet/outcome.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { Target } from '../question/target.js';

/** What one reading has found out beside its rows. */
export interface ReadingStats {
  /** Hosts served from a cache. */
  cacheHits: number;
  /** When the oldest rows were read, Unix milliseconds. */
  asOf: number;
  /** Those of them that are remembered already as old as they are. */
  readonly remembered: Set<Target>;
}

/** Gives the rows of whole hosts, however they are had. */
export interface FleetReader {
  /** Whole hosts in the query's order from `start` on, until at least `want` rows are there or the hosts end. */
  take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    stats: ReadingStats,
  ): Promise<{ readonly outcomes: readonly Outcome<Target, Row>[]; readonly next: number }>;
  /** All hosts in batches, in any order. */
  all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    stats: ReadingStats,
    onProgress?: (progress: FanOutProgress) => void,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined>;
  /** Remembers a host's rows, where remembering is this reader's way. */
  keep?<Row extends AssetRow>(
    query: FleetQuery<Row>,
    outcome: Outcome<Target, Row>,
    readAt: number,
    stats: ReadingStats,
  ): void;
}
