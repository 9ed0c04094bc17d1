import type { Outcome } from '../../fleet/outcome.js';
import { Slices } from '../../kernel/slices.js';
import { isStandIn } from '../../upstream/hss/vendor-id.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { FleetReader, PackedHosts, ReadingStats } from '../reading/fleet-reader.js';
import type { HostReader } from '../reading/host-reader.js';
import type { QueryContext } from '../question/query-context.js';
import { PackedRows } from './packed-rows.js';
import type { Snapshot } from './snapshot.js';
import { targetKey, type Target } from '../question/target.js';

/** Hosts in one batch of a stream. */
const BATCH = 50;
/** Packed rows that are given out at once. A choice: as text they have less than 128 KB, which V8 keeps among its small objects. */
const MOST_PACKED = 256;
/** Most hosts that are asked themselves in one step of a page. A choice: more than any page needs. */
const MOST_UNLISTED = 1_000;

/**
 * Reads hosts from snapshots, one for each project. Hosts that the vendor's list of servers does not show are asked one by
 * one: what the vendor says of them is not in any list.
 */
export class SnapshotReader implements FleetReader {
  /**
   * @param unlisted keys of targets whose rows the snapshots do not know.
   * @param fromCache whether its hosts count as served from a cache: not when the snapshot was made for this query.
   */
  constructor(
    private readonly snapshots: ReadonlyMap<string, Snapshot<AssetRow>>,
    private readonly hosts: HostReader,
    private readonly unlisted: ReadonlySet<string>,
    private readonly fromCache: boolean,
  ) {}

  async take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    stats: ReadingStats,
  ): Promise<{ outcomes: Outcome<Target, Row>[]; next: number }> {
    this.noteAge(stats);
    const outcomes: Outcome<Target, Row>[] = [];
    let rows = 0;
    let index = start;
    const slices = new Slices();
    while (rows < want && index < query.targets.length) {
      // Past the deadline the rest is left to the next page.
      if (context.signal.aborted && outcomes.length > 0) break;
      if (slices.usedUp) await slices.next();
      const unlisted = this.unlistedFrom(query, index);
      if (unlisted.length > 0) {
        const asked = { ...query, targets: unlisted };
        const taken = await this.hosts.take(asked, 0, want - rows, context, stats);
        for (const outcome of taken.outcomes) {
          rows += outcome.rows?.length ?? 0;
          outcomes.push({ ...outcome, index: index + outcome.index });
        }
        index += taken.outcomes.length;
        if (taken.outcomes.length === 0) break;
      } else {
        const outcome = this.read(query, index++, stats);
        rows += outcome.rows?.length ?? 0;
        outcomes.push(outcome);
      }
    }
    return { outcomes, next: index };
  }

  async *all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    stats: ReadingStats,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined> {
    this.noteAge(stats);
    const slices = new Slices();
    const unlisted: Target[] = [];
    const places: number[] = [];
    let batch: Outcome<Target, Row>[] = [];
    for (const [index, target] of query.targets.entries()) {
      if (index % BATCH === 0 && slices.usedUp) await slices.next();
      if (this.isUnlisted(target)) {
        unlisted.push(target);
        places.push(index);
        continue;
      }
      batch.push(this.read(query, index, stats));
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
    if (unlisted.length === 0) return;
    for await (const outcomes of this.hosts.all({ ...query, targets: unlisted }, context, stats))
      yield outcomes.map((outcome) => ({ ...outcome, index: places[outcome.index] as number }));
  }

  packed<Row extends AssetRow>(
    query: FleetQuery<Row>,
    stats: ReadingStats,
  ): Iterable<PackedHosts<Row>> | undefined {
    const { snapshots } = this;
    const isElsewhere = ({ project, hostId }: Target): boolean =>
      isStandIn(hostId) || !snapshots.has(project.alias);
    if (this.unlisted.size > 0 || query.targets.some(isElsewhere)) return undefined;
    this.noteAge(stats);
    if (this.fromCache) stats.cacheHits += query.targets.length;
    return packedRows(query.targets, snapshots as unknown as ReadonlyMap<string, Snapshot<Row>>);
  }

  /** The targets from `start` on whose rows the snapshots do not know, up to the first that they know. */
  private unlistedFrom<Row extends AssetRow>({ targets }: FleetQuery<Row>, start: number): Target[] {
    const unlisted: Target[] = [];
    for (let at = start; at < targets.length && unlisted.length < MOST_UNLISTED; at++) {
      const target = targets[at] as Target;
      if (!this.isUnlisted(target)) break;
      unlisted.push(target);
    }
    return unlisted;
  }

  private isUnlisted({ project, hostId }: Target): boolean {
    // A host whose id cannot be used is a failure on every plan, even if the snapshot has rows of it.
    if (isStandIn(hostId)) return true;
    return this.unlisted.size > 0 && this.unlisted.has(targetKey(project.alias, hostId));
  }

  private noteAge(stats: ReadingStats): void {
    for (const { asOf } of this.snapshots.values()) stats.asOf = Math.min(stats.asOf, asOf);
  }

  private read<Row extends AssetRow>(
    query: FleetQuery<Row>,
    index: number,
    stats: ReadingStats,
  ): Outcome<Target, Row> {
    const target = query.targets[index] as Target;
    if (this.fromCache) stats.cacheHits++;
    const snapshot = this.snapshots.get(target.project.alias) as Snapshot<Row> | undefined;
    return { kind: 'rows', target, index, rows: snapshot?.rowsOf(target.hostId) ?? [] };
  }
}

/** The rows of hosts, some hundred at a time, always of one snapshot. Hosts without rows are counted with those after them. */
function* packedRows<Row extends AssetRow>(
  targets: readonly Target[],
  snapshots: ReadonlyMap<string, Snapshot<Row>>,
): Generator<PackedHosts<Row>, void, undefined> {
  const numbers = new Uint32Array(MOST_PACKED);
  let filled = 0;
  let hosts = 0;
  let snapshot: Snapshot<Row> | undefined;
  const batch = (): PackedHosts<Row> | undefined => {
    if (snapshot === undefined || (filled === 0 && hosts === 0)) return undefined;
    const made = { rows: new PackedRows(snapshot.table, numbers.slice(0, filled)), hosts };
    [filled, hosts] = [0, 0];
    return made;
  };
  for (const { project, hostId } of targets) {
    const next = snapshots.get(project.alias);
    if (next !== snapshot) {
      const made = batch();
      if (made !== undefined) yield made;
      snapshot = next;
    }
    for (const number of next?.numbersOfHost(hostId) ?? []) {
      if (filled === MOST_PACKED) yield batch() as PackedHosts<Row>;
      numbers[filled++] = number;
    }
    hosts++;
  }
  const made = batch();
  if (made !== undefined) yield made;
}
