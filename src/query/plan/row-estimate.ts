import type { AssetRow, KeyCount, KeyedSource, KeySelection } from '../question/fleet-query.js';
import { USUAL_ROWS, type HostReader } from '../reading/host-reader.js';
import type { SampleTally } from '../reading/row-sample.js';
import type { HostDirectory } from '../servers/host-directory.js';
import type { PlanRequest } from './plan-request.js';
import { PRICING_AGE_MS, type StatisticsBook } from './statistics.js';

/** Least share of rows, or rows of a host, that filters are taken to let through. Keeps divisions finite. A choice. */
const LEAST_SHARE = 1e-4;

/** What the vendor's statistics say about a question. */
export interface KeyTally {
  /** Rows of each key that would be read; null while they cannot be estimated. */
  readonly rowsPerKey: number[] | null;
  /** Calls that reading the statistics would take now. */
  readonly statisticsCalls: number;
  /** Rows of all keys, as far as known; 0 while nothing is. */
  readonly rows: number;
  /** Those of them that the filters are likely to let through. */
  readonly matching: number;
  /** Servers behind these rows; undefined while nobody has counted them. */
  readonly servers: number | undefined;
  /** Why keys cannot be listed, once for each that cannot. */
  readonly refusals: readonly string[];
}

/** Estimates how many rows and hosts a question is about, from statistics and from hosts read lately. */
export class RowEstimate {
  constructor(
    private readonly directory: HostDirectory,
    private readonly hosts: HostReader,
    private readonly statistics: StatisticsBook,
  ) {}

  /** Adds up what the statistics kept say. Asks nothing upstream. */
  tally<Row extends AssetRow>({ question, keyed, size }: PlanRequest<Row>): KeyTally {
    const { source, input, projects } = question;
    const { keys } = input;
    let rowsPerKey: number[] | null = [];
    let statisticsCalls = 0;
    let rows = 0;
    let matching = 0;
    let servers: number | undefined = 0;
    const refusals: string[] = [];
    for (const project of projects) {
      const known = this.statistics.peek(source, project, input, PRICING_AGE_MS);
      const fresh = this.statistics.peek(source, project, input, input.maxAgeMs) !== undefined;
      if (keys?.keys === undefined && !fresh)
        statisticsCalls += this.statistics.callsOf(source, project, input);
      if (known === undefined) {
        // Keys that the filters name have an upper bound: hardly any key has more rows than there are servers.
        if (keys?.keys === undefined) rowsPerKey = null;
        else rowsPerKey?.push(...keys.keys.map(() => size));
        continue;
      }
      const counted = this.directory.sizeIfKnown(project, question.scopeOf(project));
      servers = counted === undefined || servers === undefined ? undefined : servers + counted;
      const lines = tallyLines(known.counts, keyed, keys);
      rows += lines.rows;
      matching += lines.matching;
      refusals.push(...lines.refusals);
      rowsPerKey?.push(...lines.rowsPerKey);
    }
    return { rowsPerKey, statisticsCalls, rows, matching, servers, refusals };
  }

  /** Estimates the rows of a host. The mean of the whole fleet comes first: the hosts read last may be unusual. */
  rowsPerHost<Row extends AssetRow>({ question }: PlanRequest<Row>, { rows, servers }: KeyTally): number {
    if (rows > 0 && servers !== undefined && servers > 0) return rows / servers;
    return this.hosts.expectedRows(question.source.type, question.input) ?? USUAL_ROWS;
  }

  /** Estimates how many hosts have to be read for the rows wanted. An order of the caller's choice needs all. */
  hostsNeeded<Row extends AssetRow>(request: PlanRequest<Row>, tally: KeyTally, rowsPerHost: number): number {
    const { question, size, wanted } = request;
    if (question.input.sort.length > 0) return size;
    const byCounts = rowsPerHost * shareOf(tally, question.input.keys);
    const matchesPerHost = this.matchesPerHost(request, byCounts, tally.rows > 0);
    return Math.min(size, Math.ceil(wanted.rows / Math.max(LEAST_SHARE, matchesPerHost)));
  }

  /**
   * Estimates the rows of a host that the filters let through. The statistics count the whole fleet, but know few filters.
   * The hosts read lately are few, but all filters can be tried on their rows.
   *
   * @param byCounts what the statistics say, or a guess.
   * @param counted whether they say it.
   */
  private matchesPerHost<Row extends AssetRow>(
    { question, keyed, wanted }: PlanRequest<Row>,
    byCounts: number,
    counted: boolean,
  ): number {
    const { source, input, projects } = question;
    const { matches = () => true, keys } = input;
    // Without a selection every line is wanted, and that is the usual question.
    const counts = (line: KeyCount): boolean =>
      keys !== undefined && (keys.part === '' || keys.wants(line)) && keys.likely?.(line) !== false;
    const sampled = projects
      .map((project) => this.hosts.sampled(source, input, project, { matches, most: wanted.rows, counts }))
      .filter((each) => each !== undefined);
    if (sampled.length === 0) return byCounts;
    const sum = (of: (tally: SampleTally) => number): number =>
      sampled.reduce((total, tally) => total + of(tally), 0);
    const matching = sum((tally) => tally.matching);
    // Sampled hosts may be unusual. Dividing by the statistics lines that count them removes that bias.
    const lines = sum((tally) => tally.lines ?? NaN);
    if (counted && keyed.countedIn !== undefined && lines > 0) return (byCounts * matching) / lines;
    return Math.min(byCounts, matching / sum((tally) => tally.hosts));
  }
}

/** Adds up the statistics of one project. */
function tallyLines<Row extends AssetRow>(
  counts: readonly KeyCount[],
  keyed: KeyedSource<Row>,
  keys: KeySelection | undefined,
): Pick<KeyTally, 'rows' | 'matching' | 'refusals'> & { readonly rowsPerKey: number[] } {
  let rows = 0;
  let matching = 0;
  const refusals: string[] = [];
  const keysRead = new Set<string | number>(keys?.keys);
  const perKey = new Map<string | number, number>();
  for (const count of counts) {
    rows += count.rows;
    perKey.set(count.key, (perKey.get(count.key) ?? 0) + count.rows);
    if (keys?.wants(count) !== true) continue;
    const refusal = keyed.refuses(count);
    if (refusal !== undefined) refusals.push(refusal);
    if (keys.likely?.(count) !== false) matching += count.rows;
    keysRead.add(count.key);
  }
  // A key is read whole: also those of its rows that the filters then drop.
  return { rows, matching, refusals, rowsPerKey: [...keysRead].map((key) => perKey.get(key) ?? 0) };
}

/** Estimates the share of all rows that the filters let through, from 0 to 1. */
function shareOf({ rows, matching }: KeyTally, keys: KeySelection | undefined): number {
  if (rows > 0) return Math.max(matching / rows, LEAST_SHARE);
  return keys?.keys === undefined ? 1 : Math.min(1, keys.keys.length / USUAL_ROWS);
}
