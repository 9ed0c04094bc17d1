import { randomBytes } from 'node:crypto';
import type { HostCounts, HostFailure } from '../../query/question/answer.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { OFFERED } from '../../rest/answers/formats.js';
import type { ExportColumn, ExportType } from '../../upstream/hss/export-columns.js';
import type { Category } from '../../upstream/hss/hss-client.js';

export const CATEGORIES = ['host', 'container'] as const satisfies readonly Category[];

export const EXPORT_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** Calls that an order of a vendor's file pays for: the start of its task and the first look at it. */
export const CALLS_ORDERED = 2;

/** What a file of our own fleet query can be. */
export type FleetFormat = (typeof OFFERED.ownFiles)[number];

/** Hosts named by id, kept beside the record because there may be very many. */
export interface NamedHosts {
  readonly count: number;
  /** SHA-256 of the ids in their order. */
  readonly digest: string;
  /** Pieces that they are kept in. */
  readonly pieces: number;
}

/** What makes an export one of our own fleet query instead of the vendor's. */
export interface FleetOrder {
  readonly format: FleetFormat;
  readonly partial: 'allow' | 'forbid';
  /** Named by id, or selected with the members of `hosts` in a query. */
  readonly hosts: { readonly ids: NamedHosts } | { readonly selection: object };
  /** Only rows outside, or only rows inside of containers. */
  readonly category?: Category;
  readonly maxAgeS?: number;
}

/** What was ordered, complete: nothing of it is looked up later. */
export interface ExportRequest {
  readonly type: ExportType;
  readonly category: Category;
  readonly columns: readonly ExportColumn[];
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly enterpriseProjectId: string;
  readonly fleet?: FleetOrder;
}

/** A file that was made here: where its bytes are kept. */
export interface KeptBytes {
  readonly name: string;
  readonly pieces: number;
  /** SHA-256 of the file, in base64. */
  readonly digest: string;
}

export const EXPORT_WAITS = ['store_full'] as const;
export type ExportWait = (typeof EXPORT_WAITS)[number];

/** Why an export failed, as callers read it. */
export interface ExportFailure {
  readonly code: string;
  readonly title: string;
  readonly retryable: boolean;
}

/** One export as it is kept. The vendor's ids stay in here; callers never see them. Times are Unix milliseconds. */
export interface ExportRecord {
  readonly id: string;
  /** Grows by one with every change. */
  readonly version: number;
  /** Id of the caller who ordered it; nobody else ever sees it. */
  readonly owner: string;
  /** Alias of the project. */
  readonly project: string;
  readonly request: ExportRequest;
  readonly state: ExportState;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** When the export is given up, if it has not ended by then. */
  readonly deadlineAt: number;
  /** From then on its file is not handed out any more. */
  readonly expiresAt: number;
  readonly taskId?: string;
  readonly fileId?: string;
  readonly fileName?: string;
  readonly bytes?: number;
  readonly rows?: number;
  /** Rows that the vendor counted when its file had just been made; absent where it did not say. */
  readonly counted?: number;
  readonly failure?: ExportFailure;
  /** Whether all rows are in the file: known when it is made here, and once its rows were read when the vendor made it. */
  readonly complete?: boolean;
  /** What keeps it from going on. */
  readonly waitingFor?: ExportWait | undefined;
  /** What is known of a fleet query: whether its hosts are paid for, how they did, the first failures, the file. */
  readonly paid?: true;
  readonly pointsPerMinute?: number;
  readonly hosts?: HostCounts;
  readonly failures?: readonly HostFailure[];
  readonly kept?: KeptBytes;
}

/** Whether nothing more will happen by itself. */
export function isOver({ state }: ExportRecord): boolean {
  return state !== 'queued' && state !== 'running';
}

/** The owner as far as limits and queries need to know who asks; what may be asked was checked when the order came. */
export function ownerOf({ owner, project, pointsPerMinute }: ExportRecord): Caller {
  return {
    id: owner,
    kind: 'api-key',
    scopes: new Set(),
    projects: new Set([project]),
    ...(pointsPerMinute === undefined ? {} : { pointsPerMinute }),
  };
}

/** The record with some members changed, as the next version. */
export function changed(record: ExportRecord, change: Partial<ExportRecord>): ExportRecord {
  return { ...record, ...change, version: record.version + 1 };
}

/** What a caller sees of the state: a finished export whose time is over has expired. */
export function stateAt(record: ExportRecord, nowMs: number): ExportState {
  return record.state === 'succeeded' && nowMs >= record.expiresAt ? 'expired' : record.state;
}

/** A new id: UUID version 7 (RFC 9562), so ids of a later millisecond sort behind. */
export function newExportId(nowMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether the text could be an id of ours. */
export function isExportId(text: string): boolean {
  return ID.test(text);
}
