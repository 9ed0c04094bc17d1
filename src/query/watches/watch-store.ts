import type { KeptKey, WatchRecord } from './watch.js';

/** The keys of a watch with their rows. They change with looks only. */
export type KeptKeys = readonly KeptKey[];

/** A watch as it is kept. */
export interface KeptWatch {
  /** Changes with every write. */
  readonly version: number;
  readonly record: WatchRecord;
}

/**
 * Keeps what watches compare and what they have found: in Redis for several replicas, in memory for one process. Both pass
 * one contract suite. Rows and changes are in pieces, which are written before the record that names them, and read
 * through it only.
 *
 * @throws WatchStoreFailure from every call when the store is out of reach.
 */
export interface WatchStore {
  read(name: string): Promise<KeptWatch | undefined>;
  /** Returns the keys that belong to a version of the record; undefined when they are gone. */
  keys(name: string): Promise<KeptKeys | undefined>;
  /** Adds pieces. Nothing reads them before a record or keys name them. */
  put(name: string, pieces: ReadonlyMap<string, Buffer>): Promise<void>;
  /** Returns the contents of pieces; undefined in the place of one that is gone. */
  pieces(name: string, names: readonly string[]): Promise<(Buffer | undefined)[]>;
  /** Replaces the record, and the keys where they are given, if the version is still the same; 0: there must be none. */
  write(name: string, version: number, record: WatchRecord, keys?: KeptKeys): Promise<boolean>;
  /** Forgets pieces. */
  drop(name: string, pieces: readonly string[]): Promise<void>;
  /** Forgets all pieces but these. */
  keepOnly(name: string, pieces: ReadonlySet<string>): Promise<void>;
}

export const WatchStore = Symbol('WatchStore');

/** The store is out of reach, or refuses a command. */
export class WatchStoreFailure extends Error {
  override readonly name = 'WatchStoreFailure';
}

/** How long everything of a watch is kept after its last look, in milliseconds. A choice: longer than an outage lasts. */
export const KEPT_MS = 30 * 86_400_000;
