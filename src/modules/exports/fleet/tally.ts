import type { HostCounts, HostFailure, Summary } from '../../../query/question/answer.js';
import type { FleetEvents } from './fleet-rows.js';

/** Rows as they come; an empty batch says only that time has passed. */
export type RowBatches = AsyncGenerator<readonly object[], void, undefined>;

/** What becomes known of a fleet query while its rows pass by. */
export class Tally {
  readonly failures: HostFailure[] = [];
  rows = 0;
  private done = 0;
  private total = 0;
  private outcome: Summary | undefined;

  /** The rows of the events; everything else is noted here. */
  async *watch(events: FleetEvents): RowBatches {
    for await (const event of events) {
      switch (event.type) {
        case 'items':
          this.rows += event.items.length;
          yield event.items;
          break;
        case 'failure':
          this.failures.push(event.failure);
          break;
        case 'progress':
          this.done = event.progress.hosts.done;
          this.total = event.progress.hosts.total;
          yield [];
          break;
        case 'summary':
          this.outcome = event.summary;
          break;
      }
    }
  }

  /** Undefined until the reading has come to its end. */
  get summary(): Summary | undefined {
    return this.outcome;
  }

  /** How the hosts have done so far. */
  get hosts(): HostCounts {
    if (this.outcome !== undefined) return this.outcome.hosts;
    const failed = this.failures.length;
    return { requested: this.total, answered: Math.max(0, this.done - failed), failed };
  }

  /** Why most hosts failed. */
  get worst(): HostFailure | undefined {
    const counts = new Map<string, number>();
    for (const { code } of this.failures) counts.set(code, (counts.get(code) ?? 0) + 1);
    const [code] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    return this.failures.find((failure) => failure.code === code);
  }
}
