import { RedisFailure } from '../../../platform/redis/redis-port.js';
import type { ExportRecord } from '../export-record.js';

/** How many exports may be under way at a time. */
export interface ExportLimits {
  readonly perCaller: number;
  readonly perProject: number;
}

/** The idempotency key of one order, and what was ordered under it. */
export interface IdempotencyClaim {
  readonly key: string;
  /** A text that is equal for equal orders only. */
  readonly order: string;
}

/** Whose limit of exports in progress was reached. */
export type LimitScope = 'caller' | 'project';

export type Created =
  | { readonly kind: 'created' }
  /** The same order came before under the same key: its export. */
  | { readonly kind: 'known'; readonly record: ExportRecord }
  /** Another order came before under the same key. */
  | { readonly kind: 'key_taken' }
  | { readonly kind: 'limit'; readonly of: LimitScope };

/**
 * Keeps the records of exports: in Redis for several replicas, in memory for one process. Both pass one contract suite.
 *
 * @throws ExportStoreFailure from every call when the store is out of reach.
 */
export interface ExportStore {
  /** Keeps a new record, unless its key is taken or too many exports are under way; all in one step. */
  create(record: ExportRecord, limits: ExportLimits, claim?: IdempotencyClaim): Promise<Created>;
  get(id: string): Promise<ExportRecord | undefined>;
  /** Puts `next` in place of the version before it; false when another version is kept, or none. */
  replace(next: ExportRecord): Promise<boolean>;
  /** Forgets a record, whatever its version; false when there is none. */
  remove(record: ExportRecord): Promise<boolean>;
  /** Returns records of one owner, newest first; with `before`, only those older than that id. */
  list(owner: string, before: string | undefined, limit: number): Promise<ExportRecord[]>;
  /**
   * Puts the record of an export under way back where it was lost or overwritten; false when its owner has forgotten it.
   *
   * @param known the record as whoever works on it knows it.
   */
  restore(known: ExportRecord): Promise<boolean>;
  /** Returns up to `limit` exports that are under way. */
  underWay(limit: number): Promise<ExportRecord[]>;
}

export const ExportStore = Symbol('ExportStore');

/** The store is out of reach, or refuses a command. */
export class ExportStoreFailure extends Error {
  override readonly name = 'ExportStoreFailure';

  /** Whether it refuses to keep anything new because it has no memory left. */
  get full(): boolean {
    return this.cause instanceof RedisFailure && this.cause.code === 'OOM';
  }
}

/** Does what needs Redis. @throws ExportStoreFailure when Redis fails. */
export async function inRedis<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof RedisFailure) throw new ExportStoreFailure(error.message, { cause: error });
    throw error;
  }
}

/** How long a record stays after its file has expired, in milliseconds, so that callers can see that it has expired. */
export const AFTERLIFE_MS = 3_600_000;
