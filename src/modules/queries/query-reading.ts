import { Injectable } from '@nestjs/common';
import { ASSET_DEFINITIONS } from '../../asset-types/all-types.js';
import type { AssetDefinition } from '../../asset-types/definition.js';
import { Fault } from '../../kernel/fault.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { Job } from '../../platform/jobs/jobs.js';
import { CallMeter } from '../../platform/limits/call-meter.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import type { QueryRecord } from '../../query/background/query-record.js';
import type { QueryOutline } from '../../query/fleet-query.service.js';
import type { AssetRow } from '../../query/question/fleet-query.js';
import { QueryContext } from '../../query/question/query-context.js';
import { AssetQueries } from '../../rest/asset-queries.js';
import type { AssetQuery } from '../../rest/input/asset-dto.js';
import { HOST_FILTER_NAMES } from '../../rest/input/params.js';

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

/** Reads rows of background queries by the same engine that answers requests, in the lane `bulk`. */
@Injectable()
export class QueryReading {
  constructor(
    private readonly queries: AssetQueries,
    private readonly limits: CallerLimits,
  ) {}

  /** Plans a query, and pays for its hosts. @throws Problem, Fault. */
  async outline(record: QueryRecord, named: readonly string[] | undefined, job: Job): Promise<QueryOutline> {
    const context = this.contextOf(record, job, record.paid === true);
    try {
      const hosts = named === undefined ? {} : { host_ids: named };
      const question = { ...record.question, ...hosts } as AssetQuery;
      return await this.queries.outline(definitionOf(record.type), question, ownerOf(record), context);
    } finally {
      context.dispose();
    }
  }

  /**
   * Reads the rows of some hosts, or of the whole query.
   *
   * @throws Problem, Fault when nothing can be read at all.
   */
  async *rows(
    record: QueryRecord,
    hosts: ChunkHosts | undefined,
    job: Job,
  ): AsyncGenerator<AnswerEvent<AssetRow>, void, undefined> {
    const context = this.contextOf(record, job, true);
    try {
      const question = hosts === undefined ? record.question : questionOfChunk(record, hosts);
      const definition = definitionOf(record.type);
      yield* await this.queries.stream(definition, question, ownerOf(record), context);
    } finally {
      context.dispose();
    }
  }

  private contextOf(record: QueryRecord, job: Job, paid: boolean): QueryContext {
    const cut = new AbortController();
    const stop = (): void => cut.abort(new Fault('cancelled', 'the job was stopped'));
    if (job.signal.aborted) stop();
    else job.signal.addEventListener('abort', stop, { once: true });
    // Once its hosts are paid for, the query goes on to its end, and the caller owes its other calls.
    const meter = new CallMeter(this.limits, ownerOf(record), { paid: paid ? 0 : 1, mayOwe: true });
    const leftMs = Math.max(1, record.deadlineAt - Date.now());
    return new QueryContext(record.owner, leftMs, cut.signal, { lane: 'bulk', paid, meter });
  }
}

function questionOfChunk({ question }: QueryRecord, { project, ids, whole }: ChunkHosts): object {
  if (whole === true) return { ...question, host_ids: ids };
  const rest = Object.entries(question).filter(([name]) => !SELECTING.has(name));
  return {
    ...Object.fromEntries(rest),
    ...(project === null ? {} : { project }),
    host_ids: ids,
    plan: 'per-host',
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
