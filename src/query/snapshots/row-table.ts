import type { Page } from '../../fleet/outcome.js';
import { weightOf } from '../../kernel/memory.js';
import type { KnownPages } from '../../upstream/hss/list.js';
import type { AssetRow, AssetSource } from '../question/fleet-query.js';
import type { JsonBytes } from './json-bytes.js';
import { RowJson } from './row-json.js';
import { ValueColumn } from './value-column.js';

/** Name and address of a host, as the rows or the list of servers had them. */
export type NameAndAddress = readonly [hostName: string | null, hostIp: string | null];

/** Rows of an earlier reading, to which later ones are compared. */
export interface EarlierRows<Row extends AssetRow> {
  /** A closed table without earlier rows of its own. */
  readonly table: RowTable<Row>;
  /** Returns the numbers of a host's rows, by the number of the host. */
  numbersOf(host: number): Uint32Array;
}

/** Member that has a column of its own. */
const HOST = 'host_id';

/** What the pair of name and address of a host and its places in lists take beside their texts, in bytes. An estimate. */
const HOST_BYTES = 50;
/** What a page that is remembered takes, in bytes. An estimate. */
const PAGE_BYTES = 200;

/** Numbers tables, so that each has an id of its own. */
let tables = 0;

/** Rows that came as one page: their numbers follow each other. */
interface PackedPage {
  readonly first: number;
  readonly length: number;
  readonly total: number | null;
}

/**
 * Rows of many hosts, packed by member. A row takes about 30 bytes, and is nothing to the garbage collector. All rows must
 * have the same members, which may hold texts, numbers, flags, null and lists of these.
 *
 * A row that an earlier reading had too, with the same name and address of its host, is not packed again: it has the number
 * that it had. So a fleet that is read once more takes little more memory, and less time.
 */
export class RowTable<Row extends AssetRow> {
  private names: readonly (keyof Row & string)[] = [];
  private columns: readonly ValueColumn[] = [];
  private hosts = new ValueColumn();
  private details: NameAndAddress[] = [];
  /** The last row of each host. */
  private lastRows: number[] = [];
  private make: (values: readonly unknown[]) => Row = () => {
    throw new RangeError('the table has no rows');
  };
  /** Values of one row: used again and again. */
  private values: unknown[] = [];
  private count = 0;
  private detailBytes = 0;
  private jsonOfRows: RowJson | undefined;
  private leading: ValueColumn | undefined;
  private orderMembers: readonly (keyof Row & string)[] = [];
  private orderColumns: readonly ValueColumn[] = [];
  /** Pages by the digest of their bytes. */
  private readonly pages = new Map<string, PackedPage>();
  private readonly id = String(++tables);
  /** Number of the first row that is packed here. Rows below it are those of the earlier table. */
  private readonly first: number;
  /** Hosts of the earlier table. */
  private readonly firstHosts: number;
  /** Numbers of the hosts whose rows are packed here, and how many of them the earlier table does not have. */
  private readonly ownHosts: number[] = [];
  private newHosts = 0;
  /** The earlier row that was found last. */
  private lastFound = -1;

  constructor(
    private readonly source: Pick<AssetSource<Row>, 'members' | 'rowFrom' | 'leading'>,
    readonly earlier?: EarlierRows<Row>,
  ) {
    this.first = earlier?.table.length ?? 0;
    this.firstHosts = earlier?.table.hosts.distinct.length ?? 0;
  }

  /** Number of rows that are packed here. */
  get length(): number {
    return this.count;
  }

  /** Size in memory of what is packed here, in bytes: an estimate. */
  get bytes(): number {
    let bytes = this.hosts.bytes + this.detailBytes + this.pages.size * PAGE_BYTES;
    for (const column of this.columns) bytes += column.bytes;
    return bytes;
  }

  /** Adds a row, and what it says of its host. Returns its number: rows are numbered from 0. */
  add(row: Row, hostName: string | null, hostIp: string | null): number {
    const known = this.first === 0 ? -1 : this.find(row, hostName, hostIp);
    if (known >= 0) return (this.lastFound = known);
    const { details, lastRows } = this;
    if (this.count === 0) this.begin(row);
    const { names, columns } = this;
    const host = this.hosts.push(row.host_id) >>> 1;
    if (host === details.length) {
      details.push([hostName, hostIp]);
      this.detailBytes += HOST_BYTES + weightOf(hostName) + weightOf(hostIp);
      this.ownHosts.push(this.earlier?.table.hostNumberOf(row.host_id) ?? this.firstHosts + this.newHosts++);
    }
    // Rows of one host share what else depends on the host.
    const guess = lastRows[host] ?? -1;
    for (let at = 0; at < names.length; at++) {
      const name = names[at] as keyof Row & string;
      if (name !== HOST) (columns[at] as ValueColumn).push(row[name], guess);
    }
    lastRows[host] = this.count;
    return this.first + this.count++;
  }

  /**
   * Remembers which rows a page had, where it is packed here whole: a later reading need not look at the same page again.
   *
   * @param rows as `add` numbered them.
   */
  remember(digest: string, { rows, total }: Page<number>): void {
    const { length } = rows;
    const [first = 0] = rows;
    if (this.first === 0 && rows.every((number, at) => number === first + at))
      this.pages.set(digest, { first, length, total });
  }

  /** The pages that the earlier reading remembers. */
  get knownPages(): KnownPages<Page<number>> {
    const { table } = this.earlier ?? {};
    return {
      id: table?.id ?? '',
      find: (digest) => {
        const page = table?.pages.get(digest);
        if (page === undefined) return undefined;
        const { first, length, total } = page;
        return { rows: Array.from({ length }, (_, at) => first + at), total };
      },
    };
  }

  /** Returns a row as it was added: another object with the same members, in the same order. */
  row(number: number): Row {
    if (number < this.first) return (this.earlier as EarlierRows<Row>).table.row(number);
    const own = number - this.first;
    const { values, columns } = this;
    for (let at = 0; at < columns.length; at++) values[at] = (columns[at] as ValueColumn).valueOf(own);
    return this.make(values);
  }

  /** Returns what puts the values of some members of a row into a list. A member that rows lack is undefined. */
  picker(members: readonly (keyof Row & string)[]): (number: number, into: unknown[]) => void {
    const { first } = this;
    const ofEarlier = this.earlier?.table.picker(members);
    const columns = members.map((member) => this.columns[this.names.indexOf(member)]);
    return (number, into) => {
      if (number < first) ofEarlier?.(number, into);
      else for (let at = 0; at < columns.length; at++) into[at] = columns[at]?.valueOf(number - first);
    };
  }

  /** Writes a row as JSON. */
  writeJson(out: JsonBytes, number: number): void {
    if (number < this.first) (this.earlier as EarlierRows<Row>).table.writeJson(out, number);
    else (this.jsonOfRows ??= new RowJson(this.names, this.columns)).write(out, number - this.first);
  }

  /** Returns the number of a row's host: hosts are numbered from 0, in the order in which they came. */
  hostOf(number: number): number {
    if (number < this.first) return (this.earlier as EarlierRows<Row>).table.hostOf(number);
    const own = this.hosts.numberIn(number - this.first) >>> 1;
    return this.first === 0 ? own : (this.ownHosts[own] as number);
  }

  /** Number of hosts, those of the earlier table included. */
  get hostCount(): number {
    return this.firstHosts + this.newHosts;
  }

  /** Returns the number of a host; undefined when it never had a row. */
  hostNumberOf(hostId: string): number | undefined {
    const known = this.earlier?.table.hostNumberOf(hostId);
    if (known !== undefined) return known;
    const own = this.hosts.knownNumberOf(hostId);
    return own === undefined ? undefined : this.ownHosts[own >>> 1];
  }

  /** Calls `use` with the id of each host, and its number. */
  eachHost(use: (hostId: string, number: number) => void): void {
    this.earlier?.table.eachHost(use);
    for (const [own, hostId] of this.hosts.distinct.entries()) {
      const number = this.ownHosts[own] as number;
      if (number >= this.firstHosts) use(hostId as string, number);
    }
  }

  /** Returns name and address of a host, as its newest rows have them. */
  detailsOf(hostId: string): NameAndAddress {
    const own = this.hosts.knownNumberOf(hostId);
    if (own !== undefined) return this.details[own >>> 1] as NameAndAddress;
    return this.earlier?.table.detailsOf(hostId) ?? [null, null];
  }

  /** Returns whether one row of a host comes before another for certain, which needs no unpacking. May be false where it does. */
  leads(a: number, b: number): boolean {
    const before = this.leadingOf(a);
    return before >= 0 && before < this.leadingOf(b);
  }

  /** Returns whether two rows have the same values in these members. May be false for equal rows of two readings. */
  areAlike(a: number, b: number, members: readonly (keyof Row & string)[]): boolean {
    const { first } = this;
    if (a < first && b < first) return this.earlier?.table.areAlike(a, b, members) === true;
    if (a < first || b < first) return false;
    if (this.orderMembers !== members) {
      this.orderMembers = members;
      this.orderColumns = members.flatMap((member) => this.columns[this.names.indexOf(member)] ?? []);
    }
    for (const column of this.orderColumns)
      if (column.numberIn(a - first) !== column.numberIn(b - first)) return false;
    return true;
  }

  /** Frees what only further rows need. No row may be added any more. */
  close(): void {
    this.lastRows = [];
    this.hosts.trim();
    for (const column of this.columns) if (column !== this.hosts) column.close();
  }

  private begin(row: Row): void {
    const { members, rowFrom } = this.source;
    const names = Object.keys(row) as (keyof Row & string)[];
    this.names = names;
    this.columns = names.map((name) => (name === HOST ? this.hosts : new ValueColumn()));
    this.values = names.map(() => null);
    const { leading } = this.source;
    this.leading = leading === undefined ? undefined : this.columns[names.indexOf(leading)];
    const inOrder = names.every((name, at) => name === members[at]);
    this.make = rowFrom !== undefined && inOrder ? rowFrom : copierOf(row, names);
  }

  /** The number that orders rows before everything else; -1 where there is none. */
  private leadingOf(number: number): number {
    if (number < this.first) return (this.earlier as EarlierRows<Row>).table.leadingOf(number);
    return this.leading?.wholeNumberOf(number - this.first) ?? -1;
  }

  /** Returns the number of the earlier row that is the same; -1 when there is none. */
  private find(row: Row, hostName: string | null, hostIp: string | null): number {
    const earlier = this.earlier as EarlierRows<Row>;
    const { table } = earlier;
    // A list that has not changed comes in the order in which it came before.
    const next = this.lastFound + 1;
    if (next < this.first && table.holds(next, row, hostName, hostIp)) return next;
    const host = table.hostNumberOf(row.host_id);
    if (host === undefined) return -1;
    for (const number of earlier.numbersOf(host))
      if (table.holds(number, row, hostName, hostIp)) return number;
    return -1;
  }

  private holds(number: number, row: Row, hostName: string | null, hostIp: string | null): boolean {
    const host = this.hostOf(number);
    if (this.hosts.distinct[host] !== row.host_id) return false;
    const [name, ip] = this.details[host] as NameAndAddress;
    if (name !== hostName || ip !== hostIp) return false;
    const { names, columns } = this;
    for (let at = 0; at < names.length; at++) {
      const member = names[at] as keyof Row & string;
      if (member !== HOST && !(columns[at] as ValueColumn).holds(number, row[member])) return false;
    }
    return true;
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
