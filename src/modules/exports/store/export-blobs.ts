/** Bytes in one piece; choice: a command with so many is far below what Redis is given time for. */
export const PIECE_BYTES = 98_304;

/**
 * Bytes that any replica may need, in pieces under a name, for a limited time: finished files of fleet queries, long
 * lists of hosts. In Redis for replicas, in memory for a process alone. Both pass one contract suite.
 *
 * @throws ExportStoreFailure from every call when the store is out of reach.
 */
export interface ExportBlobs {
  /**
   * Claims room for a file of one owner.
   *
   * @param most bytes that all files of the owner may have together.
   * @returns false when there is no such room; `remove` gives it back.
   */
  reserve(owner: string, name: string, bytes: number, most: number, ttlMs: number): Promise<boolean>;
  /** Keeps a piece of up to `PIECE_BYTES`; the same one again does no harm. */
  put(name: string, piece: number, bytes: Buffer, ttlMs: number): Promise<void>;
  /** Undefined when it is not (or no longer) there. */
  get(name: string, piece: number): Promise<Buffer | undefined>;
  /** Forgets pieces and claim; what is not there does no harm. */
  remove(owner: string, name: string, pieces: number): Promise<void>;
}

export const ExportBlobs = Symbol('ExportBlobs');

/** The bytes in pieces, all but the last of one size. */
export async function* inPieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const each of source) {
    held.push(each);
    size += each.length;
    if (size < PIECE_BYTES) continue;
    const all = Buffer.concat(held);
    const whole = all.length - (all.length % PIECE_BYTES);
    for (let at = 0; at < whole; at += PIECE_BYTES) yield all.subarray(at, at + PIECE_BYTES);
    held = [all.subarray(whole)];
    size = all.length - whole;
  }
  if (size > 0) yield Buffer.concat(held);
}
