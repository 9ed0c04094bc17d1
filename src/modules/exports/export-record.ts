import type { HostCounts, HostFailure } from '../../query/question/answer.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { UpstreamFacts } from '../../platform/problem/fault-problem.js';
import type { OFFERED } from '../../rest/answers/formats.js';
import type { ExportColumn, ExportType } from '../../upstream/hss/export-columns.js';
import type { Category } from '../../upstream/hss/hss-client.js';

export const CATEGORIES = ['host', 'container'] as const satisfies readonly Category[];

export const EXPORT_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** Calls that an order of a vendor's file pays for: the start of its task and the first look at it. */
export const CALLS_ORDERED = 2;

/** Format of a file that is made of a query of our own. */
export type FleetFormat = (typeof OFFERED.ownFiles)[number];

/** A list of host ids that is kept beside the record, because it may be very long. */
export interface NamedHosts {
  readonly count: number;
  /** SHA-256 of the ids in their order. */
  readonly digest: string;
  /** How many pieces the list is kept in. */
  readonly pieces: number;
}

/** What was ordered of a query of our own; the vendor makes the file of any other order. */
export interface FleetOrder {
  readonly format: FleetFormat;
  readonly partial: 'allow' | 'forbid';
  /** Named by id, or selected with the members of `hosts` in a query. */
  readonly hosts: { readonly ids: NamedHosts } | { readonly selection: object };
  /** `host`: only rows outside of containers; `container`: only rows inside of them. */
  readonly category?: Category;
  readonly maxAgeS?: number;
}

/** What was ordered, with all defaults filled in, so that later changes of configuration do not change it. */
export interface ExportRequest {
  readonly type: ExportType;
  readonly category: Category;
  readonly columns: readonly ExportColumn[];
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly enterpriseProjectId: string;
  readonly fleet?: FleetOrder;
}

/** Where the bytes of a file are kept that was made here. */
export interface KeptBytes {
  readonly name: string;
  readonly pieces: number;
  /** SHA-256 of the file, in base64. */
  readonly digest: string;
}

export const EXPORT_WAITS = ['store_full'] as const;
export type ExportWait = (typeof EXPORT_WAITS)[number];

/** Why an export failed, as callers read it. */
export interface ExportFailure extends UpstreamFacts {
  readonly code: string;
  readonly title: string;
  readonly retryable: boolean;
}

/** One export as it is kept. Callers never see the vendor's ids in it. Times are Unix milliseconds. */
export interface ExportRecord {
  readonly id: string;
  /** Grows by one with every change. */
  readonly version: number;
  /** Id of the caller who ordered it; no other caller sees the export. */
  readonly owner: string;
  /** Alias of the project. */
  readonly project: string;
  readonly request: ExportRequest;
  readonly state: ExportState;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** An export that is not over by then fails. */
  readonly deadlineAt: number;
  /** From then on its file is no longer handed out. */
  readonly expiresAt: number;
  /** `traceparent` of the request that ordered it, where that was traced. */
  readonly traceparent?: string;
  readonly taskId?: string;
  readonly fileId?: string;
  readonly fileName?: string;
  readonly bytes?: number;
  readonly rows?: number;
  /** Rows that the vendor counted when it had just made its file; absent where it did not count. */
  readonly counted?: number;
  readonly failure?: ExportFailure;
  /** Whether the file has all rows. Of a file that was made here, known with the file; of the vendor's, once its rows were read. */
  readonly complete?: boolean;
  /** What it waits for while it is under way. */
  readonly waitingFor?: ExportWait | undefined;
  /** Points that its owner gets each minute, where they differ from the default. */
  readonly pointsPerMinute?: number;
  /** Whether the points of its hosts have been taken. This and the members below belong to queries of our own. */
  readonly paid?: true;
  readonly hosts?: HostCounts;
  /** The first hosts that failed. */
  readonly failures?: readonly HostFailure[];
  readonly kept?: KeptBytes;
}

/** Whether the export has ended, well or not. */
export function isOver({ state }: ExportRecord): boolean {
  return state !== 'queued' && state !== 'running';
}

/** Returns the owner as a caller for limits and queries. It has no scopes: rights were checked when the order came. */
export function ownerOf({ owner, project, pointsPerMinute }: ExportRecord): Caller {
  return {
    id: owner,
    kind: 'api-key',
    scopes: new Set(),
    projects: new Set([project]),
    ...(pointsPerMinute === undefined ? {} : { pointsPerMinute }),
  };
}

/** Returns the next version of the record, with some members changed. */
export function changed(record: ExportRecord, change: Partial<ExportRecord>): ExportRecord {
  return { ...record, ...change, version: record.version + 1 };
}

/** Returns the state as callers see it: a finished export has expired once its time is over. */
export function stateAt(record: ExportRecord, nowMs: number): ExportState {
  return record.state === 'succeeded' && nowMs >= record.expiresAt ? 'expired' : record.state;
}
