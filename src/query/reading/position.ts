import type { JsonValue } from '../../fleet/cursor.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import { shortKey } from './row-order.js';
import { compareTargets, type Target } from '../question/target.js';

/** A place between two rows of an answer: everything up to `after` of the host at `index` has been given out. */
export interface Position<Row> {
  /** Place of the host in the query's targets. */
  readonly index: number;
  /** Last row given out of that host, by its order members; null when none of it was. */
  readonly after: Row | null;
}

/** What a cursor holds: a host, by place or by project and id, and the order members of one row. Only what the caller may see. */
type Mark = readonly [
  place: number | readonly [alias: string, hostId: string],
  row: readonly JsonValue[] | null,
  /** When the snapshot behind the page was read; later pages may stay with it. */
  snapshotAsOf?: number,
];

/** Returns the position as a cursor holds it. Named hosts are found again by place, selected ones by id: a selection changes. */
export function markOf<Row extends AssetRow>(
  { query, snapshotAsOf }: { readonly query: FleetQuery<Row>; readonly snapshotAsOf: number | undefined },
  { index, after }: Position<Row>,
  members: readonly (keyof Row & string)[],
): JsonValue {
  const { project, hostId } = query.targets[index] as Target;
  const place = query.named ? index : [project.alias, hostId];
  const row = after === null ? null : members.map((member) => markValue(after[member]));
  return snapshotAsOf === undefined ? [place, row] : [place, row, snapshotAsOf];
}

/** A member as a cursor holds it: orders make no difference between a long text and its short key. */
function markValue(value: unknown): JsonValue {
  return typeof value === 'string' ? shortKey(value) : ((value ?? null) as JsonValue);
}

/** Returns what the planner needs of a mark: where the page starts, and which snapshot the page before was read from. */
export function pinOf(mark: JsonValue | undefined): {
  readonly from?: number | { readonly alias: string; readonly hostId: string };
  readonly pinnedAsOf?: number;
} {
  if (mark === undefined) return {};
  const [place, , pinnedAsOf] = mark as unknown as Mark;
  return {
    from: typeof place === 'number' ? place : { alias: place[0], hostId: place[1] },
    ...(pinnedAsOf === undefined ? {} : { pinnedAsOf }),
  };
}

/** Returns the position that a mark means among the query's targets; the start without a mark. */
export function positionOf<Row extends AssetRow>(
  query: FleetQuery<Row>,
  mark: JsonValue | undefined,
  members: readonly (keyof Row & string)[],
): Position<Row> {
  if (mark === undefined) return { index: 0, after: null };
  const [place, values] = mark as unknown as Mark;
  const after =
    values === null
      ? null
      : (Object.fromEntries(members.map((member, at) => [member, values[at]])) as unknown as Row);
  return typeof place === 'number' ? { index: place, after } : resume(query.targets, place, after);
}

/** The first target at or after the remembered one: a selection may have grown or shrunk since. */
function resume<Row>(
  targets: readonly Target[],
  [alias, hostId]: readonly [string, string],
  after: Row | null,
): Position<Row> {
  const index = placeOf(targets, { alias, hostId });
  const found = targets[index];
  const same = found !== undefined && found.project.alias === alias && found.hostId === hostId;
  return { index, after: same ? after : null };
}

/** Returns the place that a host has, or would have, among targets ordered by project and id; a number is a place already. */
export function placeOf(
  targets: readonly Target[],
  host: number | { readonly alias: string; readonly hostId: string },
): number {
  if (typeof host === 'number') return host;
  const wanted = { project: { alias: host.alias }, hostId: host.hostId } as Target;
  let low = 0;
  let high = targets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareTargets(targets[middle] as Target, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
