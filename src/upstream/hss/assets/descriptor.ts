import type { QueryValue } from '../path.js';
import type { RowDecoder, VendorNames } from './members.js';

/** The vendor's fingerprints, by the names that its exports use; AI components are in no export. */
export const ASSET_TYPES = [
  'users',
  'auto_launch',
  'database',
  'web_cms',
  'web_service',
  'jar_package',
  'port',
  'process',
  'web_framework',
  'web_site',
  'app',
  'kernel_module',
  'ai_component',
] as const;
export type AssetType = (typeof ASSET_TYPES)[number];

/** Query parameters that a call always carries, beside scope and page. */
type FixedQuery = Readonly<Record<string, QueryValue>>;

/** A list over all servers, 200 rows a page. */
export interface FleetList {
  readonly api: string;
  readonly fixed?: FixedQuery;
  /** Whether `host_id` narrows it to one server. Where it does not, the server's name and address may. */
  readonly takesHostId: boolean;
  /** Whether it knows `category`. */
  readonly takesCategory: boolean;
  /** Whether it refuses to answer without `category`. */
  readonly needsCategory?: boolean;
  /** Parameter that the list cannot do without; its values come from the statistics, or are `keys`. */
  readonly key?: string;
  /** All values of the key, where they are a closed list. */
  readonly keys?: readonly string[];
}

/** All rows of one server in one answer, without pages; `{host_id}` stands in the path. */
interface ServerList {
  readonly api: string;
  readonly takesCategory: boolean;
  /** Whether its rows lack members that the list over all servers has, those that name the server aside. */
  readonly lacksMembers?: boolean;
}

/** Distinct things with the number of servers (or rows) that have them. */
interface StatisticsList {
  readonly api: string;
  readonly fixed?: FixedQuery;
  /** Member of a line that names the thing. */
  readonly name: string;
}

/** The things that most servers have. */
interface TopListCall {
  readonly api: string;
  readonly fixed?: FixedQuery;
  /** Queries whose answers together are the list, where it takes several. */
  readonly each?: readonly FixedQuery[];
  /** Members of a line, where they are not `name` and `host_num`. */
  readonly members?: { readonly name: string; readonly hosts: string };
}

/** What the vendor says about one fingerprint as a whole, as data. */
export interface AssetProfile {
  readonly type: AssetType;
  readonly vendorNames: VendorNames;
  readonly statistics: StatisticsList;
  readonly top: TopListCall;
  /** Member of `/asset/statistics`; absent where the vendor counts the type in its own list only. */
  readonly countedAs?: string;
  /** Spellings of the path segment of manual collection, the likelier one first; none where the vendor has none. */
  readonly collectedAs: readonly string[];
  /** How often the vendor's agents collect it, in seconds (source: user manual, collection cycles). */
  readonly cycleS: number;
}

/** How the rows of one fingerprint are reached, as data. Nothing else in the program knows. */
export interface AssetDescriptor<M extends object = object> extends AssetProfile {
  /** Decodes a row of any of its lists. */
  readonly decode: RowDecoder<M>;
  readonly fleet: FleetList;
  /** The key of a row, where no member of its own says it. */
  readonly keyOf?: (row: object) => string;
  /** Where there is one, it is the cheapest way to one server. */
  readonly server?: ServerList;
}

/** Collection cycles in seconds (source: vendor's user manual on asset fingerprints). */
export const CYCLE = { ports: 30, hourly: 3_600, daily: 86_400, weekly: 604_800 } as const;
