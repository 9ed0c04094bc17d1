import { RedisFailure } from '../../../platform/redis/redis-port.js';
import type { ExportRecord } from '../export-record.js';

/** How many exports may be under way at a time. */
export interface ExportLimits {
  readonly perCaller: number;
  readonly perProject: number;
}

/** A caller's name for one order, and what was ordered under it. */
export interface IdempotencyClaim {
  readonly key: string;
  /** Equal for equal orders only. */
  readonly order: string;
}

/** Whose limit of exports under way was met. */
export type LimitScope = 'caller' | 'project';

export type Created =
  | { readonly kind: 'created' }
  /** The same order under the same key: the export it made. */
  | { readonly kind: 'known'; readonly record: ExportRecord }
  /** Another order under the same key. */
  | { readonly kind: 'key_taken' }
  | { readonly kind: 'limit'; readonly of: LimitScope };

/**
 * Where exports are kept: in Redis for replicas, in memory for a process alone. Both pass one contract suite.
 *
 * @throws ExportStoreFailure from every call when the store is out of reach.
 */
export interface ExportStore {
  /** Keeps a new record, unless its key is taken or too many are under way: all in one step. */
  create(record: ExportRecord, limits: ExportLimits, claim?: IdempotencyClaim): Promise<Created>;
  get(id: string): Promise<ExportRecord | undefined>;
  /** Puts `next` in place of the version before it; false when that is not the one that is kept (any more). */
  replace(next: ExportRecord): Promise<boolean>;
  /** Forgets a record, whatever its version; false when there is none. */
  remove(record: ExportRecord): Promise<boolean>;
  /** Records of one owner, newest first, those before `before` (an id). */
  list(owner: string, before: string | undefined, limit: number): Promise<ExportRecord[]>;
  /**
   * Takes, or keeps, the right to work on an export for `leaseMs`; false while another holder has it.
   *
   * @param holder random, one for each process.
   * @param known the record as its holder knows it: put back where it was lost or spoilt while the lease was not.
   */
  lease(id: string, holder: string, leaseMs: number, known?: ExportRecord): Promise<boolean>;
  /** Gives the right back, if `holder` has it. */
  release(id: string, holder: string): Promise<void>;
  /** Exports that are not over and that nobody works on, up to `limit`. @param leaseMs how long leases are. */
  orphans(limit: number, leaseMs: number): Promise<string[]>;
}

export const ExportStore = Symbol('ExportStore');

/** The store is out of reach, or refuses to work. */
export class ExportStoreFailure extends Error {
  override readonly name = 'ExportStoreFailure';

  /** Whether it refuses what is new because it has no memory left. */
  get full(): boolean {
    return this.cause instanceof RedisFailure && this.cause.code === 'OOM';
  }
}

/** How long a record stays after its file has expired, in milliseconds: so long it tells that it has. */
export const AFTERLIFE_MS = 3_600_000;
