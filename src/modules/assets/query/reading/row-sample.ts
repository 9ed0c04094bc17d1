import { LRUCache } from 'lru-cache';

/** Fewer hosts than these say nothing of a fleet. A choice. */
const ENOUGH_HOSTS = 40;
/** Hosts and rows kept of one subject, and subjects. About 15 MB when all of them are full of usual rows. */
const MOST_HOSTS = 300;
const MOST_ROWS = 6_000;
const MOST_SUBJECTS = 8;
/** Rows taken to match beside those that do: nothing found so far does not mean that nothing ever will be. */
const BENEFIT_OF_DOUBT = 0.5;

type Hosts = LRUCache<string, readonly unknown[]>;

/**
 * Whole hosts that passed by lately, a few hundred of each subject: they tell how many rows filters let through that
 * no statistics know of. For prices only; a row in it may be as old as the process.
 */
export class RowSample {
  private readonly subjects = new LRUCache<string, Hosts>({ max: MOST_SUBJECTS });

  /** @param subject all that the rows depend on besides the host. */
  see<Row>(subject: string, hostId: string, rows: readonly Row[]): void {
    let hosts = this.subjects.get(subject);
    if (hosts === undefined) {
      hosts = new LRUCache({
        max: MOST_HOSTS,
        maxSize: MOST_ROWS,
        sizeCalculation: (kept) => kept.length + 1,
      });
      this.subjects.set(subject, hosts);
    }
    hosts.set(hostId, rows);
  }

  /**
   * Rows of a host that are let through, in the mean and never 0; undefined while too few hosts were seen.
   *
   * @param most rows of one host that are of use: a page is not filled ten times by the one server with all the rows.
   */
  matchingPerHost<Row>(subject: string, matches: (row: Row) => boolean, most = Infinity): number | undefined {
    const hosts = this.subjects.get(subject);
    if (hosts === undefined || hosts.size < ENOUGH_HOSTS) return undefined;
    let matching = 0;
    for (const rows of hosts.values()) {
      let own = 0;
      for (const row of rows) if (own < most && matches(row as Row)) own++;
      matching += own;
    }
    return (matching + BENEFIT_OF_DOUBT) / hosts.size;
  }
}
