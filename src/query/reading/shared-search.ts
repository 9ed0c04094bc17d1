/** Most hosts of one query that are looked for among what other replicas have read. */
export const MOST_LOOKED_FOR = 1_000;
/** Hosts looked for by one command. */
const LEAST_AT_ONCE = 10;
const MOST_AT_ONCE = 100;
/** Time after which the search ends, in milliseconds: as long as one command of a slow Redis may take. */
const SEARCH_MS = 150;

/**
 * Decides how long to look for rows that other replicas have read: until the wanted rows are found, or until so many hosts were
 * not found that the rest is unlikely to be there.
 */
export class SharedSearch {
  private hosts = 0;
  private rows = 0;
  private inVain = 0;
  private readonly until = performance.now() + SEARCH_MS;

  /**
   * @param wanted rows that the filters let through.
   * @param expectedRows rows of a host while none has been seen.
   */
  constructor(
    private readonly wanted: number,
    private readonly expectedRows: number,
  ) {}

  get filled(): boolean {
    return this.rows >= this.wanted;
  }

  get over(): boolean {
    return this.filled || this.inVain >= MOST_AT_ONCE || performance.now() >= this.until;
  }

  /** How many hosts to look for next. */
  get hostsAtOnce(): number {
    if (this.inVain > 0) return MOST_AT_ONCE;
    const mean = this.hosts === 0 ? this.expectedRows : Math.max(this.rows, 0.5) / this.hosts;
    return Math.min(MOST_AT_ONCE, Math.max(LEAST_AT_ONCE, Math.ceil((this.wanted - this.rows) / mean)));
  }

  /** Counts a host that is here. @param rows those of its rows that the filters let through. */
  see(rows: number): void {
    this.hosts++;
    this.rows += rows;
  }

  /** Notes how many of the hosts that were looked for had been read by another replica. */
  lookedFor(hosts: number, found: number): void {
    this.inVain = found === 0 ? this.inVain + hosts : 0;
  }
}
