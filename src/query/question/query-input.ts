import type { Category } from '../../upstream/hss/hss-client.js';
import type { AssetRow, KeySelection, SortTerm } from './fleet-query.js';
import type { HostSelection } from './host-selection.js';

/** A query as the caller wrote it, validated; its projects and hosts are not looked up yet. */
export interface QueryInput<Row extends AssetRow> {
  /** Alias, `*`, or absent for the default. */
  readonly project?: string;
  /** Hosts by id in the caller's order; or a selection. */
  readonly hosts: { readonly ids: readonly string[] } | { readonly selection: HostSelection };
  readonly category: Category;
  readonly enterpriseProjectId?: string;
  readonly matches?: (row: Row) => boolean;
  /** All values that `matches` depends on: cursors are bound to them. */
  readonly filters: Readonly<Record<string, unknown>>;
  readonly sort: readonly SortTerm[];
  readonly includeHost: boolean;
  readonly maxAgeMs: number;
  /** How old lists of servers may be; absent: as old as they usually may. */
  readonly listMaxAgeMs?: number;
  /** `auto`, or the name of a plan; see `plan/plans.ts`. */
  readonly plan: string;
  /** Which keys of the list by key the filters need; absent when the type has no such list. */
  readonly keys?: KeySelection;
}

/** The form of the answer. */
export interface AnswerInput {
  readonly limit: number;
  readonly cursor?: string;
  readonly partial: 'allow' | 'forbid';
  /** Whether the summary says why the plan was chosen. */
  readonly explain: boolean;
  /** How old rows may be where the vendor fails to give younger ones, in milliseconds; 0: the failure is given instead. */
  readonly staleIfErrorMs?: number;
}

/** Returns how old lists of servers may be for a query, in milliseconds; undefined: as old as they usually may be. */
export function listAgeOf<Row extends AssetRow>(input: QueryInput<Row>): number | undefined {
  return input.listMaxAgeMs ?? (input.maxAgeMs === 0 ? 0 : undefined);
}
