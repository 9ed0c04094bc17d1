import { Inject, Injectable } from '@nestjs/common';
import { Drain } from '../../platform/http/connections/drain.js';
import {
  eventText,
  FIRST_LINES,
  KEEP_ALIVE_MS,
  LAST_EVENT_ID,
  STILL_HERE,
} from '../../rest/answers/event-stream-protocol.js';
import { ExportChanges } from './export-changes.js';
import { isOver, type ExportRecord } from './export-record.js';
import { ExportStore } from './store/export-store.js';

/** Waits between two looks at the record, in milliseconds; a change made in this process ends the wait at once. A choice. */
const FIRST_LOOK_MS = 250;
const LONGEST_LOOK_MS = 1_000;

/** Lets callers wait for an export. They read its record only, so upstream calls do not grow with their number. */
@Injectable()
export class ExportFollow {
  constructor(
    @Inject(ExportStore) private readonly store: ExportStore,
    private readonly changes: ExportChanges,
    private readonly drain: Drain,
  ) {}

  /**
   * Returns the export when it is over, or as it is after `ms` milliseconds or when this process begins to drain;
   * undefined when it has been forgotten meanwhile.
   */
  async untilOver(record: ExportRecord, ms: number, signal: AbortSignal): Promise<ExportRecord | undefined> {
    const end = performance.now() + ms;
    let now: ExportRecord | undefined = record;
    while (now !== undefined && !isOver(now)) {
      const left = end - performance.now();
      if (left <= 0 || this.drain.draining) return now;
      now = await this.next(now, left, signal);
    }
    return now;
  }

  /**
   * Writes the export as an event stream: each change of it, and `end` when it is over or forgotten. A process that
   * drains ends the stream with a `summary` that says so.
   */
  async *events(
    record: ExportRecord,
    view: (record: ExportRecord) => object,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    yield FIRST_LINES;
    yield eventText('export', view(record), record.version);
    let now: ExportRecord | undefined = record;
    while (!isOver(now)) {
      if (this.drain.draining) {
        // Without the id of the last event, browsers connect again, and another process goes on.
        yield eventText('summary', { summary: { complete: false, reason: 'draining' } });
        return;
      }
      const next: ExportRecord | undefined = await this.next(now, KEEP_ALIVE_MS, signal);
      if (next === undefined) break;
      yield next.version === now.version ? STILL_HERE : eventText('export', view(next), next.version);
      now = next;
    }
    yield eventText('end', {}, LAST_EVENT_ID);
  }

  /** Returns the next version; the same version when nothing changed for `ms` milliseconds; undefined when it was forgotten. */
  private async next(
    record: ExportRecord,
    ms: number,
    signal: AbortSignal,
  ): Promise<ExportRecord | undefined> {
    const end = performance.now() + ms;
    let look = FIRST_LOOK_MS;
    for (;;) {
      const left = end - performance.now();
      if (left <= 0 || this.drain.draining) return record;
      await this.changes.next(record.id, Math.min(look, left), signal);
      const now = await this.store.get(record.id);
      if (now?.version !== record.version) return now;
      look = Math.min(LONGEST_LOOK_MS, look * 1.5);
    }
  }
}
