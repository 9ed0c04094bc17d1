/** Bytes in one piece. A choice: Redis takes a command of this size far within its timeout. */
export const PIECE_BYTES = 98_304;

/** The room that a file needs. */
export interface RoomClaim {
  readonly owner: string;
  /** Name of the file. */
  readonly name: string;
  readonly bytes: number;
  /** Most bytes of all files of the owner together. */
  readonly mostOfOwner: number;
  /** Most bytes of all files of all owners together. */
  readonly mostOfAll: number;
  readonly ttlMs: number;
}

/**
 * Keeps bytes that any replica may need, in pieces under a name, for a limited time: finished files of fleet queries and
 * long lists of hosts. In Redis for several replicas, in memory for one process. Both pass one contract suite.
 *
 * @throws ExportStoreFailure from every call when the store is out of reach.
 */
export interface ExportBlobs {
  /**
   * Claims room for a file; `remove` gives the room back.
   *
   * @returns `reserved`, or whose files leave no room. Callers that claim at the same moment may exceed the bound of all
   *   callers by the file of one of them.
   */
  reserve(claim: RoomClaim): Promise<'reserved' | 'no_room_for_caller' | 'no_room_for_all'>;
  /** Keeps a piece of up to `PIECE_BYTES`; a second call replaces it. */
  put(name: string, piece: number, bytes: Buffer, ttlMs: number): Promise<void>;
  /** Returns a piece; undefined when it is not kept, or no longer. */
  get(name: string, piece: number): Promise<Buffer | undefined>;
  /** Forgets pieces and claim; those that are gone already are no error. */
  remove(owner: string, name: string, pieces: number): Promise<void>;
}

export const ExportBlobs = Symbol('ExportBlobs');

/** Yields the bytes in pieces of `PIECE_BYTES`; the last one may be shorter. */
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
