import type { Clock } from '../../../kernel/clock.js';
import type { KeyedDigest } from '../../../platform/redis/keyed-digest.js';
import type { RedisPort, RedisReply } from '../../../platform/redis/redis-port.js';
import type { SealedEntries } from '../../../platform/redis/sealed-entries.js';
import { PIECE_BYTES, type ExportBlobs, type RoomClaim } from './export-blobs.js';
import { RELEASE_ROOM, RESERVE_ROOM } from './export-scripts.js';
import { inRedis } from './export-store.js';

/** Longest sealed piece: base64 turns three bytes into four, and a header stands in front. */
const MOST_PIECE_BYTES = Math.ceil(PIECE_BYTES * 1.34) + 200;

const ROOM_OF_ALL = 'export-room:{all}';

/** What a script replies of a room. */
interface Room {
  readonly done: boolean;
  /** Bytes that are claimed. */
  readonly bytes: number;
  /** Time until the last claim ends. */
  readonly leftMs: number;
}

/** Keeps bytes for all replicas, sealed piece by piece; each piece has a slot of its own. */
export class RedisExportBlobs implements ExportBlobs {
  constructor(
    private readonly redis: RedisPort,
    private readonly clock: Clock,
    private readonly entries: SealedEntries,
    private readonly names: KeyedDigest,
  ) {}

  /** The room of all callers holds one claim for each owner, of what its own room holds: so it stays small. */
  async reserve(claim: RoomClaim): ReturnType<ExportBlobs['reserve']> {
    const { owner, name, bytes, mostOfOwner, mostOfAll, ttlMs } = claim;
    const own = await this.claim(this.roomKey(owner), name, bytes, mostOfOwner, ttlMs);
    if (!own.done) return 'no_room_for_caller';
    const all = await this.claim(
      ROOM_OF_ALL,
      this.names.of(`room ${owner}`),
      own.bytes,
      mostOfAll,
      own.leftMs,
    );
    if (all.done) return 'reserved';
    await this.release(owner, name);
    return 'no_room_for_all';
  }

  put(name: string, piece: number, bytes: Buffer, ttlMs: number): Promise<void> {
    const key = pieceKey(name, piece);
    return inRedis(() => this.redis.set(key, this.entries.seal(key, bytes), ttlMs));
  }

  async get(name: string, piece: number): Promise<Buffer | undefined> {
    const entry = await inRedis(() => this.entries.read(pieceKey(name, piece), MOST_PIECE_BYTES));
    return entry?.bytes;
  }

  async remove(owner: string, name: string, pieces: number): Promise<void> {
    for (let at = 0; at < pieces; at++) await inRedis(() => this.redis.del(pieceKey(name, at)));
    await this.release(owner, name);
  }

  private async claim(key: string, name: string, bytes: number, most: number, ttlMs: number): Promise<Room> {
    const args = [name, bytes, most, this.clock.now(), Math.ceil(ttlMs), this.names.marks(key)];
    return this.roomOf(await inRedis(() => this.redis.run(RESERVE_ROOM, [key], args)));
  }

  /** Gives back the room of a file, in the room of all callers too. */
  private async release(owner: string, name: string): Promise<void> {
    const own = await this.giveBack(this.roomKey(owner), name);
    if (!own.done) return;
    const ofOwner = this.names.of(`room ${owner}`);
    if (own.bytes === 0) await this.giveBack(ROOM_OF_ALL, ofOwner);
    else await this.claim(ROOM_OF_ALL, ofOwner, own.bytes, Number.MAX_SAFE_INTEGER, own.leftMs);
  }

  private async giveBack(key: string, name: string): Promise<Room> {
    const args = [name, this.clock.now(), this.names.marks(key)];
    return this.roomOf(await inRedis(() => this.redis.run(RELEASE_ROOM, [key], args)));
  }

  private roomKey(owner: string): string {
    return `export-room:{${this.names.of(`room ${owner}`)}}`;
  }

  private roomOf(reply: RedisReply): Room {
    const [done, dropped, bytes, leftMs] = Array.isArray(reply) ? reply : [];
    this.entries.countDropped(dropped);
    return { done: done === 1, bytes: Number(bytes), leftMs: Number(leftMs) };
  }
}

const pieceKey = (name: string, piece: number): string => `export-bytes:${name}:${piece}`;
