import type { Clock } from '../../../kernel/clock.js';
import type { ExportBlobs, RoomClaim } from './export-blobs.js';

interface Claim {
  readonly owner: string;
  readonly bytes: number;
  readonly until: number;
}

/** Keeps bytes in one process; they end with it. */
export class MemoryExportBlobs implements ExportBlobs {
  private readonly claims = new Map<string, Claim>();
  private readonly pieces = new Map<string, { readonly bytes: Buffer; readonly until: number }>();

  constructor(private readonly clock: Clock) {}

  reserve({
    owner,
    name,
    bytes,
    mostOfOwner,
    mostOfAll,
    ttlMs,
  }: RoomClaim): ReturnType<ExportBlobs['reserve']> {
    this.sweep();
    let [ofOwner, ofAll] = [bytes, bytes];
    for (const [each, claim] of this.claims) {
      if (each === name) continue;
      ofAll += claim.bytes;
      if (claim.owner === owner) ofOwner += claim.bytes;
    }
    if (ofOwner > mostOfOwner) return Promise.resolve('no_room_for_caller');
    if (ofAll > mostOfAll) return Promise.resolve('no_room_for_all');
    this.claims.set(name, { owner, bytes, until: this.clock.now() + ttlMs });
    return Promise.resolve('reserved');
  }

  put(name: string, piece: number, bytes: Buffer, ttlMs: number): Promise<void> {
    this.sweep();
    // Copy the bytes: they may be part of a larger buffer, which would stay in memory with them.
    this.pieces.set(`${name} ${piece}`, { bytes: Buffer.from(bytes), until: this.clock.now() + ttlMs });
    return Promise.resolve();
  }

  get(name: string, piece: number): Promise<Buffer | undefined> {
    this.sweep();
    return Promise.resolve(this.pieces.get(`${name} ${piece}`)?.bytes);
  }

  remove(_owner: string, name: string, pieces: number): Promise<void> {
    this.claims.delete(name);
    for (let at = 0; at < pieces; at++) this.pieces.delete(`${name} ${at}`);
    return Promise.resolve();
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const [name, { until }] of this.claims) if (until <= now) this.claims.delete(name);
    for (const [key, { until }] of this.pieces) if (until <= now) this.pieces.delete(key);
  }
}
