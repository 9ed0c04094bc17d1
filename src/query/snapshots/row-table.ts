import { weightOf } from '../../kernel/memory.js';
import type { AssetRow, AssetSource } from '../question/fleet-query.js';
import { ValueColumn } from './value-column.js';

/** Name and address of a host, as the rows or the list of servers had them. */
export type NameAndAddress = readonly [hostName: string | null, hostIp: string | null];

/** Member that has a column of its own. */
const HOST = 'host_id';

/** What the pair of name and address of a host and its places in lists take beside their texts, in bytes. An estimate. */
const HOST_BYTES = 50;

/**
 * Rows of many hosts, packed by member. A row takes about 30 bytes, and is nothing to the garbage collector. All rows must
 * have the same members, which may hold texts, numbers, flags, null and lists of these.
 */
export class RowTable<Row extends AssetRow> {
  private names: readonly (keyof Row & string)[] = [];
  private columns: readonly ValueColumn[] = [];
  private hosts = new ValueColumn();
  private readonly details: NameAndAddress[] = [];
  /** The last row of each host. */
  private lastRows: number[] = [];
  private make: (values: readonly unknown[]) => Row = () => {
    throw new RangeError('the table has no rows');
  };
  /** Values of one row: used again and again. */
  private values: unknown[] = [];
  private count = 0;
  private detailBytes = 0;

  constructor(private readonly source: Pick<AssetSource<Row>, 'members' | 'rowFrom'>) {}

  /** Number of rows. */
  get length(): number {
    return this.count;
  }

  /** Its size in memory, in bytes: an estimate. */
  get bytes(): number {
    let bytes = this.hosts.bytes + this.detailBytes;
    for (const column of this.columns) bytes += column.bytes;
    return bytes;
  }

  /** Adds a row, and what it says of its host. Returns its number: rows are numbered from 0. */
  add(row: Row, hostName: string | null, hostIp: string | null): number {
    const { details, lastRows } = this;
    if (this.count === 0) this.begin(row);
    const { names, columns } = this;
    const host = this.hosts.push(row.host_id) >>> 1;
    if (host === details.length) {
      details.push([hostName, hostIp]);
      this.detailBytes += HOST_BYTES + weightOf(hostName) + weightOf(hostIp);
    }
    // Rows of one host share what else depends on the host.
    const guess = lastRows[host] ?? -1;
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as keyof Row & string;
      if (name !== HOST) (columns[at] as ValueColumn).push(row[name], guess);
    }
    lastRows[host] = this.count;
    return this.count++;
  }

  /** Returns a row as it was added: another object with the same members, in the same order. */
  row(number: number): Row {
    const { values, columns } = this;
    for (let at = 0; at < columns.length; at++) values[at] = (columns[at] as ValueColumn).valueOf(number);
    return this.make(values);
  }

  /** Returns the number of a row's host: hosts are numbered from 0, in the order in which they came. */
  hostOf(number: number): number {
    return this.hosts.numberIn(number) >>> 1;
  }

  /** Ids of the hosts by their number. */
  get hostIds(): readonly string[] {
    return this.hosts.distinct as readonly string[];
  }

  /** Names and addresses of the hosts by their number. */
  get hostDetails(): readonly NameAndAddress[] {
    return this.details;
  }

  /** Returns whether two rows are the same in all of these columns. */
  sameIn(a: number, b: number, columns: readonly ValueColumn[]): boolean {
    for (const column of columns) if (column.numberIn(a) !== column.numberIn(b)) return false;
    return true;
  }

  /** Returns the columns of these members; none before the first row. */
  columnsOf(members: readonly (keyof Row & string)[]): ValueColumn[] {
    return members.flatMap((member) => this.columns[this.names.indexOf(member)] ?? []);
  }

  /** Frees what only further rows need. No row may be added any more. */
  close(): void {
    this.lastRows = [];
    for (const column of [this.hosts, ...this.columns]) column.close();
  }

  private begin(row: Row): void {
    const { members, rowFrom } = this.source;
    const names = Object.keys(row) as (keyof Row & string)[];
    this.names = names;
    this.columns = names.map((name) => (name === HOST ? this.hosts : new ValueColumn()));
    this.values = names.map(() => null);
    const inOrder = names.every((name, at) => name === members[at]);
    this.make = rowFrom !== undefined && inOrder ? rowFrom : copierOf(row, names);
  }
}

/** Makes rows from their values in the order of `names`. Copies a whole row first: faster than to give an empty one its members. */
function copierOf<Row extends AssetRow>(
  pattern: Row,
  names: readonly (keyof Row & string)[],
): (values: readonly unknown[]) => Row {
  return (values) => {
    const row = { ...pattern } as unknown as Record<string, unknown>;
    for (let at = 0; at < names.length; at++) row[names[at] as string] = values[at];
    return row as unknown as Row;
  };
}
