import type { Clock } from '../../kernel/clock.js';
import { isTimeOrderedId } from '../../kernel/time-ordered-id.js';
import { DELETE_IF_EQUAL } from '../../platform/redis/delete-if-equal.js';
import type { KeyedDigest } from '../../platform/redis/keyed-digest.js';
import {
  RedisFailure,
  type LuaScript,
  type RedisPort,
  type RedisReply,
} from '../../platform/redis/redis-port.js';
import type { SealedEntries } from '../../platform/redis/sealed-entries.js';
import { NEW } from './memory-query-store.js';
import { packed, unpacked } from './pack.js';
import {
  checkIn,
  chunksIn,
  FEED_WINDOW,
  fedOf,
  QUERY_STATES,
  type KeptQuery,
  type PieceFacts,
  type QueryLayout,
  type QueryRecord,
} from './query-record.js';
import * as scripts from './query-scripts.js';
import {
  blocksOf,
  QueryStoreFailure,
  type Again,
  type ChunkResult,
  type Committed,
  type QueryClaim,
  type QueryCreated,
  type QueryEnd,
  type QueryRoom,
  type QueryStore,
} from './query-store.js';

/** All keys share one slot of a Redis Cluster, because scripts count over all queries; `queries.mib_total` bounds them. */
const TAG = 'query:{all}';
const ACTIVE = `${TAG}:active`;
const ROOM = `${TAG}:room`;
/** How long a piece is kept that no commit has made readable, in milliseconds. A choice: much longer than its chunk takes. */
const STAGED_MS = 600_000;
/** Longest block or piece that is read, in bytes. A choice: many times what one of ours has. */
const MOST_PIECE_BYTES = 64 * 1024 * 1024;
/** Tries to create a query while foreign claims are in the way. A choice: more means that somebody writes them. */
const MAX_CREATES = 3;
/** Ids that are looked at for one page of a list, as a multiple of its rows. A choice. */
const LOOKED_AT = 4;

const NUMBERS = [
  ...(['version', 'round', 'total', 'done', 'fed', 'hosts', 'answered', 'failed', 'rows', 'pieces'] as const),
  ...(['calls', 'hits', 'asOf', 'startedAt', 'finishedAt'] as const),
];

/** Keeps background queries for all replicas, sealed. What is not ours is dropped, counted and treated as absent. */
export class RedisQueryStore implements QueryStore {
  /** @param names makes digests of owners and keys, so that Redis shows none of them. */
  constructor(
    private readonly redis: RedisPort,
    private readonly clock: Clock,
    private readonly entries: SealedEntries,
    private readonly names: KeyedDigest,
  ) {}

  async create(record: QueryRecord, mostActive: number, claim?: QueryClaim): Promise<QueryCreated> {
    const { id, owner } = record;
    const claims = claim === undefined ? [] : this.claimKeys(owner, claim.key);
    const sealed =
      claims[0] === undefined ? '' : this.entries.seal(claims[0], JSON.stringify([id, claim?.order]));
    const keys = [runKey(id), recordKey(id), ACTIVE, this.indexKeys(owner)[0] as string, ...claims];
    const text = this.entries.seal(recordKey(id), JSON.stringify(record));
    const args = [text, this.ttlMs(record), id, this.ownerName(owner), mostActive, sealed];
    for (let attempt = 1; attempt <= MAX_CREATES; attempt++) {
      const [kind, , detail, place] = await this.run(scripts.CREATE_QUERY, keys, args);
      if (kind === 'created' || kind === 'limit') return { kind };
      const known = await this.claimed(owner, claims[Number(place) - 1] ?? '', String(detail));
      if (known !== undefined)
        return known.order === claim?.order ? { kind: 'known', record: known.record } : { kind: 'key_taken' };
    }
    throw new QueryStoreFailure('foreign claims keep appearing');
  }

  async get(id: string): Promise<KeptQuery | undefined> {
    const keys = [runKey(id), recordKey(id)];
    const fields = [...NUMBERS, 'code', 'layout'];
    const [, text, state, ...values] = await this.run(scripts.READ_QUERY, keys, fields, 0);
    const record = await this.recordOf(id, String(text ?? ''));
    if (record === undefined) return undefined;
    const found = QUERY_STATES.find((each) => each === state);
    if (found === undefined) return { record, run: { ...NEW, state: 'failed', code: 'lost' } };
    const numbers = Object.fromEntries(NUMBERS.map((name, at) => [name, Number(values[at] ?? 0) || 0]));
    const [code, sealed] = values.slice(NUMBERS.length).map((value) => String(value ?? ''));
    const layout = await this.layoutOf(id, sealed ?? '');
    const run = { ...NEW, ...numbers, state: found, code: code ?? '' };
    return { record, run: layout === undefined ? run : { ...run, layout } };
  }

  async list(owner: string, before: string | undefined, limit: number): Promise<KeptQuery[]> {
    const found: KeptQuery[] = [];
    // There is more than one index only while secrets are being replaced.
    for (const index of this.indexKeys(owner)) {
      const from = before === undefined ? '+' : `(${before}`;
      const [, ...ids] = await this.run(scripts.LIST_QUERIES, [index], [from, limit * LOOKED_AT], 0);
      let own = 0;
      for (const id of ids.map(String)) {
        const kept = isTimeOrderedId(id) ? await this.get(id) : undefined;
        if (kept?.record.owner !== owner) await this.run(scripts.UNLIST_QUERY, [index], [id, 'zset'], 0);
        else if (found.push(kept) > 0 && ++own >= limit) break;
      }
    }
    return found.sort((a, b) => (a.record.id < b.record.id ? 1 : -1)).slice(0, limit);
  }

  async active(): Promise<string[]> {
    const [, ...ids] = await this.run(scripts.ACTIVE_QUERIES, [ACTIVE], [], 0);
    const found: string[] = [];
    for (const id of ids.map(String)) {
      if (isTimeOrderedId(id) && (await this.get(id)) !== undefined) found.push(id);
      else await this.run(scripts.UNLIST_QUERY, [ACTIVE], [id, 'hash'], 0);
    }
    return found;
  }

  async putBlock(record: QueryRecord, name: string, entries: readonly string[]): Promise<void> {
    const key = blockKey(record.id, name);
    const sealed = this.entries.seal(key, await packed(entries));
    await inRedis(() => this.redis.set(key, sealed, this.ttlMs(record)));
  }

  async block(id: string, name: string): Promise<string[] | undefined> {
    const bytes = await this.bytesAt(blockKey(id, name));
    const ids = bytes === undefined ? undefined : await unpacked(bytes);
    return Array.isArray(ids) ? (ids as string[]) : undefined;
  }

  async dropBlocks(id: string, names: readonly string[]): Promise<void> {
    for (const name of names) await inRedis(() => this.redis.del(blockKey(id, name)));
  }

  async start({ id }: QueryRecord, layout: QueryLayout, hosts: number): Promise<boolean> {
    const total = chunksIn(layout);
    const check = checkIn(layout) ?? -1;
    const args = [this.sealedLayout(id, layout), total, hosts, fedOf(layout, 0), id, check];
    return this.did(await this.run(scripts.START_QUERY, [runKey(id), ACTIVE], args));
  }

  async stage({ id }: QueryRecord, name: string, content: Buffer): Promise<boolean> {
    const key = pieceKey(id, name);
    const args = [this.entries.seal(key, content), STAGED_MS];
    return this.did(await this.run(scripts.STAGE_PIECE, [runKey(id), key], args));
  }

  async commit(record: QueryRecord, result: ChunkResult, room: QueryRoom): Promise<Committed> {
    const { id } = record;
    const { pieces, last, chunk, round, more } = result;
    const keys = pieces.map(({ name }) => pieceKey(id, name));
    const lastKey = keys.pop() ?? pieceKey(id, 'none');
    const sealed = last === undefined ? '' : this.entries.seal(lastKey, last);
    const rows = pieces.reduce((sum, piece) => sum + piece.rows, 0);
    const { answered, failed, calls, hits, asOf, code } = result;
    const reply = await this.run(
      scripts.COMMIT_CHUNK,
      [runKey(id), ACTIVE, ROOM, lastKey, ...keys],
      [
        ...[id, chunk, round, sealed, this.ttlMs(record), this.ownerName(record.owner)],
        ...[room.ofQuery, room.ofCaller, room.ofAll],
        ...[answered, failed, calls, hits, asOf, code, rows, FEED_WINDOW],
        ...(more === undefined ? ['', 0] : [this.sealedLayout(id, more), chunksIn(more)]),
        ...pieces.map((piece) => `${piece.name} ${piece.rows} ${piece.failures} ${round}`),
      ],
    );
    return committedOf(reply);
  }

  async end({ id }: QueryRecord, end: QueryEnd): Promise<boolean> {
    const args = [id, end.state, end.state === 'failed' ? end.code : ''];
    return this.did(await this.run(scripts.END_QUERY, [runKey(id), ACTIVE], args));
  }

  async again({ record, run }: KeptQuery, again: Again, mostActive: number): Promise<boolean> {
    const { id, owner } = record;
    const [layout, total, check] =
      again.kind === 'hosts'
        ? [this.sealedLayout(id, again.layout), chunksIn(again.layout), checkIn(again.layout) ?? -1]
        : ['', 0, -1];
    const args = [id, run.version, this.ownerName(owner), mostActive, layout, total, FEED_WINDOW, check];
    return this.did(await this.run(scripts.RUN_AGAIN, [runKey(id), ACTIVE], args));
  }

  async open(id: string): Promise<number[]> {
    const [, ...chunks] = await this.run(scripts.OPEN_CHUNKS, [runKey(id)], [], 0);
    return chunks.map(Number);
  }

  async pieces(id: string, from: number, most: number): Promise<PieceFacts[]> {
    const [, ...pieces] = await this.run(scripts.LIST_PIECES, [runKey(id)], [from, most], 0);
    return pieces.map((text) => {
      const [name = '', rows, failures, round] = String(text).split(' ');
      return { name, rows: Number(rows) || 0, failures: Number(failures) || 0, round: Number(round) || 0 };
    });
  }

  piece(id: string, name: string): Promise<Buffer | undefined> {
    return this.bytesAt(pieceKey(id, name));
  }

  async remove(kept: KeptQuery): Promise<void> {
    const { id, owner } = kept.record;
    const keys = [runKey(id), recordKey(id), ACTIVE, ROOM, ...this.indexKeys(owner)];
    await this.run(scripts.REMOVE_QUERY, keys, [id, ...blocksOf(kept)], 0);
  }

  /** Returns what was asked under a key before. A foreign claim, or one whose query is gone, is dropped. */
  private async claimed(
    owner: string,
    key: string,
    text: string,
  ): Promise<{ readonly record: QueryRecord; readonly order: string } | undefined> {
    return inRedis(async () => {
      const entry = await this.entries.open(key, text);
      const claim = entry === undefined ? undefined : parsed(entry.bytes.toString());
      const [id, order] = Array.isArray(claim) ? (claim as unknown[]) : [];
      if (typeof id === 'string' && typeof order === 'string') {
        const kept = await this.get(id);
        if (kept?.record.owner === owner) return { record: kept.record, order };
        await this.redis.run(DELETE_IF_EQUAL, [key], [text]);
      } else if (entry !== undefined) await this.entries.reject(key, text);
      return undefined;
    });
  }

  private async recordOf(id: string, text: string): Promise<QueryRecord | undefined> {
    if (text === '') return undefined;
    return inRedis(async () => {
      const entry = await this.entries.open(recordKey(id), text);
      if (entry === undefined) return undefined;
      const record = parsed(entry.bytes.toString()) as QueryRecord | undefined;
      if (record?.id === id) return record;
      await this.entries.reject(recordKey(id), text);
      return undefined;
    });
  }

  /** Sealed for the run of one query, so that it opens nowhere else. */
  private sealedLayout(id: string, layout: QueryLayout): string {
    return this.entries.seal(`${runKey(id)} layout`, JSON.stringify(layout));
  }

  private async layoutOf(id: string, text: string): Promise<QueryLayout | undefined> {
    if (text === '') return undefined;
    const entry = await inRedis(() => this.entries.open(`${runKey(id)} layout`, text));
    return entry === undefined ? undefined : (parsed(entry.bytes.toString()) as QueryLayout | undefined);
  }

  private async bytesAt(key: string): Promise<Buffer | undefined> {
    return inRedis(async () => (await this.entries.read(key, MOST_PIECE_BYTES))?.bytes);
  }

  private ownerName(owner: string): string {
    return this.names.of(`owner ${owner}`);
  }

  private indexKeys(owner: string): readonly string[] {
    return this.names.all(`index ${owner}`).map((name) => `${TAG}:of:${name}`);
  }

  private claimKeys(owner: string, key: string): readonly string[] {
    return this.names.all(`claim ${JSON.stringify([owner, key])}`).map((name) => `${TAG}:key:${name}`);
  }

  private ttlMs({ expiresAt }: QueryRecord): number {
    return Math.max(1, Math.ceil(expiresAt - this.clock.now()));
  }

  /** Whether a script that replies `{ 1 or 0, dropped }` did it. */
  private did([done]: readonly RedisReply[]): boolean {
    return done === 1;
  }

  /** @param droppedAt place of the number of dropped entries in the reply. */
  private async run(
    script: LuaScript,
    keys: readonly string[],
    args: readonly (string | number)[],
    droppedAt = 1,
  ): Promise<readonly RedisReply[]> {
    const reply = await inRedis(() => this.redis.run(script, keys, args));
    const values = Array.isArray(reply) ? reply : [];
    this.entries.countDropped(values[droppedAt]);
    return values;
  }
}

function committedOf([kind, , detail, over]: readonly RedisReply[]): Committed {
  switch (kind) {
    case 'won':
      return { kind, next: Number(detail) < 0 ? undefined : Number(detail), over: over === 1 };
    case 'no_room':
      return { kind, of: detail === 'query' || detail === 'caller' ? detail : 'all' };
    case 'late':
    case 'lost':
      return { kind };
    default:
      return { kind: 'gone' };
  }
}

const runKey = (id: string): string => `${TAG}:run:${id}`;
const recordKey = (id: string): string => `${TAG}:record:${id}`;
const blockKey = (id: string, name: string): string => `${TAG}:block:${id}:${name}`;
const pieceKey = (id: string, name: string): string => `${TAG}:piece:${id}:${name}`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Does what needs Redis. @throws QueryStoreFailure when Redis fails. */
async function inRedis<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof RedisFailure) throw new QueryStoreFailure(error.message, { cause: error });
    throw error;
  }
}
