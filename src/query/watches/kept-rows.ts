import { createHash, randomBytes } from 'node:crypto';
import { Slices } from '../../kernel/slices.js';
import { packed, unpacked } from '../background/pack.js';
import type { AssetRow } from '../question/fleet-query.js';
import type { KeptKey } from './watch.js';
import type { WatchStore } from './watch-store.js';

/** Rows of one piece. A choice: some 100 KB packed, some milliseconds of work. */
const PIECE_ROWS = 2_000;
/** Pieces that are read or written at a time. A choice: a call to Redis stays short. */
const PIECES_AT_ONCE = 16;

/** Names that no other piece has. */
export function pieceName(): string {
  return randomBytes(9).toString('base64url');
}

/** Rows of one key that were packed to be kept. */
export interface PackedKey {
  readonly kept: KeptKey;
  readonly contents: ReadonlyMap<string, Buffer>;
}

/** Packs the rows of one key. Returns the earlier pieces when they hold just these rows. */
export async function packKey(
  { key, counts }: Pick<KeptKey, 'key' | 'counts'>,
  rows: readonly AssetRow[],
  earlier: KeptKey | undefined,
): Promise<PackedKey> {
  const hash = createHash('sha256');
  const parts: AssetRow[][] = [];
  for (let at = 0; at < rows.length; at += PIECE_ROWS) parts.push(rows.slice(at, at + PIECE_ROWS));
  for (const part of parts) hash.update(JSON.stringify(part));
  const digest = hash.digest('base64url').slice(0, 22);
  if (earlier?.digest === digest) return { kept: { ...earlier, counts }, contents: new Map() };
  const contents = new Map<string, Buffer>();
  let bytes = 0;
  for (const part of parts) {
    const content = await packed(part);
    bytes += content.length;
    contents.set(pieceName(), content);
  }
  return {
    kept: { key, counts, rows: rows.length, bytes, digest, pieces: [...contents.keys()] },
    contents,
  };
}

/** Writes packed rows, some pieces at a time. */
export async function putPieces(
  store: WatchStore,
  name: string,
  contents: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const all = [...contents];
  for (let at = 0; at < all.length; at += PIECES_AT_ONCE)
    await store.put(name, new Map(all.slice(at, at + PIECES_AT_ONCE)));
}

/** Reads the rows of keys. Returns undefined when some of them are gone. */
export async function readKept<Row extends AssetRow>(
  store: WatchStore,
  name: string,
  keys: readonly KeptKey[],
): Promise<Map<string | number, Row[]> | undefined> {
  const owners = keys.flatMap(({ key, pieces }) => pieces.map((piece) => ({ key, piece })));
  const found = new Map<string | number, Row[]>(keys.map(({ key }) => [key, []]));
  const slices = new Slices();
  for (let at = 0; at < owners.length; at += PIECES_AT_ONCE) {
    const some = owners.slice(at, at + PIECES_AT_ONCE);
    const contents = await store.pieces(
      name,
      some.map(({ piece }) => piece),
    );
    for (const [place, { key }] of some.entries()) {
      const content = contents[place];
      const rows = content === undefined ? undefined : await unpacked(content);
      if (!Array.isArray(rows)) return undefined;
      const all = found.get(key);
      for (const row of rows as Row[]) all?.push(row);
      if (slices.usedUp) await slices.next();
    }
  }
  return found;
}
