import type { FanOutProgress } from '../../fleet/fan-out.js';
import type { Outcome } from '../../fleet/outcome.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { FleetReader, ReadingNotes } from './fleet-reader.js';
import type { QueryContext } from '../question/query-context.js';
import { UNSEEN } from './row-sample.js';
import type { Target } from '../question/target.js';

/** Part of the other way's calls that is spent before this way is doubted: the most that a doubt costs in vain. */
const BEFORE_DOUBT = 0.07;
/** What the other way is taken to cost while nobody knows. A choice near what ports cost of a large fleet. */
const USUAL_CALLS = 500;
/** Hosts read between two doubts grow by this factor. */
const PATIENCE = 1.5;

export interface OtherWay {
  /** Rows of the page. */
  readonly wanted: number;
  /** Calls that the other way costs, where they are known already. */
  readonly calls: number | undefined;
  /** What it costs. Infinity when it cannot be gone. */
  price(): Promise<number>;
  /** Goes it; undefined when it turns out that it cannot be gone. */
  turn(): Promise<FleetReader | undefined>;
}

/**
 * Reads a page server by server as long as that promises to be cheaper than another way to the same rows, and turns to
 * the other way when the page fills so slowly that it is not. What filters let through is known only by reading: the
 * price of a page is a guess, the price of the other way is not.
 */
export class WaryReader implements FleetReader {
  private other: FleetReader | undefined;
  private hostsRead = 0;
  private found = 0;
  private look: number;
  private sure = false;

  constructor(
    private readonly hosts: FleetReader,
    private readonly way: OtherWay,
  ) {
    this.look = Math.max(1, Math.ceil((way.calls ?? USUAL_CALLS) * BEFORE_DOUBT));
  }

  async take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    notes: ReadingNotes,
  ): Promise<{ readonly outcomes: readonly Outcome<Target, Row>[]; readonly next: number }> {
    if (this.other === undefined && !this.sure && this.hostsRead >= this.look) await this.doubt(query, start);
    if (this.other !== undefined) return this.other.take(query, start, want, context, notes);
    if (this.sure) return this.hosts.take(query, start, want, context, notes);
    const near = { ...query, targets: query.targets.slice(0, start + this.look - this.hostsRead) };
    const taken = await this.hosts.take(near, start, want, context, notes);
    this.hostsRead += taken.outcomes.length;
    for (const { rows = [] } of taken.outcomes)
      for (const row of rows) if (query.matches?.(row) !== false) this.found++;
    return taken;
  }

  all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    notes: ReadingNotes,
    onProgress?: (progress: FanOutProgress) => void,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined> {
    return (this.other ?? this.hosts).all(query, context, notes, onProgress);
  }

  private async doubt<Row extends AssetRow>(query: FleetQuery<Row>, start: number): Promise<void> {
    const share = (this.found + UNSEEN) / this.hostsRead;
    const left = Math.min(query.targets.length - start, (this.way.wanted - this.found) / share);
    if (left > (await this.way.price())) {
      this.other = await this.way.turn();
      this.sure = this.other === undefined;
    } else this.look = Math.ceil(this.hostsRead * PATIENCE) + 1;
  }
}
