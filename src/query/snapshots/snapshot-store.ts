import { LRUCache } from 'lru-cache';
import type { AssetRow } from '../question/fleet-query.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { PreparedQuery } from '../servers/query-resolver.js';
import { cacheKey, LONGEST_AGE_MS } from '../cache/row-cache.js';
import type { Snapshot } from './snapshot.js';

/** Which rows a snapshot has: all that they depend on, and nothing of a caller. */
export interface SnapshotSubject {
  readonly type: string;
  readonly project: string;
  readonly enterpriseProjectId: string;
  readonly category: string;
}

/** The subject of a project's snapshots for this query. */
export function subjectOf<Row extends AssetRow>(
  prepared: PreparedQuery<Row>,
  project: UpstreamProject,
): SnapshotSubject {
  return {
    type: prepared.source.type,
    project: project.alias,
    enterpriseProjectId: prepared.scopeOf(project),
    category: prepared.input.category,
  };
}

/** Earlier snapshots of one subject that are kept beside the newest, for queries about what changed. */
const HISTORY = 24;

/** What a snapshot takes beside its rows, in bytes: an empty one takes memory too. An estimate. */
const EMPTY_BYTES = 1_024;

type Kept = Snapshot<AssetRow>;

/** Snapshots in this process, bounded in memory: the newest of each selection of keys, and a history of those of all keys. */
export class SnapshotStore {
  private readonly newest: LRUCache<string, Kept> | undefined;
  private readonly history = new Map<string, Kept[]>();

  /** @param maxBytes for the newest ones, and as much again for history; 0 keeps nothing. */
  constructor(private readonly maxBytes: number) {
    this.newest =
      maxBytes === 0
        ? undefined
        : new LRUCache({ maxSize: maxBytes, ttl: LONGEST_AGE_MS, sizeCalculation: weightOf });
  }

  /** Returns the newest snapshot that has the rows of a selection of keys: its own, or one of all keys. */
  find<Row extends AssetRow>(subject: SnapshotSubject, selection: string): Snapshot<Row> | undefined {
    if (this.newest === undefined || this.newest.size === 0) return undefined;
    const own = this.newest.get(keyOf(subject, selection));
    const whole = selection === '' ? undefined : this.newest.get(keyOf(subject, ''));
    const found = own === undefined || (whole !== undefined && whole.asOf > own.asOf) ? whole : own;
    return found as Snapshot<Row> | undefined;
  }

  /** Returns the newest snapshot of just this selection of keys. */
  newestOf<Row extends AssetRow>(subject: SnapshotSubject, selection: string): Snapshot<Row> | undefined {
    return this.newest?.get(keyOf(subject, selection)) as Snapshot<Row> | undefined;
  }

  /** Keeps a snapshot as the newest of its selection of keys. */
  put<Row extends AssetRow>(subject: SnapshotSubject, selection: string, snapshot: Snapshot<Row>): void {
    const { newest } = this;
    if (newest === undefined) return;
    const key = keyOf(subject, selection);
    const kept = snapshot as unknown as Kept;
    newest.set(key, kept);
    if (selection !== '') return;
    this.remember(key, kept);
    this.trim();
  }

  /** Returns the newest snapshot of all keys that was read at `at` or before; undefined when there is none. */
  before<Row extends AssetRow>(subject: SnapshotSubject, at: number): Snapshot<Row> | undefined {
    const found = (this.history.get(keyOf(subject, '')) ?? []).filter((kept) => kept.asOf <= at).at(-1);
    return found as Snapshot<Row> | undefined;
  }

  /** When the oldest snapshot of all keys was read, Unix milliseconds. */
  oldest(subject: SnapshotSubject): number | undefined {
    return this.history.get(keyOf(subject, ''))?.[0]?.asOf;
  }

  private remember(key: string, snapshot: Kept): void {
    const others = (this.history.get(key) ?? []).filter((kept) => kept.asOf !== snapshot.asOf);
    const kept = [...others, snapshot].sort((a, b) => a.asOf - b.asOf);
    this.history.set(key, kept.slice(-HISTORY));
  }

  /** Drops snapshots until all fit: the oldest of the longest history first. What several share counts once. */
  private trim(): void {
    const shared = new SharedBytes();
    for (const kept of this.history.values()) for (const snapshot of kept) shared.add(snapshot);
    while (shared.bytes > this.maxBytes) {
      const [key, kept] = [...this.history].sort(leastMissed)[0] ?? [];
      const gone = kept?.shift();
      if (key === undefined || kept === undefined || gone === undefined) return;
      shared.remove(gone);
      if (kept.length === 0) this.history.delete(key);
    }
  }
}

/** Memory of snapshots that may share parts. */
class SharedBytes {
  bytes = 0;
  private readonly users = new Map<object, number>();

  add(snapshot: Kept): void {
    this.bytes += EMPTY_BYTES;
    for (const [part, bytes] of snapshot.parts) {
      const users = this.users.get(part) ?? 0;
      if (users === 0) this.bytes += bytes;
      this.users.set(part, users + 1);
    }
  }

  remove(snapshot: Kept): void {
    this.bytes -= EMPTY_BYTES;
    for (const [part, bytes] of snapshot.parts) {
      const users = this.users.get(part) ?? 0;
      if (users === 1) this.bytes -= bytes;
      this.users.set(part, users - 1);
    }
  }
}

/** Longer histories come first, then older ones: the first one loses its oldest snapshot. */
function leastMissed([, a]: [string, Kept[]], [, b]: [string, Kept[]]): number {
  return b.length - a.length || (a[0]?.asOf ?? 0) - (b[0]?.asOf ?? 0);
}

function weightOf(snapshot: Kept): number {
  return EMPTY_BYTES + snapshot.bytes;
}

/** Beginnings of keys: a query that is asked again and again has one subject. */
const begun = new WeakMap<SnapshotSubject, string>();

function keyOf(subject: SnapshotSubject, selection: string): string {
  let beginning = begun.get(subject);
  if (beginning === undefined) {
    const { type, project, enterpriseProjectId, category } = subject;
    begun.set(subject, (beginning = cacheKey(type, project, enterpriseProjectId, category)));
  }
  // A beginning is a JSON list. Its end is clear, so both parts together are unique.
  return beginning + selection;
}
