import type { Clock } from '../../../kernel/clock.js';
import type { KeyedDigest } from '../../../platform/redis/keyed-digest.js';
import type { RedisPort, RedisReply } from '../../../platform/redis/redis-port.js';
import type { SealedEntries } from '../../../platform/redis/sealed-entries.js';
import { PIECE_BYTES, type ExportBlobs } from './export-blobs.js';
import { RELEASE_ROOM, RESERVE_ROOM } from './export-scripts.js';
import { inRedis } from './export-store.js';

/** Longest sealed piece: base64 turns three bytes into four, and a header stands in front. */
const MOST_PIECE_BYTES = Math.ceil(PIECE_BYTES * 1.34) + 200;

/** Keeps bytes for all replicas, sealed piece by piece; each piece has a slot of its own. */
export class RedisExportBlobs implements ExportBlobs {
  constructor(
    private readonly redis: RedisPort,
    private readonly clock: Clock,
    private readonly entries: SealedEntries,
    private readonly names: KeyedDigest,
  ) {}

  async reserve(owner: string, name: string, bytes: number, most: number, ttlMs: number): Promise<boolean> {
    const key = this.roomKey(owner);
    const args = [name, bytes, most, this.clock.now(), Math.ceil(ttlMs), this.names.marks(key)];
    return this.did(await inRedis(() => this.redis.run(RESERVE_ROOM, [key], args)));
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
    this.did(await inRedis(() => this.redis.run(RELEASE_ROOM, [this.roomKey(owner)], [name])));
  }

  private roomKey(owner: string): string {
    return `export-room:{${this.names.of(`room ${owner}`)}}`;
  }

  /** Whether a script that replies `{ 1 or 0, dropped }` did it. */
  private did(reply: RedisReply): boolean {
    const [done, dropped] = Array.isArray(reply) ? reply : [];
    this.entries.countDropped(dropped);
    return done === 1;
  }
}

const pieceKey = (name: string, piece: number): string => `export-bytes:${name}:${piece}`;
