import { Inject, Injectable } from '@nestjs/common';
import { Drain } from '../../platform/http/connections/drain.js';
import { followEvents, LOOK_MS } from '../../rest/answers/follow-events.js';
import { ExportChanges } from './export-changes.js';
import { isOver, type ExportRecord } from './export-record.js';
import { ExportStore } from './store/export-store.js';

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
      now = await this.look(now, Math.min(LOOK_MS, left), signal);
    }
    return now;
  }

  /** Writes the export as an event stream. @param seen version that the client knows already; undefined for none. */
  events(
    record: ExportRecord,
    seen: number | undefined,
    view: (record: ExportRecord) => object,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    const look = (now: ExportRecord): Promise<ExportRecord | undefined> => this.look(now, LOOK_MS, signal);
    const versionOf = ({ version }: ExportRecord): number => version;
    return followEvents(record, seen, { event: 'export', versionOf, isOver, view, look }, this.drain);
  }

  /** Reads the record again after `ms` milliseconds, or at once when it changes in this process. */
  private async look(
    { id }: ExportRecord,
    ms: number,
    signal: AbortSignal,
  ): Promise<ExportRecord | undefined> {
    await this.changes.next(id, ms, signal);
    return this.store.get(id);
  }
}
