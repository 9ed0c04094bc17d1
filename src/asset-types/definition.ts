import type { Type } from '@nestjs/common';
import type { AssetProfile } from '../upstream/hss/assets/descriptor.js';
import type { AssetRow, AssetSource, KeySelection } from '../query/question/fleet-query.js';
import type { HostPlaces } from './host-places.js';
import type { RowFilter } from './row-filter.js';

type MemberOf<Row> = keyof Row & string;

/** How one asset type looks to callers: everything the routes and the catalogue need of it. */
export interface Presentation<Row extends AssetRow> {
  /** Class of the rows, for the OpenAPI document. */
  readonly row: Type<Row>;
  /** What its rows are, in the plural. */
  readonly title: string;
  /** Members that order the rows of one host and, together, tell any two of them apart. */
  readonly order: readonly MemberOf<Row>[];
  /** Filters by parameter; each looks at the member of that name unless it says otherwise. */
  readonly filters: Readonly<Record<string, RowFilter>>;
  /** Members that `sort` may name, besides the host. */
  readonly sorts: readonly MemberOf<Row>[];
}

/** One asset type as data: how it looks, and how its rows are read. */
export interface AssetDefinition<Row extends AssetRow = AssetRow> extends Presentation<Row> {
  readonly profile: AssetProfile;
  /** Whether its rows say a server's name and address and never its id. */
  readonly namesNoHost: boolean;
  /** Whether the vendor's export gives its rows exactly. */
  readonly exported: boolean;
  /** How its rows are read. `whole`: every server is meant, so that rows of servers that cannot be told apart have a place. */
  source(places: HostPlaces, whole: boolean): AssetSource<Row>;
  /** Which keys of the list over all servers hold all rows that the filters given can let through. */
  keys(given: Readonly<Record<string, unknown>>): KeySelection;
}

/** What `sort` may name. */
export function sortsOf({ sorts }: { readonly sorts: readonly string[] }): string[] {
  return ['host', 'host_name', ...sorts];
}
