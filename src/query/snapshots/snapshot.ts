import { sortDistinct } from '../../fleet/distinct.js';
import type { Compare } from '../../fleet/outcome.js';
import { inSlices } from '../../kernel/slices.js';
import type { AssetRow } from '../question/fleet-query.js';
import type { NameAndAddress, RowTable } from './row-table.js';

/** What a host takes in the lists of hosts, in bytes. An estimate. */
const HOST_BYTES = 60;

/** Rows that belong together, by their numbers in a table: those of one key, say. */
export type RowNumbers = Uint32Array;

/**
 * Rows of one project at one time, by host: all rows of a selection of keys, whoever asked for them. They are packed from the
 * beginning. Hosts without rows are not in it.
 */
export class Snapshot<Row extends AssetRow> {
  /** Rows that were handed in; those that are in it twice count twice. */
  readonly rows: number;
  /** Hosts that have rows, sorted. */
  readonly hostIds: readonly string[];
  private readonly placeOf: ReadonlyMap<string, number>;

  private constructor(
    /** When it was read, Unix milliseconds: the start of the reading. */
    readonly asOf: number,
    private readonly table: RowTable<Row>,
    /** Row numbers, host after host. */
    private readonly byHost: Uint32Array,
    /** Where the rows of each host begin in `byHost`, and where the last ones end. */
    private readonly starts: Uint32Array,
    private readonly compare: Compare<Row>,
  ) {
    this.rows = byHost.length;
    const placeOf = new Map<string, number>();
    for (const [place, hostId] of table.hostIds.entries())
      if ((starts[place] as number) < (starts[place + 1] as number)) placeOf.set(hostId, place);
    this.placeOf = placeOf;
    this.hostIds = [...placeOf.keys()].sort();
  }

  /**
   * Makes a snapshot of some rows of a table. Gives other work its turn meanwhile.
   *
   * @param table nobody adds to it any more.
   * @param groups numbers of the rows that belong to the snapshot. They keep their order within a host.
   * @param compare order and identity of the rows of one host.
   */
  static async of<Row extends AssetRow>(
    asOf: number,
    table: RowTable<Row>,
    groups: readonly RowNumbers[],
    compare: Compare<Row>,
  ): Promise<Snapshot<Row>> {
    table.close();
    const starts = new Uint32Array(table.hostIds.length + 1);
    await inSlices(groups, (rows) => {
      for (const row of rows) (starts[table.hostOf(row) + 1] as number)++;
    });
    for (let host = 1; host < starts.length; host++) (starts[host] as number) += starts[host - 1] as number;
    const byHost = new Uint32Array(starts.at(-1) as number);
    const next = starts.slice();
    await inSlices(groups, (rows) => {
      for (const row of rows) byHost[(next[table.hostOf(row)] as number)++] = row;
    });
    return new Snapshot(asOf, table, byHost, starts, compare);
  }

  /** Its size in memory, in bytes: an estimate. */
  get bytes(): number {
    return this.table.bytes + this.byHost.byteLength + this.hostIds.length * HOST_BYTES;
  }

  /** Returns the rows of one host, sorted and distinct; none for a host that is not in it. */
  rowsOf(hostId: string): readonly Row[] {
    const place = this.placeOf.get(hostId);
    if (place === undefined) return [];
    const from = this.starts[place] as number;
    const rows = new Array<Row>((this.starts[place + 1] as number) - from);
    for (let at = 0; at < rows.length; at++) rows[at] = this.table.row(this.byHost[from + at] as number);
    return sortDistinct(rows, this.compare);
  }

  /** Returns name and address of a host as its rows have them; null where they say nothing. */
  detailsOf(hostId: string): NameAndAddress {
    const place = this.placeOf.get(hostId);
    return place === undefined ? [null, null] : (this.table.hostDetails[place] as NameAndAddress);
  }
}
