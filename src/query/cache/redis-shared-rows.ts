import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { AgedCache } from '../../platform/redis/aged-cache.js';
import type { AssetRow } from '../question/fleet-query.js';
import { packRows, unpackRows } from './packed-rows.js';
import { cacheKey, type CachedRows } from './row-cache.js';
import type { RowSubject, SharedRows } from './shared-rows.js';

/** Rows that wait to be written, each host counted as one more: about 16 MB that the cache may have dropped meanwhile. */
const MOST_WAITING = 50_000;
/** Writes in flight: enough to keep up with pages, too few to slow down other commands to Redis. */
const LANES = 4;
/** To be changed when rows are packed in another way. */
const FORMAT = '1';

interface Waiting {
  readonly subject: RowSubject<AssetRow>;
  readonly hostId: string;
  readonly rows: readonly AssetRow[];
  /** When they were read, by the monotonic clock. */
  readonly readAt: number;
}

/** Rows shared through Redis, an entry for each host, under keys that show nothing of it. */
export class RedisSharedRows implements SharedRows {
  private readonly waiting: Waiting[] = [];
  private waitingRows = 0;
  private lanes = 0;

  /** @param tagOf digest that no other project has, not even one of the same alias in another configuration. */
  constructor(
    private readonly cache: AgedCache,
    private readonly tagOf: (alias: string) => string,
  ) {}

  async find<Row extends AssetRow>(
    subject: RowSubject<Row>,
    hostIds: readonly string[],
    maxAgeMs: number,
  ): Promise<readonly (CachedRows<Row> | undefined)[] | undefined> {
    const tag = this.tagOf(subject.project);
    const found = await this.cache.find(tag, hostIds.map(entryKeys(tag, subject)), maxAgeMs, (bytes, nth) =>
      unpackRows(subject, hostIds[nth] as string, bytes),
    );
    return found?.map((entry) => (entry === undefined ? undefined : { rows: entry.value, at: entry.at }));
  }

  keep<Row extends AssetRow>(subject: RowSubject<Row>, hostId: string, { rows, at }: CachedRows<Row>): void {
    if (!this.cache.up || this.waitingRows + rows.length + 1 > MOST_WAITING) {
      this.cache.observe('not_written', 1);
      return;
    }
    const readAt = this.cache.monotonicOf(at);
    this.waiting.push({ subject: subject as unknown as RowSubject<AssetRow>, hostId, rows, readAt });
    this.waitingRows += rows.length + 1;
    if (this.lanes < LANES) void this.writeWaiting();
  }

  private async writeWaiting(): Promise<void> {
    this.lanes++;
    for (;;) {
      // Packing takes a moment for each host, and answers go first.
      await setImmediate();
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.waitingRows -= next.rows.length + 1;
      const { subject, hostId, rows, readAt } = next;
      const tag = this.tagOf(subject.project);
      const key = entryKeys(tag, subject)(hostId);
      await this.cache.write({ tag, key }, readAt, () => packRows(subject, hostId, rows));
    }
    this.lanes--;
  }
}

function entryKeys<Row extends AssetRow>(
  tag: string,
  { source, key }: RowSubject<Row>,
): (hostId: string) => string {
  const form = cacheKey(...source.members);
  return (hostId) => `rows:{${tag}}:${digest(cacheKey(FORMAT, form, key, hostId))}`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
