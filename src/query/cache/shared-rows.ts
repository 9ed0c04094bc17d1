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
 * Rows of hosts that replicas of the same configuration have read, the second level of the row cache. It holds nothing of
 * a caller: callers reach it only after their right to the project is checked. Never throws; it may be empty at any time.
 */
export interface SharedRows {
  /**
   * Finds the rows of hosts, in the order of their ids.
   *
   * @returns for each host its rows, or undefined where there are none of that age; `at` is no later than the time when they
   *   were read, by this process's clock. Undefined as a whole when Redis could not be asked.
   */
  find<Row extends AssetRow>(
    subject: RowSubject<Row>,
    hostIds: readonly string[],
    maxAgeMs: number,
  ): Promise<readonly (CachedRows<Row> | undefined)[] | undefined>;
  /** Hands the rows to the other replicas, in the background. */
  keep<Row extends AssetRow>(subject: RowSubject<Row>, hostId: string, entry: CachedRows<Row>): void;
}
