import type { Compare } from '../../fleet/outcome.js';
import type { AssetRow, AssetSource, KeyedSource } from '../question/fleet-query.js';
import type { QueryInput } from '../question/query-input.js';

/** Which of two readings saw a change: that of keys whose counts had changed, or that of everything. */
export type SeenBy = 'counts' | 'whole';

/** Kinds of changes. Rows that enter the answer to the query of a watch are added, those that leave it are removed. */
export const WATCH_CHANGES = ['added', 'removed', 'changed'] as const;
export type WatchChangeKind = (typeof WATCH_CHANGES)[number];

/** Which rows of a type are the same thing at two times, and when that thing has changed. */
export interface ChangeRules<Row extends AssetRow> {
  /** An order that the fixed order of the type refines; rows that are equal in it are the same thing. */
  readonly sameThing: Compare<Row>;
  readonly matters: (before: Row, after: Row) => boolean;
  /** Whether a change is dangerous. */
  readonly isDanger: (before: Row | null, after: Row | null) => boolean;
}

/** What is looked at again and again, ready to be read. */
export interface Watch<Row extends AssetRow = AssetRow> {
  readonly name: string;
  /** Alias. */
  readonly project: string;
  readonly type: string;
  /** Equal for watches of the same query only. Kept rows of another query cannot be compared. */
  readonly question: string;
  readonly source: AssetSource<Row>;
  readonly keyed: KeyedSource<Row>;
  readonly input: QueryInput<Row>;
  readonly rules: ChangeRules<Row>;
  /** What callers see of a row. */
  readonly shape: (row: Row) => Row;
  readonly tells: (kind: WatchChangeKind, isDanger: boolean) => boolean;
  readonly intervalMs: number;
  readonly fullEveryMs: number;
  readonly hook?: Hook;
}

/** Where changes are sent. */
export interface Hook {
  readonly url: string;
  /** Each signs. */
  readonly secrets: readonly { readonly id: string; readonly value: string }[];
  /** Address of the changes, for the body. */
  readonly link: string;
}

/** One change that a watch tells, as callers see it. */
export interface WatchChange {
  /** Grows with every change of a watch. */
  readonly seq: number;
  readonly change: WatchChangeKind;
  readonly seen_at: string;
  readonly seen_by: SeenBy;
  /** The row as it is now; of a row that was removed, as it was last. */
  readonly row: object;
  /** The members that differ, as they were; null unless `changed`. */
  readonly before: Readonly<Record<string, unknown>> | null;
}

/** Rows of one key as they are kept. */
export interface KeptKey {
  readonly key: string | number;
  /** The lines of the statistics that count them; equal when nothing changed. Null: there was none. */
  readonly counts: string | null;
  readonly rows: number;
  /** Bytes as they are kept. */
  readonly bytes: number;
  /** Digest of the rows. */
  readonly digest: string;
  /** Names of the pieces that hold them. */
  readonly pieces: readonly string[];
}

/** Changes that were seen together, or a part of them. */
export interface ChangeBatch {
  readonly piece: string;
  readonly first: number;
  readonly count: number;
  readonly atMs: number;
}

/** Changes that are to be sent. */
export interface Delivery {
  /** Random: the same at every attempt, and never used again. */
  readonly id: string;
  /** Its batch, by the first change. */
  readonly first: number;
  readonly count: number;
  readonly createdMs: number;
  readonly attempts: number;
  /** Why the last attempt failed; empty before the first. */
  readonly reason: string;
}

/** Why a watch began to compare anew: it was new, its query was another one, or what it had kept was gone. */
export type BaselineReason = 'first' | 'query_changed' | 'state_lost';

/** What looks that read a part of the counts remember. */
export interface CountedRows {
  /** Rows as the vendor counted them before the last look. */
  readonly rows: number;
  /** Whose turn it is among the pages. */
  readonly turn: number;
}

/** What is known of a watch, without its rows. */
export interface WatchRecord {
  readonly question: string;
  /** Grows with every look that has replaced the keys. */
  readonly keysVersion: number;
  readonly baselineMs: number;
  readonly baselineReason: BaselineReason;
  /** Begin of the last look that succeeded. */
  readonly lookedMs: number;
  /** Begin of the last reading of everything. */
  readonly wholeMs: number;
  /** What the last look at counts has to tell the next one; absent where there are few pages of them. */
  readonly counted?: CountedRows;
  /** When a reading of everything failed last; 0: not since the last one. */
  readonly wholeFailedMs: number;
  /** Rows that are kept. */
  readonly rows: number;
  /** Keys whose rows only a reading of everything finds, since the vendor does not list them by key. */
  readonly unlisted: number;
  readonly failure: { readonly code: string; readonly atMs: number } | null;
  readonly nextSeq: number;
  /** Oldest first. */
  readonly batches: readonly ChangeBatch[];
  readonly pending: readonly Delivery[];
  readonly delivered: number;
  readonly dead: number;
  /** The last ones that were given up. */
  readonly deadLetters: readonly Delivery[];
}

/** A watch that has not looked yet. */
export const UNSEEN: WatchRecord = {
  ...{ question: '', keysVersion: 0, baselineMs: 0, baselineReason: 'first' },
  ...{ lookedMs: 0, wholeMs: 0, wholeFailedMs: 0, rows: 0, unlisted: 0, failure: null },
  ...{ nextSeq: 0, batches: [], pending: [], delivered: 0, dead: 0, deadLetters: [] },
};
