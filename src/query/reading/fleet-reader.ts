import type { FanOutProgress } from '../../fleet/fan-out.js';
import type { Outcome } from '../../fleet/outcome.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { Target } from '../question/target.js';

/** Figures of one reading. */
export interface ReadingStats {
  /** Hosts served from a cache. */
  cacheHits: number;
  /** When the oldest rows were read, Unix milliseconds. */
  asOf: number;
  /** Hosts whose rows the cache has as they were given out, so that they are not kept again as younger ones. */
  readonly cached: Set<Target>;
}

/** The figures of a reading that begins. */
export function newStats(): ReadingStats {
  return { cacheHits: 0, asOf: Date.now(), cached: new Set() };
}

/** All that reading the rows of one answer takes. */
export interface RowReading<Row extends AssetRow> {
  readonly query: FleetQuery<Row>;
  readonly reader: FleetReader;
  readonly context: QueryContext;
  readonly stats: ReadingStats;
}

/** Rows of an answer that are held packed: read in the way that costs least. */
export interface PackedItems<Row> {
  readonly type: 'items';
  readonly length: number;
  /** The rows, unpacked. */
  readonly items: readonly Row[];
  /** Returns each row as JSON between two texts. */
  readonly json: (begin: string, end: string) => string;
  /** Calls `use` with the values of some members of each row: always the same list, filled anew. */
  readonly each: (
    members: readonly (keyof Row & string)[],
    use: (values: readonly unknown[]) => void,
  ) => void;
}

/** Rows as they are held, written or unpacked by whoever needs them. */
export interface PackedHosts<Row> {
  readonly rows: PackedItems<Row>;
  /** How many hosts end with these rows. */
  readonly hosts: number;
}

/** Reads the rows of whole hosts, from wherever a plan has them. */
export interface FleetReader {
  /** Reads whole hosts in the query's order from `start` on, until at least `want` rows are there or the hosts end. */
  take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    stats: ReadingStats,
  ): Promise<{ readonly outcomes: readonly Outcome<Target, Row>[]; readonly next: number }>;
  /** Reads all hosts in batches, in any order. */
  all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    stats: ReadingStats,
    onProgress?: (progress: FanOutProgress) => void,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined>;
  /** Gives the rows of all hosts packed, without filters; undefined or absent where some of them are elsewhere. */
  packed?<Row extends AssetRow>(
    query: FleetQuery<Row>,
    stats: ReadingStats,
  ): Iterable<PackedHosts<Row>> | undefined;
  /** Keeps a host's rows for later queries; absent where a reader keeps none. */
  keep?<Row extends AssetRow>(
    query: FleetQuery<Row>,
    outcome: Outcome<Target, Row>,
    readAt: number,
    stats: ReadingStats,
  ): void;
}
