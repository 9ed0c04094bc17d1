import type { Type } from '@nestjs/common';
import type { AssetProfile } from '../upstream/hss/assets/descriptor.js';
import type { AssetRow, AssetSource, KeySelection } from '../query/question/fleet-query.js';
import type { HostPlaces } from './host-places.js';
import type { RowFilter } from './row-filter.js';

type MemberOf<Row> = keyof Row & string;

/** How callers see one asset type: all that the routes and the catalogue need. */
export interface Presentation<Row extends AssetRow> {
  /** Class of the rows, for the OpenAPI document. */
  readonly row: Type<Row>;
  /** What its rows are, in the plural, for people. */
  readonly title: string;
  /** What its rows are, in the plural, as the names of calls say it: `list` and `query` stand before it. */
  readonly plural: string;
  /** Members that order the rows of one host; no two rows are equal in all of them. */
  readonly order: readonly MemberOf<Row>[];
  /** Filters by parameter; each compares the member of that name unless it names another one. */
  readonly filters: Readonly<Record<string, RowFilter>>;
  /** Members that `sort` may name, besides the host. */
  readonly sorts: readonly MemberOf<Row>[];
}

/** One asset type as data: how callers see it, and how its rows are read. */
export interface AssetDefinition<Row extends AssetRow = AssetRow> extends Presentation<Row> {
  readonly profile: AssetProfile;
  /** Whether its rows say a server's name and address and never its id. */
  readonly namesNoHost: boolean;
  /** Whether the vendor's export gives its rows exactly. */
  readonly exported: boolean;
  /**
   * Returns how its rows are read.
   *
   * @param whole whether all hosts are meant: then rows of hosts that share name and address have a place.
   */
  source(places: HostPlaces, whole: boolean): AssetSource<Row>;
  /** Returns which keys of the list over all hosts have all rows that the given filters can let through. */
  keys(given: Readonly<Record<string, unknown>>): KeySelection;
}

/** What `sort` may name. */
export function sortsOf({ sorts }: { readonly sorts: readonly string[] }): string[] {
  return ['host', 'host_name', ...sorts];
}
