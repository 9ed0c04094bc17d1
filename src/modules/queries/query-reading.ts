import { Injectable } from '@nestjs/common';
import { ASSET_DEFINITIONS } from '../../asset-types/all-types.js';
import type { AssetDefinition } from '../../asset-types/definition.js';
import { Fault } from '../../kernel/fault.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { Job } from '../../platform/jobs/jobs.js';
import { CallMeter } from '../../platform/limits/call-meter.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import { KeyedReading, type KeyedQuery, type KeyOutline } from '../../query/background/keyed-reading.js';
import type { KeptQuery, QueryRecord } from '../../query/background/query-record.js';
import type { QueryOutline } from '../../query/fleet-query.service.js';
import { byPortPlan } from '../../query/plan/by-port-plan.js';
import { perHostPlan } from '../../query/plan/per-host-plan.js';
import type { AssetRow } from '../../query/question/fleet-query.js';
import { QueryContext } from '../../query/question/query-context.js';
import type { Target } from '../../query/question/target.js';
import { AssetQueries } from '../../rest/asset-queries.js';
import type { AssetQuery } from '../../rest/input/asset-dto.js';
import { HOST_FILTER_NAMES } from '../../rest/input/params.js';

/** Whose calls go first; see the fair queue. */
type Lane = QueryContext['lane'];

/** How a query is going to be read: in one go unless it has `targets` or `keys`. */
export type Outline = QueryOutline & {
  readonly keys?: KeyOutline;
  /** Calls that were made to know all this. */
  readonly planCalls: number;
};

/** Hosts of one chunk. */
export interface ChunkHosts {
  /** Alias; null for all projects of the query. */
  readonly project: string | null;
  readonly ids: readonly string[];
  /** Whether they are all hosts of the query; then its own plan reads them. */
  readonly whole?: true;
}

/** Members that say which hosts are meant; a chunk names its hosts by id. */
const SELECTING = new Set(['hosts', ...HOST_FILTER_NAMES.map((name) => `host_${name}`)]);

/**
 * A query about so few hosts is read in the lane of requests: it is no more work than a page of one of these, and in the lane
 * `bulk` it would wait for each call of a large query in turn. A choice.
 */
const FEW_HOSTS = 20;

/** Reads rows of background queries by the same engine that answers requests: in the lane `bulk`, a few hosts aside. */
@Injectable()
export class QueryReading {
  constructor(
    private readonly queries: AssetQueries,
    private readonly keyed: KeyedReading,
    private readonly limits: CallerLimits,
  ) {}

  /** Plans a query, and pays for its hosts. @throws Problem, Fault. */
  async outline(record: QueryRecord, named: readonly string[] | undefined, job: Job): Promise<Outline> {
    const context = this.contextOf(record, job, record.paid === true);
    try {
      const hosts = named === undefined ? {} : { host_ids: named };
      const question = { ...record.question, ...hosts } as AssetQuery;
      const definition = definitionOf(record.type);
      const caller = ownerOf(record);
      const outline = await this.queries.outline(definition, question, caller, context);
      if (outline.plan !== byPortPlan.name) return { ...outline, planCalls: context.calls };
      const query = { ...this.queries.engineQuery(definition, question), caller, context };
      const keys = await this.keyed.outline(query, outline.hosts).catch((error: unknown) => {
        // The hosts are paid for, so that the query is not planned once more but read in one go.
        if (!(error instanceof Fault) || context.endedBy(error)) throw error;
        return undefined;
      });
      const planned = { ...outline, planCalls: context.calls };
      return keys === undefined ? planned : { ...planned, keys };
    } finally {
      context.dispose();
    }
  }

  /** Finds the hosts of a query that is paid for, to be asked one by one. @throws Problem, Fault. */
  async hosts(record: QueryRecord, job: Job): Promise<readonly Target[]> {
    const context = this.contextOf(record, job, true);
    try {
      const question = { ...record.question, plan: perHostPlan.name } as AssetQuery;
      const definition = definitionOf(record.type);
      return (await this.queries.outline(definition, question, ownerOf(record), context)).targets ?? [];
    } finally {
      context.dispose();
    }
  }

  /**
   * Reads by key for a query that is paid for; its hosts are not looked at.
   *
   * @param paidCalls calls that were paid for with the hosts.
   */
  async byKey<T>(
    record: QueryRecord,
    { job, paidCalls }: { readonly job: Job; readonly paidCalls: number },
    work: (keyed: KeyedReading, query: KeyedQuery<AssetRow>) => Promise<T>,
  ): Promise<T> {
    const context = this.contextOf(record, job, true);
    try {
      context.meter?.grant(paidCalls);
      const question = record.question as AssetQuery;
      const query = this.queries.engineQuery(definitionOf(record.type), question);
      return await work(this.keyed, { ...query, caller: ownerOf(record), context });
    } finally {
      context.dispose();
    }
  }

  /** Returns the key that a row is listed under. */
  keyOf(record: QueryRecord): (row: AssetRow) => string | number | undefined {
    const { source } = this.queries.engineQuery(definitionOf(record.type), record.question);
    return (row) => source.keyed?.keyOf(row);
  }

  /**
   * Reads the rows of some hosts, or of the whole query.
   *
   * @throws Problem, Fault when nothing can be read at all.
   */
  async *rows(
    { record, run }: KeptQuery,
    hosts: ChunkHosts | undefined,
    job: Job,
  ): AsyncGenerator<AnswerEvent<AssetRow>, void, undefined> {
    const lane = hosts !== undefined && run.hosts <= FEW_HOSTS ? 'interactive' : 'bulk';
    const context = this.contextOf(record, job, true, lane);
    try {
      const question = hosts === undefined ? record.question : questionOfChunk(record, hosts);
      const definition = definitionOf(record.type);
      yield* await this.queries.stream(definition, question, ownerOf(record), context);
    } finally {
      context.dispose();
    }
  }

  private contextOf(record: QueryRecord, job: Job, paid: boolean, lane: Lane = 'bulk'): QueryContext {
    const cut = new AbortController();
    const stop = (): void => cut.abort(new Fault('cancelled', 'the job was stopped'));
    if (job.signal.aborted) stop();
    else job.signal.addEventListener('abort', stop, { once: true });
    // Once its hosts are paid for, the query goes on to its end, and the caller owes its other calls.
    const meter = new CallMeter(this.limits, ownerOf(record), { paid: paid ? 0 : 1, mayOwe: true });
    const leftMs = Math.max(1, record.deadlineAt - Date.now());
    return new QueryContext(record.owner, leftMs, cut.signal, { lane, paid, meter });
  }
}

function questionOfChunk({ question }: QueryRecord, { project, ids, whole }: ChunkHosts): object {
  if (whole === true) return { ...question, host_ids: ids };
  const rest = Object.entries(question).filter(([name]) => !SELECTING.has(name));
  return {
    ...Object.fromEntries(rest),
    ...(project === null ? {} : { project }),
    host_ids: ids,
    plan: perHostPlan.name,
  };
}

/** Returns the type of that name. @throws Error for a type that is not one of ours. */
export function definitionOf(type: string): AssetDefinition {
  const definition = ASSET_DEFINITIONS.find(({ profile }) => profile.type === type);
  if (definition === undefined) throw new Error(`rows of ${type} are not known`);
  return definition;
}

/** Returns the owner as a caller for limits and queries. It has no scopes: rights were checked when the query came. */
function ownerOf({ owner, projects, pointsPerMinute }: QueryRecord): Caller {
  return {
    id: owner,
    kind: 'api-key',
    scopes: new Set(),
    projects: new Set(projects),
    ...(pointsPerMinute === undefined ? {} : { pointsPerMinute }),
  };
}
