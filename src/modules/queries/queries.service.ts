import { Inject, Injectable } from '@nestjs/common';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { isTimeOrderedId } from '../../kernel/time-ordered-id.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Problem } from '../../platform/problem/problem.js';
import type { KeptQuery } from '../../query/background/query-record.js';
import { QueryStore } from '../../query/background/query-store.js';
import { Cursors } from '../../query/question/cursors.js';
import { checkReadRows, mayReadRows } from '../../rest/read-scopes.js';
import { cancelJobs } from './query-jobs.js';
import { withStore } from './store-problem.js';

export interface QueryPage {
  readonly queries: readonly KeptQuery[];
  readonly nextCursor: string | null;
}

/** Looks up and cancels background queries for their owners. One of another caller is like one that does not exist. */
@Injectable()
export class QueriesService {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    @Inject(Jobs) private readonly jobs: Jobs,
    private readonly cursors: Cursors,
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
    const { record, run } = kept;
    await withStore(async () => {
      const chunks = await this.store.open(id);
      if (!(await this.store.end(record, { state: 'cancelled' }))) await this.store.remove(kept);
      // Whoever runs a chunk finds that the query is over, at the latest when it commits.
      else
        await cancelJobs(this.jobs, { record, round: run.round, layout: run.layout, chunks }).catch(
          () => undefined,
        );
    });
  }
}

function noSuchQuery(): Problem {
  return new Problem('not-found', 'There is no such background query');
}
