import { RedisFailure } from '../../platform/redis/redis-port.js';
import {
  BLOCK_HOSTS,
  type KeptQuery,
  type PieceFacts,
  type QueryLayout,
  type QueryRecord,
} from './query-record.js';

/** The idempotency key of one query, and what was asked under it. */
export interface QueryClaim {
  readonly key: string;
  /** A digest that is equal for equal questions only. */
  readonly order: string;
}

export type QueryCreated =
  | { readonly kind: 'created' }
  /** The same question came before under the same key. */
  | { readonly kind: 'known'; readonly record: QueryRecord }
  /** Another question came before under the same key. */
  | { readonly kind: 'key_taken' }
  /** The caller has too many queries under way. */
  | { readonly kind: 'limit' };

/** Most bytes of results, as they are kept. */
export interface QueryRoom {
  readonly ofQuery: number;
  readonly ofCaller: number;
  readonly ofAll: number;
}

/** The result of one chunk. */
export interface ChunkResult {
  readonly chunk: number;
  readonly round: number;
  readonly answered: number;
  readonly failed: number;
  readonly calls: number;
  readonly hits: number;
  /** When the oldest row was read, Unix milliseconds. */
  readonly asOf: number;
  /** Of `FaultKind`: of a host that failed; empty when none did. */
  readonly code: string;
  /** All but the last one are staged. */
  readonly pieces: readonly Omit<PieceFacts, 'round'>[];
  /** Content of the last piece. */
  readonly last?: Buffer;
  /** The layout with further blocks, where the chunk has found that more is to be read. */
  readonly more?: QueryLayout;
}

export type Committed =
  /** `next`: the chunk whose turn it is now. */
  | { readonly kind: 'won'; readonly next: number | undefined; readonly over: boolean }
  /** The chunk has been completed before. */
  | { readonly kind: 'late' }
  /** The query does not run any more. */
  | { readonly kind: 'gone' }
  /** A staged piece has expired: the chunk has to be read again. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'no_room'; readonly of: 'query' | 'caller' | 'all' };

/** Why a query ended early. */
export type QueryEnd = { readonly state: 'cancelled' } | { readonly state: 'failed'; readonly code: string };

/** What is asked again: hosts that failed, in new blocks; or everything anew. */
export type Again = { readonly kind: 'hosts'; readonly layout: QueryLayout } | { readonly kind: 'anew' };

/**
 * Keeps background queries and their results: in Redis for several replicas, in memory for one process. Both pass one
 * contract suite. Every change is one step; nothing is ever kept of a query that is gone.
 *
 * @throws QueryStoreFailure from every call when the store is out of reach.
 */
export interface QueryStore {
  create(record: QueryRecord, mostActive: number, claim?: QueryClaim): Promise<QueryCreated>;
  /** Returns a query; with state `failed` and code `lost` where only its record is left. */
  get(id: string): Promise<KeptQuery | undefined>;
  /** Returns queries of one owner, newest first; with `before`, only those older than that id. */
  list(owner: string, before: string | undefined, limit: number): Promise<KeptQuery[]>;
  /** Returns ids of queries that are under way. */
  active(): Promise<string[]>;
  /** Keeps a block of the list of hosts. It may be written before the query is created. */
  putBlock(record: QueryRecord, name: string, entries: readonly string[]): Promise<void>;
  /** Undefined when it is not kept any more. */
  block(id: string, name: string): Promise<string[] | undefined>;
  dropBlocks(id: string, names: readonly string[]): Promise<void>;
  /** Begins to run a query that is queued. False when it is not queued any more. */
  start(record: QueryRecord, layout: QueryLayout, hosts: number): Promise<boolean>;
  /** Keeps a piece for ten minutes, until a commit makes it readable. False when the query is not running. */
  stage(record: QueryRecord, name: string, content: Buffer): Promise<boolean>;
  /** Makes the rows of a chunk readable, once and all together. */
  commit(record: QueryRecord, result: ChunkResult, room: QueryRoom): Promise<Committed>;
  /** Ends a query that is under way. False when it was over. */
  end(record: QueryRecord, end: QueryEnd): Promise<boolean>;
  /** Runs a query that is over again. False when its version is another one by now, or too many are under way. */
  again(kept: KeptQuery, again: Again, mostActive: number): Promise<boolean>;
  /** Returns the chunks that were given out and are not done. */
  open(id: string): Promise<number[]>;
  /** Returns what is known of the pieces from a place on, at most so many. */
  pieces(id: string, from: number, most: number): Promise<PieceFacts[]>;
  /** Undefined when it is not kept any more. */
  piece(id: string, name: string): Promise<Buffer | undefined>;
  /** Forgets a query. */
  remove(kept: KeptQuery): Promise<void>;
}

export const QueryStore = Symbol('QueryStore');

/** The store is out of reach, or refuses a command. */
export class QueryStoreFailure extends Error {
  override readonly name = 'QueryStoreFailure';

  /** Whether it refuses to keep anything new because it has no memory left. */
  get full(): boolean {
    return this.cause instanceof RedisFailure && this.cause.code === 'OOM';
  }
}

/** Returns the names of the blocks of hosts that are kept with the order. */
export function orderedBlocks({ named = 0 }: Pick<QueryRecord, 'named'>): string[] {
  return Array.from({ length: Math.ceil(named / BLOCK_HOSTS) }, (_, at) => String(at));
}

/** Returns the names of all blocks of a query. */
export function blocksOf({ record, run }: KeptQuery): string[] {
  return [...new Set([...orderedBlocks(record), ...(run.layout?.blocks ?? []).map(({ name }) => name)])];
}

/** Returns the name of a piece: of one chunk, of one attempt at it. `chunkOfPiece` reads the chunk of it. */
export function pieceName(chunk: number, round: number, fence: number, at: number): string {
  return `${chunk}-${round}-${fence}-${at}`;
}

/** Returns the chunk that a piece belongs to. */
export function chunkOfPiece(name: string): number {
  return Number.parseInt(name, 10);
}
