import type { FanOutProgress } from '../../fleet/fan-out.js';
import type { Outcome } from '../../fleet/outcome.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { FleetReader, ReadingStats } from './fleet-reader.js';
import type { QueryContext } from '../question/query-context.js';
import { UNSEEN } from './row-sample.js';
import type { Target } from '../question/target.js';

/** Share of the other plan's calls that is spent before the plans are compared: the most that is wasted. A choice. */
const BEFORE_COMPARING = 0.07;
/** Calls that the other plan is taken to need while that is not known. A choice near what ports of a large fleet need. */
const USUAL_CALLS = 500;
/** The number of hosts read between two comparisons grows by this factor. A choice. */
const GROWTH = 1.5;

export interface OtherPlan {
  /** Rows of the page. */
  readonly wanted: number;
  /** Calls that the other plan needs, where they are known already. */
  readonly calls: number | undefined;
  /** Returns how many calls it needs; Infinity when it cannot be taken. */
  price(): Promise<number>;
  /** Opens it; gives undefined when that fails. */
  open(): Promise<FleetReader | undefined>;
}

/**
 * Reads a page host by host, and switches to another plan for the same rows when the page fills so slowly that the other
 * is cheaper. How many rows the filters let through is known only by reading. So the price of a page is a guess, and the
 * price of the other plan is not.
 */
export class SwitchingReader implements FleetReader {
  private other: FleetReader | undefined;
  private hostsRead = 0;
  private found = 0;
  /** Hosts read before the plans are compared next. */
  private compareAt: number;
  /** Whether the other plan has failed, so that this one is kept. */
  private otherFailed = false;

  constructor(
    private readonly hosts: FleetReader,
    private readonly plan: OtherPlan,
  ) {
    this.compareAt = Math.max(1, Math.ceil((plan.calls ?? USUAL_CALLS) * BEFORE_COMPARING));
  }

  async take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    stats: ReadingStats,
  ): Promise<{ readonly outcomes: readonly Outcome<Target, Row>[]; readonly next: number }> {
    if (this.other === undefined && !this.otherFailed && this.hostsRead >= this.compareAt)
      await this.compare(query, start);
    if (this.other !== undefined) return this.other.take(query, start, want, context, stats);
    if (this.otherFailed) return this.hosts.take(query, start, want, context, stats);
    const near = { ...query, targets: query.targets.slice(0, start + this.compareAt - this.hostsRead) };
    const taken = await this.hosts.take(near, start, want, context, stats);
    this.hostsRead += taken.outcomes.length;
    for (const { rows = [] } of taken.outcomes)
      for (const row of rows) if (query.matches?.(row) !== false) this.found++;
    return taken;
  }

  all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    stats: ReadingStats,
    onProgress?: (progress: FanOutProgress) => void,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined> {
    return (this.other ?? this.hosts).all(query, context, stats, onProgress);
  }

  /** Switches when the rest of the page would need more calls than the other plan. */
  private async compare<Row extends AssetRow>(query: FleetQuery<Row>, start: number): Promise<void> {
    const share = (this.found + UNSEEN) / this.hostsRead;
    const left = Math.min(query.targets.length - start, (this.plan.wanted - this.found) / share);
    if (left > (await this.plan.price())) {
      this.other = await this.plan.open();
      this.otherFailed = this.other === undefined;
    } else this.compareAt = Math.ceil(this.hostsRead * GROWTH) + 1;
  }
}
