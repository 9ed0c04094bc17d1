import type { Outcome } from '../../../../fleet/outcome.js';
import type { AssetRow, FleetQuery } from '../fleet-query.js';
import type { FleetReader, ReadingNotes } from '../reading/fleet-reader.js';
import type { HostReader } from '../reading/host-reader.js';
import type { QueryContext } from '../query-context.js';
import type { Snapshot } from './snapshot.js';
import { targetKey, type Target } from '../target.js';

/** Hosts in one batch of a stream. */
const BATCH = 50;

/**
 * Reads hosts out of snapshots, one for each project. Hosts that the vendor's server list does not show are asked one
 * by one all the same: what the vendor says of them is not in any list.
 */
export class SnapshotReader implements FleetReader {
  /**
   * @param strangers keys of targets that the snapshots do not speak for.
   * @param counts whether its hosts count as served from a cache: not when the snapshot was made for this very query.
   */
  constructor(
    private readonly snapshots: ReadonlyMap<string, Snapshot<AssetRow>>,
    private readonly hosts: HostReader,
    private readonly strangers: ReadonlySet<string>,
    private readonly counts: boolean,
  ) {}

  async take<Row extends AssetRow>(
    query: FleetQuery<Row>,
    start: number,
    want: number,
    context: QueryContext,
    notes: ReadingNotes,
  ): Promise<{ outcomes: Outcome<Target, Row>[]; next: number }> {
    const open = this.openAll<Row>(notes);
    const outcomes: Outcome<Target, Row>[] = [];
    let rows = 0;
    let index = start;
    for (; rows < want && index < query.targets.length; index++) {
      const outcome = await this.read(query, index, open, context, notes);
      rows += outcome.rows?.length ?? 0;
      outcomes.push(outcome);
    }
    return { outcomes, next: index };
  }

  async *all<Row extends AssetRow>(
    query: FleetQuery<Row>,
    context: QueryContext,
    notes: ReadingNotes,
  ): AsyncGenerator<readonly Outcome<Target, Row>[], void, undefined> {
    const open = this.openAll<Row>(notes);
    let batch: Outcome<Target, Row>[] = [];
    for (let index = 0; index < query.targets.length; index++) {
      batch.push(await this.read(query, index, open, context, notes));
      if (batch.length < BATCH && index < query.targets.length - 1) continue;
      yield batch;
      batch = [];
    }
  }

  private openAll<Row extends AssetRow>(
    notes: ReadingNotes,
  ): Map<string, (hostId: string) => Promise<readonly Row[]>> {
    for (const { asOf } of this.snapshots.values()) notes.asOf = Math.min(notes.asOf, asOf);
    return new Map(
      [...this.snapshots].map(([alias, snapshot]) => [alias, (snapshot as unknown as Snapshot<Row>).open()]),
    );
  }

  private async read<Row extends AssetRow>(
    query: FleetQuery<Row>,
    index: number,
    open: ReadonlyMap<string, (hostId: string) => Promise<readonly Row[]>>,
    context: QueryContext,
    notes: ReadingNotes,
  ): Promise<Outcome<Target, Row>> {
    const target = query.targets[index] as Target;
    if (this.strangers.has(targetKey(target.project.alias, target.hostId))) {
      const { outcomes } = await this.hosts.take({ ...query, targets: [target] }, 0, 1, context, notes);
      return { ...(outcomes[0] as Outcome<Target, Row>), index };
    }
    if (this.counts) notes.cacheHits++;
    const rows = (await open.get(target.project.alias)?.(target.hostId)) ?? [];
    return { kind: 'rows', target, index, rows };
  }
}
