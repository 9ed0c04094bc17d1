import { Inject, Injectable, Optional } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { ExportsConfig } from '../../platform/config/config.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { ExportChanges } from './export-changes.js';
import { changed, type ExportRecord } from './export-record.js';
import { STORE_FULL } from './fleet/fleet-work.js';
import { ExportStore } from './store/export-store.js';

/**
 * What becomes of exports that cannot begin because Redis is full. It then lets no job begin, but takes a change of a record.
 * So the export says that it waits, and fails when it has waited for too long.
 */
@Injectable()
export class FullStore {
  /** Longest wait, in milliseconds. */
  readonly mostWaitMs: number;
  /** Since when exports have waited, by id. */
  private readonly since = new Map<string, number>();

  constructor(
    @Inject(ExportStore) private readonly store: ExportStore,
    private readonly changes: ExportChanges,
    config: ExportsConfig,
    @Optional() @Inject(RedisPort) private readonly redis?: RedisPort,
  ) {
    this.mostWaitMs = config.fullWaitS * 1_000;
  }

  /** Updates the exports that wait. @param underWay all exports that have not ended. */
  async check(underWay: readonly ExportRecord[]): Promise<void> {
    const ids = new Set(underWay.map(({ id }) => id));
    for (const id of this.since.keys()) if (!ids.has(id)) this.since.delete(id);
    for (const record of underWay) if (record.state === 'queued') await this.checkOne(record);
  }

  private async checkOne(record: ExportRecord): Promise<void> {
    if (this.redis?.state !== 'full') {
      this.since.delete(record.id);
      return;
    }
    const finishedAt = systemClock.now();
    const since = this.since.get(record.id) ?? finishedAt;
    this.since.set(record.id, since);
    if (finishedAt - since > this.mostWaitMs)
      await this.keep(
        changed(record, { state: 'failed', finishedAt, waitingFor: undefined, failure: STORE_FULL }),
      );
    else if (record.waitingFor === undefined) await this.keep(changed(record, { waitingFor: 'store_full' }));
  }

  private async keep(next: ExportRecord): Promise<void> {
    if (await this.store.replace(next).catch(() => false)) this.changes.tell(next.id);
  }
}
