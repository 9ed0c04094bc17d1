import type { GrowingList } from '../../fleet/growing-list.js';
import type { Compare, Page } from '../../fleet/outcome.js';
import type { OrderKey } from '../../fleet/order.js';
import type { SendContext } from '../../upstream/transport/pipeline.js';
import type { Fault } from '../../kernel/fault.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { ExportType } from '../../upstream/hss/export-columns.js';
import type { ExportRow } from '../../upstream/hss/export-file/table-rows.js';
import type { HssHost } from '../../upstream/hss/hosts.js';
import type { KnownPages } from '../../upstream/hss/list.js';
import type { Category, HssScope } from '../../upstream/hss/hss-client.js';
import type { HostDetails, Target } from './target.js';

/** What every row of every type carries. */
export interface AssetRow {
  readonly project: string;
  readonly host_id: string;
  host_name?: string | null;
  host_ip?: string | null;
}

/** How the rows of one asset type are read and ordered: all that the query engine knows of a type. */
export interface AssetSource<Row extends AssetRow> {
  /** Name of the type, in cache keys. */
  readonly type: string;
  /** Names of the members of a row, in one order: rows that a release with other members has shared are not used. */
  readonly members: readonly string[];
  /** Makes a row from the values of `members`, in their order. Absent: it gets its members one by one, which is slower. */
  readonly rowFrom?: (values: readonly unknown[]) => Row;
  /** Fixed order of the rows of one host, and their identity. */
  readonly compare: Compare<Row>;
  /** Members that `compare` looks at: enough to find a place again, small enough for a cursor. */
  readonly orderMembers: readonly (keyof Row & string)[];
  /** The member whose whole numbers `compare` puts in ascending order before it looks at anything else; absent where there is none. */
  readonly leading?: keyof Row & string;
  /** Orders that `sort` offers for the rows themselves, by name. */
  readonly sorts: Readonly<
    Record<string, { readonly key: OrderKey<Row>; readonly members: readonly (keyof Row & string)[] }>
  >;
  /** Whether all rows of a host come in one answer, however many: the list has no pages. */
  readonly unpaged?: boolean;
  /** Whether reading one host needs the list of all servers with their members. */
  readonly needsList?: boolean;
  /** Absent: rows come host by host only. */
  readonly keyed?: KeyedSource<Row>;
  /** Absent: no file gives these rows exactly. */
  readonly exported?: ExportedSource<Row>;
  fetchPage(request: HostPageRequest): Promise<Page<Row>>;
}

/** Which page of which list of a project. */
export interface ListPageRequest {
  readonly project: UpstreamProject;
  readonly offset: number;
  readonly limit: number;
  readonly scope: QueryScope;
  readonly context: SendContext;
}

/** A page of the rows of one host. */
export interface HostPageRequest extends ListPageRequest {
  readonly hostId: string;
}

/** A page of the rows of one key. */
export interface KeyPageRequest<Row, Taken> extends ListPageRequest {
  readonly key: string | number;
  /** Called with each row and with name and address of its host. What it returns stands for the row in the page. */
  readonly take: (row: Row, hostName: string | null, hostIp: string | null) => Taken;
  /** Pages that were taken before. A source may ignore them. */
  readonly known: KnownPages<Page<Taken>>;
}

/** A page of the rows of one key. */
export interface KeyPage<Taken> extends Page<Taken> {
  /** By which it is recognised when it comes again; absent where it came again, and from sources that recognise none. */
  readonly digest?: string;
}

/** A page of the vendor's statistics. */
export interface CountsPageRequest extends ListPageRequest {
  /** What the vendor may leave out lines by; see `KeySelection`. */
  readonly narrowing?: Readonly<Record<string, string>>;
}

/** One line of the vendor's statistics: a key that rows exist under, and about how many. */
export interface KeyCount {
  readonly key: string | number;
  /** About how many rows; changes prices, never answers. */
  readonly rows: number;
  /** What else the line says, by name, for filters. */
  readonly traits: Readonly<Record<string, string | number>>;
}

/** A list of the vendor that has the rows of all servers at once: under one key each, or under a single one. */
export interface KeyedSource<Row extends AssetRow> {
  /** Whether its rows have members that the list of one host lacks: then selections are read by key at any price. */
  readonly fuller?: boolean;
  /** The keys there are. Several lines may have the same key. */
  counts(request: CountsPageRequest): Promise<Page<KeyCount>>;
  /** Order and identity of statistics lines. */
  readonly compareCounts: Compare<KeyCount>;
  /**
   * Counts all rows in one call. Only where the vendor gives the lines of the statistics in the order of their keys: then
   * a page has the same lines as before while none has come or gone. Null where the vendor does not say.
   */
  readonly countRows?: (
    project: UpstreamProject,
    scope: QueryScope,
    context: SendContext,
  ) => Promise<number | null>;
  /** Filter of the statistics for lines that are worth a call at every look: those with these traits. */
  readonly alarming?: Readonly<Record<string, string>>;
  /** Returns the line of the statistics that counts the host of a row; absent where that does not follow from the row. */
  readonly countedIn?: (row: Row) => Omit<KeyCount, 'rows'>;
  /**
   * Whether each row is listed under its own key and no other, for certain: then keys can be read apart from each other
   * without a row coming twice. Default: false.
   */
  readonly divisible?: boolean;
  /** Returns the key that a row is listed under. */
  keyOf(row: Row): string | number;
  /** Returns why the rows of a key cannot be listed; undefined when they can. */
  refuses(count: KeyCount): string | undefined;
  fetchPage<Taken>(request: KeyPageRequest<Row, Taken>): Promise<KeyPage<Taken>>;
  /** Endpoints that quotas are kept by. */
  readonly endpoints: { readonly list: string; readonly keyed: string; readonly statistics: string };
}

/** The vendor's export of a type: one file with the rows of all servers. */
export interface ExportedSource<Row extends AssetRow> {
  readonly type: ExportType;
  /** Columns to ask for. */
  readonly fields: readonly string[];
  /** Asks how many rows the vendor counts now: a whole file must hold as many. Null where the vendor does not say. */
  count(project: UpstreamProject, scope: HssScope, context: SendContext): Promise<number | null>;
  /** Makes the row of a line. @throws Fault when a cell is not written as in the vendor's list. */
  rowOf(project: string, server: HssHost, cells: ExportRow): Row;
}

/** Which keys hold all rows that a query's filters can let through. */
export interface KeySelection {
  /** Equal for selections of the same keys. Empty: every key. */
  readonly id: string;
  /** The keys themselves, where the filters name them. */
  readonly keys?: readonly (string | number)[];
  wants(count: KeyCount): boolean;
  /** Filters of the vendor's statistics: the lines that these let through, one after the other, have all wanted ones among them. */
  readonly narrowings?: readonly Readonly<Record<string, string>>[];
  /** Whether the filters probably match rows of a wanted key, judged by the line of statistics; only used for prices. */
  likely?(count: KeyCount): boolean;
}

/** The part of the vendor's scope that a query fixes. */
export interface QueryScope {
  readonly category: Category;
  /** Absent: each project's own default. */
  readonly enterpriseProjectId?: string;
}

/** The scope that a project's calls carry. */
export function hssScope(project: UpstreamProject, scope: QueryScope): HssScope {
  return {
    category: scope.category,
    enterpriseProjectId: scope.enterpriseProjectId ?? project.enterpriseProjectId,
  };
}

/** One `sort` term. */
export interface SortTerm {
  readonly name: string;
  readonly descending: boolean;
}

/** A project of several whose hosts could not be listed, or perhaps not all of them. */
export interface ProjectFailure {
  readonly project: UpstreamProject;
  /** The one item of a list that could not be read, where the others of the project could. */
  readonly hostId?: string;
  readonly fault: Fault;
}

/** A query with its hosts, ready to be read. */
export interface FleetQuery<Row extends AssetRow> {
  readonly source: AssetSource<Row>;
  /** Its hosts, where they are listed already. */
  readonly targets: readonly Target[];
  /** Present where hosts are read while they are listed: its items are the hosts, and failures may be added until it ends. */
  readonly growth?: GrowingList<Target>;
  /** Hosts beside the targets that are known to have no rows. */
  readonly silentHosts: number;
  /** Whether the caller named the hosts (their order counts) or selected them (ordered by project and id). */
  readonly named: boolean;
  readonly projectFailures: readonly ProjectFailure[];
  readonly scope: QueryScope;
  readonly matches: ((row: Row) => boolean) | undefined;
  readonly sort: readonly SortTerm[];
  /** Facts of hosts by target key, when names or addresses are wanted. */
  readonly hostDetails: ReadonlyMap<string, HostDetails> | undefined;
  /** How old cached rows may be, in milliseconds; 0 asks upstream. */
  readonly maxAgeMs: number;
}
