import { Inject, Injectable } from '@nestjs/common';
import { QueriesConfig } from '../../platform/config/config.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { isTimeOrderedId } from '../../kernel/time-ordered-id.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Problem } from '../../platform/problem/problem.js';
import { BLOCK_HOSTS, isOver, type HostBlock, type KeptQuery } from '../../query/background/query-record.js';
import { QueryStore } from '../../query/background/query-store.js';
import { Cursors } from '../../query/question/cursors.js';
import { checkReadRows, mayReadRows } from '../../rest/read-scopes.js';
import { cancelJobs, submitChunks, submitPlan } from './query-jobs.js';
import { tooManyQueries } from './query-orders.js';
import { QueryResults } from './query-results.js';
import { withStore } from './store-problem.js';

/** Failures of hosts whose id cannot be used, and of whole projects, name no host that can be asked. */
const HOST_ID = /^[A-Za-z0-9_-]{1,128}$/;

export interface QueryPage {
  readonly queries: readonly KeptQuery[];
  readonly nextCursor: string | null;
}

/** Looks up, cancels and repeats background queries for their owners. One of another caller is like one that does not exist. */
@Injectable()
export class QueriesService {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    @Inject(Jobs) private readonly jobs: Jobs,
    private readonly results: QueryResults,
    private readonly cursors: Cursors,
    private readonly config: QueriesConfig,
  ) {}

  /** @throws Problem `not-found`, `forbidden`. */
  async get(id: string, caller: Caller): Promise<KeptQuery> {
    const kept = isTimeOrderedId(id) ? await withStore(() => this.store.get(id)) : undefined;
    const mayOpen =
      kept?.record.owner === caller.id && kept.record.projects.every((alias) => maySee(caller, alias));
    if (kept === undefined || !mayOpen) throw noSuchQuery();
    checkReadRows(caller, kept.record.type);
    return kept;
  }

  /** Returns the caller's own queries, newest first. @throws Problem `invalid-cursor`. */
  async list(caller: Caller, limit: number, cursor: string | undefined): Promise<QueryPage> {
    const binding = `queries of ${caller.id}`;
    const before = this.cursors.read(binding, cursor) as string | undefined;
    const found = await withStore(() => this.store.list(caller.id, before, limit + 1));
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const more = found.length > limit && last !== undefined;
    return {
      queries: page.filter(
        ({ record }) =>
          record.projects.every((alias) => maySee(caller, alias)) && mayReadRows(caller, record.type),
      ),
      nextCursor: more ? this.cursors.write(binding, last.record.id) : null,
    };
  }

  /** Cancels a query that is under way; forgets one that is over. @throws Problem `not-found`. */
  async remove(id: string, caller: Caller): Promise<void> {
    const kept = await this.get(id, caller);
    await withStore(async () => {
      const open = await this.store.open(id);
      if (!(await this.store.end(kept.record, { state: 'cancelled' }))) await this.store.remove(kept);
      // Whoever runs a chunk finds that the query is over, at the latest when it commits.
      else await cancelJobs(this.jobs, id, kept.run.round, open).catch(() => undefined);
    });
  }

  /**
   * Asks again what failed: hosts that failed, and chunks that were not read; all of it, where a plan reads all at once.
   * Does nothing while the query is under way, when nothing is missing, and when too little is left.
   *
   * @throws Problem `not-found`, `rate-limited`.
   */
  async retry(id: string, caller: Caller): Promise<KeptQuery> {
    const kept = await this.get(id, caller);
    const { record, run } = kept;
    const nothing = run.code === 'lost' || (run.state === 'succeeded' && run.failed === 0);
    if (!isOver(run) || nothing) return kept;
    await withStore(async () => {
      const { layout } = run;
      const anew = layout === undefined || layout.whole;
      const failed = anew ? [] : await this.results.failures(kept, Infinity);
      const blocks: HostBlock[] = [];
      const hostsOf = new Map<string, string[]>();
      for (const { project, host_id: host } of failed)
        if (HOST_ID.test(host)) hostsOf.set(project, [...(hostsOf.get(project) ?? []), host]);
      let at = layout?.blocks.length ?? 0;
      for (const [project, ids] of hostsOf) {
        for (let from = 0; from < ids.length; from += BLOCK_HOSTS) {
          const some = ids.slice(from, from + BLOCK_HOSTS);
          await this.store.putBlock(record, at++, some);
          blocks.push({ project, hosts: some.length });
        }
      }
      const again = anew
        ? ({ kind: 'anew' } as const)
        : ({ kind: 'hosts', layout: { ...layout, blocks: [...layout.blocks, ...blocks] } } as const);
      if (!(await this.store.again(kept, again, this.config.perCaller))) {
        const now = await this.store.get(id);
        if (now !== undefined && isOver(now.run)) throw tooManyQueries(this.config.perCaller);
        return;
      }
      if (anew) await submitPlan(this.jobs, record).catch(() => undefined);
      else
        await submitChunks(this.jobs, record, run.round + 1, await this.store.open(id)).catch(
          () => undefined,
        );
    });
    return this.get(id, caller);
  }
}

function noSuchQuery(): Problem {
  return new Problem('not-found', 'There is no such background query');
}
