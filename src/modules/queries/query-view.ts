import { FAULT_KINDS } from '../../kernel/fault.js';
import { faultTitle } from '../../platform/problem/fault-problem.js';
import type { Progress, Summary } from '../../query/question/answer.js';
import { checkIn, isOver, type KeptQuery, type QueryRecord } from '../../query/background/query-record.js';
import { NEW } from '../../query/background/memory-query-store.js';
import type { BackgroundQueryDto } from './queries.dto.js';

/** Why queries fail beside the faults of the vendor. */
const TITLES: Readonly<Record<string, string>> = {
  lost: 'The store of background queries has lost what it needs',
  incomplete: 'At least one host could not be read, and `partial=forbid` was given',
  too_large: 'The rows take more memory than one background query may have',
  no_room: 'There is no room for the rows: delete background queries that you do not need any more',
};

/** Returns a query as its owner sees it. */
export function queryView({ record, run }: KeptQuery, nowMs: number): BackgroundQueryDto {
  const { id, type, projects, createdAt, expiresAt } = record;
  const { state, layout, code } = run;
  return {
    id,
    status: state,
    asset_type: type,
    projects: [...projects],
    created_at: instant(createdAt),
    started_at: instantOrNull(run.startedAt),
    finished_at: instantOrNull(run.finishedAt),
    expires_at: instant(expiresAt),
    plan: layout?.plan ?? null,
    progress: progressOf({ record, run }, nowMs),
    summary: isOver(run) ? summaryOf({ record, run }) : null,
    failures: [],
    failure: code === '' ? null : { code, title: titleOf(code) },
  };
}

/** Returns a query as the answer to its order showed it; a repeated order gets the same answer, whatever happened since. */
export function firstView(record: QueryRecord): BackgroundQueryDto {
  return queryView({ record, run: NEW }, record.createdAt);
}

export function progressOf({ run }: KeptQuery, nowMs: number): Progress {
  const { answered, failed, hosts, rows, startedAt, state } = run;
  const byKey = Math.floor(shareByKey(run) * hosts);
  const shown = Math.max(answered + failed, byKey);
  // Hosts that are asked for keys that failed make the figure stand still until they have caught up.
  const done = run.done > (checkIn(run.layout) ?? -1) ? answered + failed : shown;
  const total = Math.max(hosts, shown);
  const etaMs = Math.round(((nowMs - startedAt) / done) * Math.max(0, total - done));
  const known = state === 'running' && done > 0;
  return {
    hosts: { done: shown, total },
    items: rows,
    eta_ms: isOver(run) ? 0 : known ? Math.max(0, etaMs) : null,
  };
}

/** Returns the share of a reading by key that is done, 0 to 1; 0 where hosts are read one by one. */
function shareByKey({ layout, done }: KeptQuery['run']): number {
  const check = checkIn(layout);
  return check === undefined ? 0 : Math.min(1, done / (check + 1));
}

/** Returns the outcome in figures, so far. */
export function summaryOf({ record, run }: KeptQuery): Summary {
  const { answered, failed, hosts, rows, state, layout, calls, hits, asOf, startedAt, finishedAt } = run;
  const until = finishedAt === 0 ? Date.now() : finishedAt;
  return {
    complete: state === 'succeeded' && failed === 0,
    hosts: { requested: Math.max(hosts, answered + failed), read: answered + failed, answered, failed },
    items: rows,
    plan: layout?.plan ?? 'per-host',
    estimated_calls: layout?.estimatedCalls ?? 0,
    upstream_calls: calls + (layout?.planCalls ?? 0),
    cache_hits: hits,
    as_of: instant(asOf === 0 ? record.createdAt : asOf),
    elapsed_ms: startedAt === 0 ? 0 : Math.max(0, until - startedAt),
  };
}

function titleOf(code: string): string {
  const kind = FAULT_KINDS.find((each) => each === code);
  return TITLES[code] ?? (kind === undefined ? 'Something went wrong here' : faultTitle(kind));
}

function instantOrNull(ms: number): string | null {
  return ms === 0 ? null : instant(ms);
}

function instant(ms: number): string {
  return new Date(ms).toISOString();
}
