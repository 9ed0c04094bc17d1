import type { AssetRow, FleetQuery, KeyedSource } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { Question } from '../servers/query-resolver.js';

/** What a page or a stream needs of a plan. */
export interface Wanted {
  /** Rows; Infinity for all. */
  readonly rows: number;
  /** Place of the first host, where a cursor says so. */
  readonly from?: { readonly alias: string; readonly hostId: string } | number;
  /** Age of the snapshot that the page before was read from, Unix milliseconds: later pages may stay with it. */
  readonly pinnedAsOf?: number;
  /** Age of the newest snapshot that covers the question, in milliseconds; absent when there is none. */
  readonly snapshotAgeMs?: number;
}

/** A question whose plans are to be priced. */
export interface PlanRequest<Row extends AssetRow> {
  readonly question: Question<Row>;
  readonly keyed: KeyedSource<Row>;
  /** The servers, where they are found already. */
  readonly query: FleetQuery<Row> | undefined;
  /** How many servers the question is about. */
  readonly size: number;
  readonly wanted: Wanted;
  readonly context: QueryContext;
}
