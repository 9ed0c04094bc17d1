import { Inject, Injectable } from '@nestjs/common';
import { QueriesConfig } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { CallMeter } from '../../platform/limits/call-meter.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import {
  isOver,
  placeOfChunk,
  type BlockRole,
  type KeptQuery,
  type QueryLayout,
} from '../../query/background/query-record.js';
import { QueryStore } from '../../query/background/query-store.js';
import { BlockWriter } from './block-writer.js';
import { submitChunks, submitPlan } from './query-jobs.js';
import { tooManyQueries } from './query-orders.js';
import { QueryResults } from './query-results.js';
import { withStore } from './store-problem.js';

/** Failures of hosts whose id cannot be used, and of whole projects, name no host that can be asked. */
const HOST_ID = /^[A-Za-z0-9_-]{1,128}$/;

interface FailedHosts {
  readonly project: string;
  readonly role: BlockRole | undefined;
  readonly hosts: string[];
}

/** Repeats background queries that have ended without all rows. */
@Injectable()
export class QueryRetry {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    @Inject(Jobs) private readonly jobs: Jobs,
    private readonly results: QueryResults,
    private readonly limits: CallerLimits,
    private readonly config: QueriesConfig,
  ) {}

  /**
   * Asks again what failed: hosts that failed, and chunks that were not read; all of it, where a plan reads all at once.
   * The caller pays for the hosts that are asked again. Does nothing while the query is under way, when nothing is missing,
   * and when too little is left.
   *
   * @throws Problem `rate-limited`: too few points, or too many queries under way.
   */
  async begin(kept: KeptQuery, caller: Caller): Promise<void> {
    const { run } = kept;
    const nothing = run.code === 'lost' || (run.state === 'succeeded' && run.failed === 0);
    if (!isOver(run) || nothing) return;
    const { layout } = run;
    if (layout === undefined || layout.whole) await this.beginAnew(kept, caller);
    else await this.beginHosts({ ...kept, layout }, caller);
  }

  private async beginAnew(kept: KeptQuery, caller: Caller): Promise<void> {
    const { record } = kept;
    // What was not paid for at the order is paid for when the query is planned.
    if (record.paid === true) await this.pay(caller, record.named ?? 0);
    await withStore(async () => {
      if (await this.mayBegin(kept, { kind: 'anew' }))
        await submitPlan(this.jobs, record, kept.run.round + 1).catch(() => undefined);
    });
  }

  private async beginHosts(
    { layout, ...kept }: KeptQuery & { readonly layout: QueryLayout },
    caller: Caller,
  ): Promise<void> {
    const { record, run } = kept;
    const failed = await withStore(() => this.failedHosts(kept, layout));
    await this.pay(
      caller,
      failed.reduce((sum, { hosts }) => sum + hosts.length, 0),
    );
    await withStore(async () => {
      const writer = new BlockWriter(this.store, record, `r${run.round + 1}`, layout.blocks);
      for (const { project, role, hosts } of failed) await writer.hosts(project, hosts, role);
      const more = { ...layout, blocks: writer.blocks };
      if (!(await this.mayBegin(kept, { kind: 'hosts', layout: more }))) return;
      const chunks = await this.store.open(record.id);
      const orders = { record, round: run.round + 1, layout: more, chunks };
      await submitChunks(this.jobs, orders).catch(() => undefined);
    });
  }

  /** Returns the hosts that can be asked again, by project and by what they were asked for. */
  private async failedHosts(kept: KeptQuery, layout: QueryLayout): Promise<FailedHosts[]> {
    const found = new Map<string, FailedHosts>();
    for await (const [{ project, host_id: host }, chunk] of this.results.failuresByChunk(kept)) {
      if (!HOST_ID.test(host)) continue;
      const role = layout.blocks[placeOfChunk(layout, chunk)?.block ?? -1]?.role;
      const key = `${project} ${role ?? ''}`;
      let same = found.get(key);
      if (same === undefined) found.set(key, (same = { project, role, hosts: [] }));
      same.hosts.push(host);
    }
    return [...found.values()];
  }

  /** Opens the next round. Returns false when another request did so first. @throws Problem `rate-limited`. */
  private async mayBegin(kept: KeptQuery, again: Parameters<QueryStore['again']>[1]): Promise<boolean> {
    if (await this.store.again(kept, again, this.config.perCaller)) return true;
    const now = await this.store.get(kept.record.id);
    if (now !== undefined && isOver(now.run)) throw tooManyQueries(this.config.perCaller);
    return false;
  }

  private pay(caller: Caller, hosts: number): Promise<void> {
    return new CallMeter(this.limits, caller, { paid: 0 }).prepay(hosts);
  }
}
