import { createHash } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import { isOver, type ExportRecord } from '../export-record.js';
import {
  AFTERLIFE_MS,
  type Created,
  type ExportLimits,
  type ExportStore,
  type IdempotencyClaim,
} from './export-store.js';

/** Most exports kept, of all callers together: some 20 MB. Beyond it the oldest that are over are forgotten. A choice. */
const MOST_RECORDS = 10_000;

/** Keeps exports in one process; they end with it. */
export class MemoryExportStore implements ExportStore {
  /** By id; ids sort by time. */
  private readonly records = new Map<string, ExportRecord>();
  private readonly keys = new Map<string, { readonly id: string; readonly order: string }>();

  constructor(private readonly clock: Clock) {}

  create(record: ExportRecord, limits: ExportLimits, claim?: IdempotencyClaim): Promise<Created> {
    this.sweep();
    const key = claim === undefined ? undefined : keyOf(record.owner, claim.key);
    const taken = key === undefined ? undefined : this.keys.get(key);
    const first = taken === undefined ? undefined : this.records.get(taken.id);
    if (taken !== undefined && first !== undefined) {
      return Promise.resolve(
        taken.order === claim?.order ? { kind: 'known', record: first } : { kind: 'key_taken' },
      );
    }
    const active = [...this.records.values()].filter((each) => !isOver(each));
    const count = (test: (each: ExportRecord) => boolean): number => active.filter(test).length;
    if (count(({ owner }) => owner === record.owner) >= limits.perCaller)
      return Promise.resolve({ kind: 'limit', of: 'caller' });
    if (count(({ project }) => project === record.project) >= limits.perProject)
      return Promise.resolve({ kind: 'limit', of: 'project' });
    this.makeRoom();
    this.records.set(record.id, record);
    if (key !== undefined && claim !== undefined) this.keys.set(key, { id: record.id, order: claim.order });
    return Promise.resolve({ kind: 'created' });
  }

  get(id: string): Promise<ExportRecord | undefined> {
    this.sweep();
    return Promise.resolve(this.records.get(id));
  }

  replace(next: ExportRecord): Promise<boolean> {
    if (this.records.get(next.id)?.version !== next.version - 1) return Promise.resolve(false);
    this.records.set(next.id, next);
    return Promise.resolve(true);
  }

  remove({ id }: ExportRecord): Promise<boolean> {
    return Promise.resolve(this.records.delete(id));
  }

  list(owner: string, before: string | undefined, limit: number): Promise<ExportRecord[]> {
    this.sweep();
    const own = [...this.records.values()]
      .filter((record) => record.owner === owner && (before === undefined || record.id < before))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    return Promise.resolve(own.slice(0, limit));
  }

  restore({ id }: ExportRecord): Promise<boolean> {
    return Promise.resolve(this.records.has(id));
  }

  underWay(limit: number): Promise<ExportRecord[]> {
    this.sweep();
    const found = [...this.records.values()].filter((record) => !isOver(record));
    return Promise.resolve(found.slice(0, limit));
  }

  /** Forgets the oldest exports that are over until there is room for one more. */
  private makeRoom(): void {
    let most = this.records.size - MOST_RECORDS + 1;
    for (const [id, record] of this.records) {
      if (most <= 0) return;
      if (!isOver(record)) continue;
      this.records.delete(id);
      most--;
    }
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const [id, { expiresAt }] of this.records) {
      if (expiresAt + AFTERLIFE_MS > now) continue;
      this.records.delete(id);
    }
    for (const [key, { id }] of this.keys) if (!this.records.has(id)) this.keys.delete(key);
  }
}

/** Returns one name for a caller and its idempotency key, whatever characters either has. */
export function keyOf(owner: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([owner, key]))
    .digest('base64url');
}
