import { Inject, Injectable } from '@nestjs/common';
import { QueriesConfig } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { CallMeter } from '../../platform/limits/call-meter.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import { BLOCK_HOSTS, isOver, type HostBlock, type KeptQuery } from '../../query/background/query-record.js';
import { QueryStore } from '../../query/background/query-store.js';
import { submitChunks, submitPlan } from './query-jobs.js';
import { tooManyQueries } from './query-orders.js';
import { QueryResults } from './query-results.js';
import { withStore } from './store-problem.js';

/** Failures of hosts whose id cannot be used, and of whole projects, name no host that can be asked. */
const HOST_ID = /^[A-Za-z0-9_-]{1,128}$/;

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
        await submitPlan(this.jobs, record).catch(() => undefined);
    });
  }

  private async beginHosts(
    { layout, ...kept }: KeptQuery & { readonly layout: NonNullable<KeptQuery['run']['layout']> },
    caller: Caller,
  ): Promise<void> {
    const { record, run } = kept;
    const hostsOf = await withStore(() => this.failedHosts(kept));
    await this.pay(
      caller,
      [...hostsOf.values()].reduce((sum, hosts) => sum + hosts.length, 0),
    );
    await withStore(async () => {
      const blocks: HostBlock[] = [...layout.blocks];
      for (const [project, hosts] of hostsOf) {
        for (let from = 0; from < hosts.length; from += BLOCK_HOSTS) {
          const some = hosts.slice(from, from + BLOCK_HOSTS);
          await this.store.putBlock(record, blocks.length, some);
          blocks.push({ project, hosts: some.length });
        }
      }
      const more = { ...layout, blocks };
      if (!(await this.mayBegin(kept, { kind: 'hosts', layout: more }))) return;
      const chunks = await this.store.open(record.id);
      const orders = { record, round: run.round + 1, layout: more, chunks };
      await submitChunks(this.jobs, orders).catch(() => undefined);
    });
  }

  /** Returns the hosts that can be asked again, by project. */
  private async failedHosts(kept: KeptQuery): Promise<Map<string, string[]>> {
    const hostsOf = new Map<string, string[]>();
    for (const { project, host_id: host } of await this.results.failures(kept, Infinity)) {
      if (!HOST_ID.test(host)) continue;
      const hosts = hostsOf.get(project);
      if (hosts === undefined) hostsOf.set(project, [host]);
      else hosts.push(host);
    }
    return hostsOf;
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
