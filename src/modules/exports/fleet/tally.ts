import type { AnswerEvent } from '../../../query/events/stream-reader.js';
import type { HostCounts, HostFailure, Summary } from '../../../query/question/answer.js';
import { picker } from '../../../rest/input/fields.js';
import type { FleetEvents } from './fleet-rows.js';

/** What a file of our own query says at its end. */
type FileOutcome = Pick<Summary, 'complete' | 'hosts' | 'items' | 'as_of'>;

/** Counts what becomes known of a fleet query while its rows pass by. */
export class Tally {
  readonly failures: HostFailure[] = [];
  rows = 0;
  private done = 0;
  private total = 0;
  private outcome: Summary | undefined;

  /**
   * Turns the events of a query into those of a file: rows with the wanted members only, then all failures, then the
   * outcome. Progress becomes a batch without rows, so that whoever writes the file notices that time has passed.
   */
  async *fileEvents(
    events: FleetEvents,
    fields: readonly string[],
  ): AsyncGenerator<AnswerEvent<object, FileOutcome>, void, undefined> {
    const pick = picker(fields);
    for await (const event of events) {
      switch (event.type) {
        case 'items':
          this.rows += event.items.length;
          yield { type: 'items', items: event.items.map(pick) };
          break;
        case 'failure':
          this.failures.push(event.failure);
          break;
        case 'progress':
          this.done = event.progress.hosts.done;
          this.total = event.progress.hosts.total;
          yield { type: 'items', items: [] };
          break;
        case 'summary':
          this.outcome = event.summary;
          break;
      }
    }
    for (const failure of this.failures) yield { type: 'failure', failure };
    if (this.outcome === undefined) return;
    const { complete, hosts, as_of } = this.outcome;
    yield { type: 'summary', summary: { complete, hosts, items: this.rows, as_of } };
  }

  /** Undefined until the query has been read to its end. */
  get summary(): Summary | undefined {
    return this.outcome;
  }

  /** How many hosts have been read and have failed so far. */
  get hosts(): HostCounts {
    if (this.outcome !== undefined) return this.outcome.hosts;
    const failed = this.failures.length;
    const read = Math.max(this.done, failed);
    return { requested: Math.max(this.total, read), read, answered: read - failed, failed };
  }

  /** The first failure with the most frequent code. */
  get worst(): HostFailure | undefined {
    const counts = new Map<string, number>();
    for (const { code } of this.failures) counts.set(code, (counts.get(code) ?? 0) + 1);
    const [code] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
    return this.failures.find((failure) => failure.code === code);
  }
}
