import type { AssetRow, AssetSource } from '../question/fleet-query.js';
import type { CachedRows } from './row-cache.js';

/** All that the rows of a host depend on besides the host. */
export interface RowSubject<Row extends AssetRow> {
  readonly source: AssetSource<Row>;
  /** Alias of the project. */
  readonly project: string;
  /** Names type, project, enterprise project and category. */
  readonly key: string;
}

/**
 * Rows of hosts that replicas of the same configuration have read, the second level of the row cache. Nothing of a
 * caller is in it: callers reach it only after their right to the project is checked. Never throws; it may always know
 * nothing.
 */
export interface SharedRows {
  /**
   * The rows of hosts, in their order, with holes where there are none of that age: read on no later than `at` says, by
   * this process's clock.
   *
   * @returns undefined when nobody could be asked.
   */
  find<Row extends AssetRow>(
    subject: RowSubject<Row>,
    hostIds: readonly string[],
    maxAgeMs: number,
  ): Promise<readonly (CachedRows<Row> | undefined)[] | undefined>;
  /** Tells the others, some time later. */
  keep<Row extends AssetRow>(subject: RowSubject<Row>, hostId: string, entry: CachedRows<Row>): void;
}
