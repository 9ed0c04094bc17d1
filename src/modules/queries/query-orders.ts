import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AssetDefinition } from '../../asset-types/definition.js';
import { systemClock } from '../../kernel/clock.js';
import { distinctInSlices, Slices } from '../../kernel/slices.js';
import { newTimeOrderedId } from '../../kernel/time-ordered-id.js';
import { currentSpan } from '../../kernel/trace.js';
import { QueriesConfig } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import { lacksScope } from '../../platform/http/admission/lacks-scope.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import { invalidRequest, Problem } from '../../platform/problem/problem.js';
import { BLOCK_HOSTS, type QueryRecord } from '../../query/background/query-record.js';
import { orderedBlocks, QueryStore } from '../../query/background/query-store.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import type { AssetQuery } from '../../rest/input/asset-dto.js';
import { checkReadRows } from '../../rest/read-scopes.js';
import { submitPlan } from './query-jobs.js';
import { withStore } from './store-problem.js';

/** Seconds after which a caller with too many queries may try again: one of them will have ended by then. A choice. */
const LIMIT_RETRY_S = 10;
/** Members that belong to the answer of a request, and not to the question. */
const OF_REQUEST = [
  'host_ids',
  'limit',
  'cursor',
  'format',
  'timeout_ms',
  'stale_if_error',
  'explain',
  'sort',
];

export interface QueryOrder {
  readonly definition: AssetDefinition;
  readonly query: AssetQuery;
  readonly caller: Caller;
  /** The caller's idempotency key. */
  readonly key: string | undefined;
  /** Whether its hosts have been paid for. */
  readonly paid: boolean;
}

export interface OrderedQuery {
  readonly record: QueryRecord;
  /** Whether the same order came before, under the same key. */
  readonly repeated: boolean;
}

/** Takes orders for background queries. */
@Injectable()
export class QueryOrders {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    @Inject(Jobs) private readonly jobs: Jobs,
    private readonly resolver: QueryResolver,
    private readonly limits: CallerLimits,
    private readonly config: QueriesConfig,
  ) {}

  /**
   * Keeps the query and has it planned; gives the query of an earlier equal order under the same key.
   *
   * @throws Problem `forbidden`, `not-found` for the project, `invalid-request`, `rate-limited`, `key-reused`,
   *   `store-unavailable`, `store-full`.
   */
  async order(order: QueryOrder): Promise<OrderedQuery> {
    const { definition, query, caller, key } = order;
    if (!caller.scopes.has('queries:write')) throw lacksScope(['queries:write'], caller);
    checkReadRows(caller, definition.profile.type);
    if (query.cursor !== undefined)
      throw invalidRequest([{ parameter: 'cursor', detail: 'belongs to pages, not to a background query' }]);
    const projects = this.resolver.projectsOf(caller, query.project).map(({ alias }) => alias);
    const ids = query.host_ids === undefined ? undefined : await distinctInSlices(query.host_ids);
    if (ids !== undefined) this.limits.affords(caller, ids.length);
    const record = this.recordOf(order, projects, ids?.length);
    const blocks = orderedBlocks(record);
    return withStore(async () => {
      for (const [at, name] of blocks.entries())
        await this.store.putBlock(record, name, (ids ?? []).slice(at * BLOCK_HOSTS, (at + 1) * BLOCK_HOSTS));
      const claim = key === undefined ? undefined : { key, order: await digestOf(record, ids) };
      const created = await this.store.create(record, this.config.perCaller, claim);
      if (created.kind === 'created') {
        // If this fails, `QueryWork.tend` finds the query later and has it planned.
        await submitPlan(this.jobs, record).catch(() => undefined);
        return { record, repeated: false };
      }
      await this.store.dropBlocks(record.id, blocks).catch(() => undefined);
      if (created.kind === 'known') return { record: created.record, repeated: true };
      if (created.kind === 'key_taken')
        throw new Problem('key-reused', 'This key was used for another query before', {
          errors: [{ parameter: 'Idempotency-Key', detail: 'was used for another query before' }],
        });
      throw tooManyQueries(this.config.perCaller);
    });
  }

  private recordOf(
    { definition, query, caller, paid }: QueryOrder,
    projects: readonly string[],
    named: number | undefined,
  ): QueryRecord {
    const now = systemClock.now();
    const question = Object.fromEntries(
      Object.entries(query).filter(([name, value]) => value !== undefined && !OF_REQUEST.includes(name)),
    );
    const traceparent = currentSpan()?.traceparent;
    return {
      id: newTimeOrderedId(now),
      owner: caller.id,
      projects,
      type: definition.profile.type,
      question,
      createdAt: now,
      deadlineAt: now + this.config.deadlineS * 1_000,
      expiresAt: now + this.config.keepS * 1_000,
      ...(named === undefined ? {} : { named }),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(paid ? { paid } : {}),
      ...(caller.pointsPerMinute === undefined ? {} : { pointsPerMinute: caller.pointsPerMinute }),
    };
  }
}

export function tooManyQueries(most: number): Problem {
  return new Problem('rate-limited', `${most} background queries of yours are under way, which is the most`, {
    retryAfterS: LIMIT_RETRY_S,
  });
}

/** Returns a digest that is equal for equal questions. */
async function digestOf(
  { type, projects, question }: QueryRecord,
  ids: readonly string[] | undefined,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([type, projects, Object.entries(question).sort()]));
  const slices = new Slices();
  for (let at = 0; at < (ids?.length ?? 0); at += BLOCK_HOSTS) {
    if (slices.usedUp) await slices.next();
    // No id has a blank in it.
    hash.update(`${(ids ?? []).slice(at, at + BLOCK_HOSTS).join(' ')} `);
  }
  return hash.digest('base64url');
}
