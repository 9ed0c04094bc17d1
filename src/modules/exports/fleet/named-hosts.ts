import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Slices } from '../../../kernel/slices.js';
import type { NamedHosts } from '../export-record.js';
import { PIECE_BYTES, type ExportBlobs } from '../store/export-blobs.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** Longest list in bytes: as many ids as an order takes, each of the longest form, with a reserve. */
const MAX_BYTES = 16 * 1024 * 1024;

const nameOf = (exportId: string): string => `${exportId}:hosts`;

/** Ids written, and bytes hashed, before the clock is looked at: less than a millisecond of work. */
const IDS_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 262_144;

/** Returns the ids as a JSON list, made in slices. */
async function textOf(ids: readonly string[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const slices = new Slices();
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    if (slices.usedUp) await slices.next();
    const some = JSON.stringify(ids.slice(at, at + IDS_AT_ONCE)).slice(1, -1);
    pieces.push(Buffer.from(at === 0 ? some : `,${some}`));
  }
  return Buffer.concat([Buffer.from('['), ...pieces, Buffer.from(']')]);
}

/** Returns the SHA-256 of a text, computed in slices. */
async function digestOf(text: Buffer): Promise<string> {
  const hash = createHash('sha256');
  const slices = new Slices();
  for (let at = 0; at < text.length; at += BYTES_AT_ONCE) {
    if (slices.usedUp) await slices.next();
    hash.update(text.subarray(at, at + BYTES_AT_ONCE));
  }
  return hash.digest('base64url');
}

/** Keeps the ids of an order until a replica works on it. @throws ExportStoreFailure */
export async function keepHosts(
  blobs: ExportBlobs,
  exportId: string,
  ids: readonly string[],
  ttlMs: number,
): Promise<NamedHosts> {
  const text = await textOf(ids);
  const packed = await pack(text);
  const pieces = Math.ceil(packed.length / PIECE_BYTES);
  for (let at = 0; at < pieces; at++) {
    try {
      await blobs.put(nameOf(exportId), at, packed.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES), ttlMs);
    } catch (error) {
      // A list without its end is useless, and the store may just be full.
      await blobs.remove('', nameOf(exportId), at).catch(() => undefined);
      throw error;
    }
  }
  return { count: ids.length, digest: await digestOf(text), pieces };
}

/** Returns the ids; undefined when they are no longer kept, or were changed. @throws ExportStoreFailure */
export async function hostsKept(
  blobs: ExportBlobs,
  exportId: string,
  { pieces, digest }: NamedHosts,
): Promise<string[] | undefined> {
  const packed: Buffer[] = [];
  for (let at = 0; at < pieces; at++) {
    const piece = await blobs.get(nameOf(exportId), at);
    if (piece === undefined) return undefined;
    packed.push(piece);
  }
  try {
    const text = await unpack(Buffer.concat(packed), { maxOutputLength: MAX_BYTES });
    return (await digestOf(text)) === digest ? (JSON.parse(text.toString()) as string[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Forgets the ids. @throws ExportStoreFailure */
export function dropHosts(
  blobs: ExportBlobs,
  owner: string,
  exportId: string,
  hosts: NamedHosts,
): Promise<void> {
  return blobs.remove(owner, nameOf(exportId), hosts.pieces);
}
