import { LRUCache } from 'lru-cache';
import type { AssetRow } from '../question/fleet-query.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { Question } from '../servers/query-resolver.js';
import { cacheKey, LONGEST_AGE_MS } from '../cache/row-cache.js';
import type { Snapshot } from './snapshot.js';

/** Whose rows a snapshot has: all that changes them and nothing of a caller. */
export interface SnapshotSubject {
  readonly type: string;
  readonly project: string;
  readonly enterpriseProjectId: string;
  readonly category: string;
}

/** Whose rows a project's snapshots of this question are. */
export function subjectOf<Row extends AssetRow>(
  question: Question<Row>,
  project: UpstreamProject,
): SnapshotSubject {
  return {
    type: question.source.type,
    project: project.alias,
    enterpriseProjectId: question.scopeOf(project),
    category: question.input.category,
  };
}

/** Earlier snapshots of one subject that are kept beside the newest, for questions about what changed. */
const HISTORY = 24;

type Kept = Snapshot<AssetRow>;

/** Snapshots in this process, bounded in memory: the newest of each part, and a history of the whole ones. */
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

  /** The newest snapshot that has a part's rows: the part itself, or everything. */
  find<Row extends AssetRow>(subject: SnapshotSubject, part: string): Snapshot<Row> | undefined {
    const own = this.newest?.get(keyOf(subject, part));
    const whole = part === '' ? undefined : this.newest?.get(keyOf(subject, ''));
    const found = own === undefined || (whole !== undefined && whole.asOf > own.asOf) ? whole : own;
    return found as Snapshot<Row> | undefined;
  }

  /** Keeps a snapshot as the newest of its part and packs it in the background. */
  put<Row extends AssetRow>(subject: SnapshotSubject, part: string, snapshot: Snapshot<Row>): void {
    const { newest } = this;
    if (newest === undefined) return;
    const key = keyOf(subject, part);
    const kept = snapshot as unknown as Kept;
    newest.set(key, kept);
    if (part === '') this.remember(key, kept);
    void snapshot.pack().then(() => {
      // Weighed anew: packed it is a tenth of what it was. The cache does not weigh a value again that it has already.
      if (newest.peek(key) === kept) {
        newest.delete(key);
        newest.set(key, kept);
      }
      if (part === '') this.trim();
    });
  }

  /** The youngest whole snapshot that is not younger than `at`; undefined when none reaches back so far. */
  before<Row extends AssetRow>(subject: SnapshotSubject, at: number): Snapshot<Row> | undefined {
    const found = (this.history.get(keyOf(subject, '')) ?? []).filter((kept) => kept.asOf <= at).at(-1);
    return found as Snapshot<Row> | undefined;
  }

  /** When the oldest whole snapshot was read, Unix milliseconds. */
  oldest(subject: SnapshotSubject): number | undefined {
    return this.history.get(keyOf(subject, ''))?.[0]?.asOf;
  }

  private remember(key: string, snapshot: Kept): void {
    const others = (this.history.get(key) ?? []).filter((kept) => kept.asOf !== snapshot.asOf);
    const kept = [...others, snapshot].sort((a, b) => a.asOf - b.asOf);
    this.history.set(key, kept.slice(-HISTORY));
  }

  /** Lets readings go until all fit: the oldest of the longest history, and whole subjects when no history is left. */
  private trim(): void {
    let bytes = 0;
    for (const kept of this.history.values()) for (const snapshot of kept) bytes += weightOf(snapshot);
    while (bytes > this.maxBytes) {
      const [key, kept] = [...this.history].sort(leastMissed)[0] ?? [];
      const gone = kept?.shift();
      if (key === undefined || kept === undefined || gone === undefined) return;
      bytes -= weightOf(gone);
      if (kept.length === 0) this.history.delete(key);
    }
  }
}

/** Longer histories first, then older ones. */
function leastMissed([, a]: [string, Kept[]], [, b]: [string, Kept[]]): number {
  return b.length - a.length || (a[0]?.asOf ?? 0) - (b[0]?.asOf ?? 0);
}

/** Also what holds nothing takes some room. */
function weightOf(snapshot: Kept): number {
  return Math.max(1_024, snapshot.bytes);
}

function keyOf({ type, project, enterpriseProjectId, category }: SnapshotSubject, part: string): string {
  return cacheKey(type, project, enterpriseProjectId, category, part);
}
