import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { AssetRow } from '../question/fleet-query.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Hosts in one packed piece: half a megabyte of JSON, so that reading one never holds the event loop for long. */
const HOSTS_A_PIECE = 200;
/** The fastest level: rows repeat so much that more effort gains little (measured on port rows: 9 to 1 at level 1). */
const LEVEL = 1;

/** Name and address of a host, as the rows or the list of servers had them. */
export type NameAndAddress = readonly [hostName: string | null, hostIp: string | null];

/**
 * Rows of one project at one time, by host: all rows of a selection of keys, whoever asked for them. Packed soon after it is
 * made; hosts without rows are not in it.
 */
export class Snapshot<Row extends AssetRow> {
  private live: ReadonlyMap<string, readonly Row[]> | undefined;
  private pieces: readonly Buffer[] = [];
  private readonly places: ReadonlyMap<string, number>;

  private constructor(
    /** When it was read, Unix milliseconds: the start of the reading. */
    readonly asOf: number,
    /** Hosts that have rows, sorted. */
    readonly hostIds: readonly string[],
    readonly rows: number,
    readonly hostDetails: ReadonlyMap<string, NameAndAddress>,
  ) {
    this.places = new Map(hostIds.map((hostId, at) => [hostId, at]));
  }

  /** Makes a snapshot of rows just read. The rows of each host are sorted and distinct, and nobody changes `byHost` any more. */
  static of<Row extends AssetRow>(
    asOf: number,
    byHost: ReadonlyMap<string, readonly Row[]>,
    hostDetails: ReadonlyMap<string, NameAndAddress>,
  ): Snapshot<Row> {
    let rows = 0;
    for (const each of byHost.values()) rows += each.length;
    const snapshot = new Snapshot<Row>(asOf, [...byHost.keys()].sort(), rows, hostDetails);
    snapshot.live = byHost;
    return snapshot;
  }

  /** Packs the rows. Gives other work its turn between pieces. */
  async pack(): Promise<void> {
    const { live, hostIds } = this;
    if (live === undefined) return;
    const pieces: Buffer[] = [];
    for (let from = 0; from < hostIds.length; from += HOSTS_A_PIECE) {
      const hosts = hostIds.slice(from, from + HOSTS_A_PIECE).map((hostId) => live.get(hostId) ?? []);
      pieces.push(await pack(JSON.stringify(hosts), { level: LEVEL }));
    }
    this.pieces = pieces;
    this.live = undefined;
  }

  /** Its size in memory, in bytes; an estimate until it is packed. */
  get bytes(): number {
    const index = this.hostIds.length * 250;
    if (this.live !== undefined) return index + this.rows * 300;
    return index + this.pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** Returns a reader that unpacks each piece once, as long as no more than 64 are used at a time. */
  open(): (hostId: string) => Promise<readonly Row[]> {
    const unpacked = new Map<number, Promise<readonly (readonly Row[])[]>>();
    return async (hostId) => {
      const place = this.places.get(hostId);
      if (place === undefined) return [];
      if (this.live !== undefined) return this.live.get(hostId) ?? [];
      const at = Math.floor(place / HOSTS_A_PIECE);
      let piece = unpacked.get(at);
      if (piece === undefined) {
        if (unpacked.size >= 64) unpacked.delete(unpacked.keys().next().value as number);
        piece = unpack(this.pieces[at] as Buffer).then(
          (json) => JSON.parse(json.toString('utf8')) as Row[][],
        );
        unpacked.set(at, piece);
      }
      return (await piece)[place % HOSTS_A_PIECE] ?? [];
    };
  }
}
