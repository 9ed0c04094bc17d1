import { createHash } from 'node:crypto';
import { sortDistinct } from '../../fleet/distinct.js';
import type { Compare } from '../../fleet/outcome.js';
import { compareKeys } from '../../fleet/order.js';
import { inSlices, Slices, sortInSlices } from '../../kernel/slices.js';
import type { AssetRow } from '../question/fleet-query.js';
import type { EarlierRows, NameAndAddress, RowTable } from './row-table.js';

/** What a host takes in the lists of hosts, in bytes. An estimate. */
const HOST_BYTES = 60;
/** Share of an earlier reading's rows that must still be there, so that a later one is compared to it. A choice. */
const LEAST_UNCHANGED = 3 / 4;
/** Rows that a reading may have beside them, as a share of the earlier ones: each reading packs these again. A choice. */
const MOST_ANEW = 1 / 4;

/** Hosts whose rows are sorted between two looks at the clock. A choice: some microseconds each. */
const HOSTS_AT_ONCE = 64;

const NO_ROWS: RowNumbers = new Uint32Array(0);

/** Rows that belong together, by their numbers in a table: those of one key, say. */
export type RowNumbers = Uint32Array;

/** Which rows each host has. Snapshots with the same rows share it. */
interface HostIndex {
  /** Row numbers, host after host. */
  readonly byHost: Uint32Array;
  /** Where the rows of each host begin in `byHost`, and where the last ones end. */
  readonly starts: Uint32Array;
  /** Hosts that have rows, sorted. */
  readonly hostIds: readonly string[];
  /** Digest of the row numbers in the order in which they were handed in. */
  readonly arrived: string;
}

/**
 * Rows of one project at one time, by host: all rows of a selection of keys, whoever asked for them. They are packed from the
 * beginning. Hosts without rows are not in it.
 */
export class Snapshot<Row extends AssetRow> implements EarlierRows<Row> {
  private constructor(
    /** When it was read, Unix milliseconds: the start of the reading. */
    readonly asOf: number,
    readonly table: RowTable<Row>,
    private readonly index: HostIndex,
  ) {}

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
    const arrived = await digestOf(groups);
    const { earlier } = table;
    // The same rows in the same order: all that follows has been done.
    if (earlier instanceof Snapshot && (earlier as Snapshot<Row>).index.arrived === arrived)
      return new Snapshot(asOf, earlier.table as RowTable<Row>, (earlier as Snapshot<Row>).index);
    const starts = new Uint32Array(table.hostCount + 1);
    await inSlices(groups, (rows) => {
      for (const row of rows) (starts[table.hostOf(row) + 1] as number)++;
    });
    for (let host = 1; host < starts.length; host++) (starts[host] as number) += starts[host - 1] as number;
    const byHost = new Uint32Array(starts.at(-1) as number);
    const next = starts.slice();
    await inSlices(groups, (rows) => {
      for (const row of rows) byHost[(next[table.hostOf(row)] as number)++] = row;
    });
    const rows = await sortedByHost({ byHost, starts }, table, compare);
    const hostIds: string[] = [];
    table.eachHost((hostId, host) => {
      if ((starts[host] as number) < (starts[host + 1] as number)) hostIds.push(hostId);
    });
    const index = { ...rows, hostIds: await sortInSlices(hostIds, compareKeys), arrived };
    return new Snapshot(asOf, table, index);
  }

  /** Hosts that have rows, sorted. */
  get hostIds(): readonly string[] {
    return this.index.hostIds;
  }

  /** Number of rows. */
  get rows(): number {
    return this.index.byHost.length;
  }

  /** Its size in memory, in bytes: an estimate. Others may have some of it too. */
  get bytes(): number {
    return this.parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  }

  /** What it is made of, and how much memory each part takes, in bytes: snapshots of one fleet share parts. */
  get parts(): readonly (readonly [part: object, bytes: number])[] {
    const { table, index } = this;
    const { earlier } = table;
    return [
      ...(earlier === undefined ? [] : (earlier as Snapshot<Row>).parts),
      [table, table.bytes],
      [index, index.byHost.byteLength + index.hostIds.length * HOST_BYTES],
    ];
  }

  /** The rows to which a later reading of the same hosts is best compared; undefined when the fleet has become another one. */
  get basis(): EarlierRows<Row> | undefined {
    const { earlier } = this.table;
    if (earlier === undefined) return this.rows === 0 ? undefined : this;
    const before = earlier.table.length;
    const packedAnew = this.table.length;
    const enough = this.rows - packedAnew >= LEAST_UNCHANGED * before && packedAnew <= MOST_ANEW * before;
    return enough ? earlier : undefined;
  }

  /** Returns the rows of one host, sorted and distinct; none for a host that is not in it. */
  rowsOf(hostId: string): readonly Row[] {
    const host = this.table.hostNumberOf(hostId);
    if (host === undefined) return [];
    const { byHost, starts } = this.index;
    const from = starts[host] as number;
    const rows = new Array<Row>((starts[host + 1] as number) - from);
    for (let at = 0; at < rows.length; at++) rows[at] = this.table.row(byHost[from + at] as number);
    return rows;
  }

  /** Returns the numbers of a host's rows, sorted and distinct; none for a host that is not in it. */
  numbersOfHost(hostId: string): Uint32Array {
    const host = this.table.hostNumberOf(hostId);
    return host === undefined ? NO_ROWS : this.numbersOf(host);
  }

  /** Returns name and address of a host as its rows have them; null where they say nothing. */
  detailsOf(hostId: string): NameAndAddress {
    return this.table.detailsOf(hostId);
  }

  /** Returns the numbers of a host's rows in the table, by the number of the host. */
  numbersOf(host: number): Uint32Array {
    const { byHost, starts } = this.index;
    return byHost.subarray(starts[host], starts[host + 1]);
  }
}

/** Sorts the rows of each host, and keeps the first of equal ones. Gives other work its turn meanwhile. Changes `byHost`. */
async function sortedByHost<Row extends AssetRow>(
  { byHost, starts }: Pick<HostIndex, 'byHost' | 'starts'>,
  table: RowTable<Row>,
  compareRows: Compare<Row>,
): Promise<Pick<HostIndex, 'byHost' | 'starts'>> {
  const compare = (a: number, b: number): number =>
    a === b ? 0 : table.leads(a, b) ? -1 : compareRows(table.row(a), table.row(b));
  const kept = new Uint32Array(starts.length);
  const slices = new Slices();
  let to = 0;
  for (let host = 0; host + 1 < starts.length; host++) {
    if (host % HOSTS_AT_ONCE === 0 && slices.usedUp) await slices.next();
    const [from, end] = [starts[host] as number, starts[host + 1] as number];
    let at = from + 1;
    while (at < end && compare(byHost[at - 1] as number, byHost[at] as number) < 0) at++;
    if (at >= end) {
      if (to < from) byHost.copyWithin(to, from, end);
      to += end - from;
    } else for (const row of sortDistinct([...byHost.subarray(from, end)], compare)) byHost[to++] = row;
    kept[host + 1] = to;
  }
  return { byHost: to < byHost.length ? byHost.slice(0, to) : byHost, starts: kept };
}

/** A digest of all numbers in their order. */
async function digestOf(groups: readonly RowNumbers[]): Promise<string> {
  const hash = createHash('sha256');
  await inSlices(groups, (rows) => hash.update(rows));
  return hash.digest('base64');
}
