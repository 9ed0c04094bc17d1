import { Counter, type Registry } from 'prom-client';

/** What the caches of rows and of lists of servers save. */
export class RowCacheMetrics {
  /** Lookups since the last scrape. */
  private readonly lookups = { hit: 0, miss: 0 };
  private readonly sharedEvents: Counter<'event'>;
  private readonly listEvents: Counter<'event'>;

  constructor(registry: Registry) {
    const { lookups } = this;
    new Counter({
      name: 'portolan_row_cache_hosts_total',
      help: 'Hosts whose rows were wanted and might have been cached: hit, or miss and asked upstream.',
      labelNames: ['outcome'],
      registers: [registry],
      collect() {
        for (const outcome of ['hit', 'miss'] as const) {
          if (lookups[outcome] > 0) this.inc({ outcome }, lookups[outcome]);
          lookups[outcome] = 0;
        }
      },
    });
    this.sharedEvents = new Counter({
      name: 'portolan_shared_rows_total',
      help: 'Hosts fetched from other replicas before they are wanted (hit, miss, poisoned, foreign_key), and given to them (written, not_written).',
      labelNames: ['event'],
      registers: [registry],
    });
    this.listEvents = new Counter({
      name: 'portolan_shared_lists_total',
      help: 'Lists of servers, in parts of 500, looked for among what other replicas have read (hit, miss, poisoned, foreign_key), and given to them (written, not_written).',
      labelNames: ['event'],
      registers: [registry],
    });
  }

  looked(hit: boolean): void {
    this.lookups[hit ? 'hit' : 'miss']++;
  }

  /** @param event one of the closed list of the shared rows' own events. */
  shared(event: string, hosts: number): void {
    if (hosts > 0) this.sharedEvents.inc({ event }, hosts);
  }

  /** @param event as of `shared`. */
  sharedList(event: string, parts: number): void {
    if (parts > 0) this.listEvents.inc({ event }, parts);
  }
}
