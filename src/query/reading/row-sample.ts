import { LRUCache } from 'lru-cache';
import { shareOfHeap, weightOfRows } from '../../kernel/memory.js';
import type { KeyCount } from '../question/fleet-query.js';

/** Least hosts that say something about a fleet. A choice. */
const ENOUGH_HOSTS = 40;
/** Hosts and rows kept of one subject, and subjects. */
const MOST_HOSTS = 300;
const MOST_ROWS = 6_000;
const MOST_SUBJECTS = 8;
/** What the rows of one subject may weigh, in bytes: 6 000 usual rows on a heap of some hundred megabytes. */
const MOST_BYTES = shareOfHeap(1 / 120, 8 * 1024 * 1024);
/** Added to the matches found so far: when none was found on the hosts read, others may still have some. */
export const UNSEEN = 0.5;

/** What was found on the sampled hosts. */
export interface SampleTally {
  readonly hosts: number;
  /** Rows that are let through; never 0. */
  readonly matching: number;
  /** Lines of the vendor's statistics that count these hosts, added up over the hosts; never 0, undefined when not known. */
  readonly lines: number | undefined;
}

/** One host that was read lately. */
class SeenHost {
  private found: readonly KeyCount[] | undefined;

  constructor(
    readonly rows: readonly unknown[],
    private readonly countedIn: ((row: never) => Omit<KeyCount, 'rows'>) | undefined,
  ) {}

  /** The lines of the vendor's statistics that count this host. Most hosts leave the sample before anybody asks for them. */
  get lines(): readonly KeyCount[] {
    return (this.found ??=
      this.countedIn === undefined ? [] : linesOf(this.rows as readonly never[], this.countedIn));
  }
}

type Hosts = LRUCache<string, SeenHost>;

/**
 * Keeps a few hundred hosts of each subject that were read lately. Filters that no statistics know of are tried on their
 * rows. For prices only: a row in it may be as old as the process.
 */
export class RowSample {
  private readonly subjects = new LRUCache<string, Hosts>({ max: MOST_SUBJECTS });

  /**
   * Adds one host.
   *
   * @param subject all that the rows depend on besides the host.
   * @param countedIn the line of the statistics that counts the host of a row, where that is known.
   * @param rowBytes what the rows take on the heap, where they have been weighed.
   */
  see<Row>(
    subject: string,
    hostId: string,
    rows: readonly Row[],
    countedIn?: (row: Row) => Omit<KeyCount, 'rows'>,
    rowBytes?: number,
  ): void {
    let hosts = this.subjects.get(subject);
    if (hosts === undefined) {
      hosts = new LRUCache({ max: MOST_HOSTS, maxSize: MOST_ROWS });
      this.subjects.set(subject, hosts);
    }
    if (hosts.get(hostId)?.rows === rows) return;
    // Counted in rows; a long row counts as several.
    const bytes = rowBytes ?? weightOfRows(rows);
    const size = Math.max(rows.length, Math.ceil((bytes / MOST_BYTES) * MOST_ROWS)) + 1;
    hosts.set(hostId, new SeenHost(rows, countedIn), { size });
  }

  /**
   * Tries filters on the hosts read lately. Returns undefined while these are too few.
   *
   * @param most rows of one host that count: one host with many rows does not fill ten pages.
   * @param counts whether a line of the statistics counts.
   */
  tally<Row>(
    subject: string,
    matches: (row: Row) => boolean,
    most = Infinity,
    counts: (line: KeyCount) => boolean = () => true,
  ): SampleTally | undefined {
    const hosts = this.subjects.get(subject);
    if (hosts === undefined || hosts.size < ENOUGH_HOSTS) return undefined;
    let matching = 0;
    let lines = 0;
    for (const host of hosts.values()) {
      let own = 0;
      for (const row of host.rows as readonly Row[]) if (own < most && matches(row)) own++;
      matching += own;
      for (const line of host.lines) if (counts(line)) lines++;
    }
    return { hosts: hosts.size, matching: matching + UNSEEN, lines: lines + UNSEEN };
  }
}

/** The lines of the statistics that count a host, each once. */
function linesOf<Row>(
  rows: readonly Row[],
  countedIn: (row: Row) => Omit<KeyCount, 'rows'>,
): readonly KeyCount[] {
  const lines = new Map<string, KeyCount>();
  for (const row of rows) {
    const line = countedIn(row);
    lines.set([line.key, ...Object.values(line.traits)].join(' '), { ...line, rows: 1 });
  }
  return [...lines.values()];
}
