import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { NamedHosts } from '../export-record.js';
import { PIECE_BYTES, type ExportBlobs } from '../store/export-blobs.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** A list of as many ids as an order takes, each as long as it may be, and some room. */
const MAX_BYTES = 16 * 1024 * 1024;

const nameOf = (exportId: string): string => `${exportId}:hosts`;

/** Keeps the ids of an order until whoever works on it needs them. @throws ExportStoreFailure */
export async function keepHosts(
  blobs: ExportBlobs,
  exportId: string,
  ids: readonly string[],
  ttlMs: number,
): Promise<NamedHosts> {
  const text = JSON.stringify(ids);
  const packed = await pack(text);
  const pieces = Math.ceil(packed.length / PIECE_BYTES);
  for (let at = 0; at < pieces; at++) {
    try {
      await blobs.put(nameOf(exportId), at, packed.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES), ttlMs);
    } catch (error) {
      // What is of no use shall take no room, least of all when there was none for the rest.
      await blobs.remove('', nameOf(exportId), at).catch(() => undefined);
      throw error;
    }
  }
  return { count: ids.length, digest: createHash('sha256').update(text).digest('base64url'), pieces };
}

/** The ids; undefined when they are not (or no longer) there as they were. @throws ExportStoreFailure */
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
    const text = (await unpack(Buffer.concat(packed), { maxOutputLength: MAX_BYTES })).toString();
    const same = createHash('sha256').update(text).digest('base64url') === digest;
    return same ? (JSON.parse(text) as string[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Forgets them. @throws ExportStoreFailure */
export function dropHosts(
  blobs: ExportBlobs,
  owner: string,
  exportId: string,
  hosts: NamedHosts,
): Promise<void> {
  return blobs.remove(owner, nameOf(exportId), hosts.pieces);
}
