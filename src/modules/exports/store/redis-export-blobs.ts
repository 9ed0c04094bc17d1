import { createHash } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import { RedisFailure, type RedisPort } from '../../../platform/redis/redis-port.js';
import type { ExportBlobs } from './export-blobs.js';
import { RELEASE_ROOM, RESERVE_ROOM } from './export-scripts.js';
import { ExportStoreFailure } from './export-store.js';

/** Shared by all replicas. Pieces are base64, since values are texts; each lies in a slot of its own. */
export class RedisExportBlobs implements ExportBlobs {
  constructor(
    private readonly redis: RedisPort,
    private readonly clock: Clock,
  ) {}

  async reserve(owner: string, name: string, bytes: number, most: number, ttlMs: number): Promise<boolean> {
    const args = [name, bytes, most, this.clock.now(), Math.ceil(ttlMs)];
    return (await this.guard(() => this.redis.run(RESERVE_ROOM, [roomKey(owner)], args))) === 1;
  }

  put(name: string, piece: number, bytes: Buffer, ttlMs: number): Promise<void> {
    return this.guard(() => this.redis.set(pieceKey(name, piece), bytes.toString('base64'), ttlMs));
  }

  async get(name: string, piece: number): Promise<Buffer | undefined> {
    const text = await this.guard(() => this.redis.get(pieceKey(name, piece)));
    return text === null ? undefined : Buffer.from(text, 'base64');
  }

  async remove(owner: string, name: string, pieces: number): Promise<void> {
    for (let at = 0; at < pieces; at++) await this.guard(() => this.redis.del(pieceKey(name, at)));
    await this.guard(() => this.redis.run(RELEASE_ROOM, [roomKey(owner)], [name]));
  }

  private async guard<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof RedisFailure) throw new ExportStoreFailure(error.message, { cause: error });
      throw error;
    }
  }
}

const pieceKey = (name: string, piece: number): string => `export-bytes:${name}:${piece}`;

function roomKey(owner: string): string {
  return `export-room:{${createHash('sha256').update(owner).digest('base64url')}}`;
}
