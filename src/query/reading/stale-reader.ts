import type { Failure, Outcome } from '../../fleet/outcome.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { FleetReader, ReadingStats } from './fleet-reader.js';
import type { HostReader } from './host-reader.js';
import type { QueryContext } from '../question/query-context.js';
import { isOutageOf } from './stale-answer.js';
import type { Target } from '../question/target.js';

/**
 * Reads as another reader does. Hosts that fail because of the vendor come last, with the rows that the cache has of them
 * where those are young enough. Asks nothing more upstream.
 */
export class StaleReader implements FleetReader {
  /**
   * @param maxAgeMs how old the rows of hosts that fail may be.
   * @param onOlder called for each host that is answered with such rows.
   */
  constructor(
    private readonly reader: FleetReader,
    private readonly hosts: HostReader,
    private readonly maxAgeMs: number,
    private readonly onOlder: () => void,
  ) {}

  take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    stats: ReadingStats,
  ): Promise<{ readonly outcomes: readonly Outcome<Target, Row>[]; readonly next: number }> {
    return this.reader.take(query, start, want, context, stats);
  }

  async *all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    stats: ReadingStats,
    onProgress?: Parameters<FleetReader['all']>[3],
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined> {
    const failures: Failure<Target, Row>[] = [];
    for await (const batch of this.reader.all(query, context, stats, onProgress)) {
      const others: Outcome<Target, Row>[] = [];
      for (const outcome of batch) {
        if (outcome.kind === 'failure' && isOutageOf(outcome.fault)) failures.push(outcome);
        else others.push(outcome);
      }
      if (others.length > 0) yield others;
    }
    if (failures.length === 0) return;
    context.useReserve();
    const older = { ...query, targets: failures.map(({ target }) => target), maxAgeMs: this.maxAgeMs };
    await this.hosts.fetchShared(older, 0, Infinity, context);
    yield failures.map((failure, at): Outcome<Target, Row> => {
      const rows = this.hosts.remembered(older, at, stats);
      if (rows === undefined) return failure;
      this.onOlder();
      return { kind: 'rows', target: failure.target, index: failure.index, rows };
    });
  }
}
