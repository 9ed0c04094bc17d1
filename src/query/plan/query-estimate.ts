import type { AssetRow, KeyCount, KeyedSource, KeySelection } from '../question/fleet-query.js';
import { USUAL_ROWS } from '../reading/host-reader.js';
import { placeOf } from '../reading/position.js';
import type { SampleTally } from '../reading/row-sample.js';
import type { PlanRequest, QueryEstimate } from './plan.js';
import { PRICING_AGE_MS } from './statistics.js';

/** Least share of rows, or rows of a host, that filters are taken to let through. Keeps divisions finite. A choice. */
const LEAST_SHARE = 1e-4;

/** What the vendor's statistics say about a query. */
interface KeyTally extends Pick<QueryEstimate, 'statisticsCalls' | 'refusals'> {
  readonly rowsPerKey: readonly number[] | null;
  /** Rows of all keys, as far as known; 0 while nothing is. */
  readonly rows: number;
  /** Those of them that the filters are likely to let through. */
  readonly matching: number;
  /** Hosts behind these rows; undefined while nobody has counted them. */
  readonly hosts: number | undefined;
}

/** Estimates how many hosts and rows a query is about, from statistics and from hosts read lately. Asks nothing upstream. */
export function estimateQuery<Row extends AssetRow>(request: PlanRequest<Row>): QueryEstimate {
  const { query, size, wanted, services } = request;
  const { pageLimit } = services.options;
  const tally = tallyKeys(request);
  const rowsPerHost = rowsOfHost(request, tally);
  const needed = hostsNeeded(request, tally, rowsPerHost);
  const listCalls = query === undefined ? Math.ceil(size / pageLimit) : 0;
  // If a page fills too slowly, we switch plans, and the calls spent on listing are wasted: so count more hosts then.
  const margin = needed < size ? 1 + listCalls / (listCalls + needed) : 1;
  const start = query === undefined || wanted.from === undefined ? 0 : placeOf(query.targets, wanted.from);
  const unread =
    query === undefined
      ? Math.min(size, Math.ceil(needed * margin))
      : services.hosts.missing(query, start, needed);
  return {
    hosts: Math.max(unread, Math.min(1, size)),
    // With hosts that are found already, trying costs nothing.
    hostsGuessed: needed < size && listCalls > 0,
    rowsPerHost: Math.min(rowsPerHost, pageLimit),
    listCalls,
    rowsPerKey: tally.rowsPerKey,
    statisticsCalls: tally.statisticsCalls,
    refusals: tally.refusals,
  };
}

/** Adds up what the statistics say that are kept. */
function tallyKeys<Row extends AssetRow>({ prepared, keyed, size, services }: PlanRequest<Row>): KeyTally {
  const { source, input, projects } = prepared;
  const { keys } = input;
  const { statistics, directory } = services;
  let rowsPerKey: readonly number[] | null = [];
  let statisticsCalls = 0;
  let rows = 0;
  let matching = 0;
  let hosts: number | undefined = 0;
  const refusals: string[] = [];
  for (const project of projects) {
    const known = statistics.peek(source, project, input, PRICING_AGE_MS);
    const fresh = statistics.peek(source, project, input, input.maxAgeMs) !== undefined;
    if (keys?.keys === undefined && !fresh) statisticsCalls += statistics.callsOf(source, project, input);
    if (known === undefined) {
      // Keys that the filters name have an upper bound: hardly any key has more rows than there are hosts.
      if (keys?.keys === undefined) rowsPerKey = null;
      else rowsPerKey &&= rowsPerKey.concat(keys.keys.map(() => size));
      continue;
    }
    const counted = directory.sizeIfKnown(project, prepared.scopeOf(project));
    hosts = counted === undefined || hosts === undefined ? undefined : hosts + counted;
    const lines = tallyOf(known.counts, keyed, keys);
    rows += lines.rows;
    matching += lines.matching;
    refusals.push(...lines.refusals);
    rowsPerKey &&= rowsPerKey.concat(lines.rowsPerKey);
  }
  return { rowsPerKey, statisticsCalls, rows, matching, hosts, refusals };
}

/** What the statistics of one project say about a query. */
interface LineTally extends Pick<KeyTally, 'rows' | 'matching' | 'refusals'> {
  readonly rowsPerKey: readonly number[];
}

/** Sums over all lines, which the usual query asks for: they are the same until the statistics are read again. */
const wholeTallies = new WeakMap<readonly KeyCount[], LineTally>();

function tallyOf<Row extends AssetRow>(
  counts: readonly KeyCount[],
  keyed: KeyedSource<Row>,
  keys: KeySelection | undefined,
): LineTally {
  if (keys?.id !== '' || keys.keys !== undefined || keys.likely !== undefined)
    return tallyLines(counts, keyed, keys);
  const kept = wholeTallies.get(counts) ?? tallyLines(counts, keyed, keys);
  wholeTallies.set(counts, kept);
  return kept;
}

/** Adds up the statistics of one project. */
function tallyLines<Row extends AssetRow>(
  counts: readonly KeyCount[],
  keyed: KeyedSource<Row>,
  keys: KeySelection | undefined,
): LineTally {
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

/** Estimates the rows of a host. The mean of the whole fleet comes first: the hosts read last may be unusual. */
function rowsOfHost<Row extends AssetRow>(
  { prepared, services }: PlanRequest<Row>,
  { rows, hosts }: KeyTally,
): number {
  if (rows > 0 && hosts !== undefined && hosts > 0) return rows / hosts;
  return services.hosts.expectedRows(prepared.source.type, prepared.input) ?? USUAL_ROWS;
}

/** Estimates how many hosts have to be read for the rows wanted. An order of the caller's choice needs all; one is one. */
function hostsNeeded<Row extends AssetRow>(
  request: PlanRequest<Row>,
  tally: KeyTally,
  rowsPerHost: number,
): number {
  const { prepared, size, wanted } = request;
  if (prepared.input.sort.length > 0 || size <= 1) return size;
  const byCounts = rowsPerHost * shareOf(tally, prepared.input.keys);
  const matches = matchesPerHost(request, byCounts, tally.rows > 0);
  return Math.min(size, Math.ceil(wanted.rows / Math.max(LEAST_SHARE, matches)));
}

/**
 * Estimates the rows of a host that the filters let through. The statistics count the whole fleet, but know few filters.
 * The hosts read lately are few, but all filters can be tried on their rows.
 *
 * @param byCounts what the statistics say, or a guess.
 * @param counted whether they say it.
 */
function matchesPerHost<Row extends AssetRow>(
  { prepared, keyed, wanted, services }: PlanRequest<Row>,
  byCounts: number,
  counted: boolean,
): number {
  const { source, input, projects } = prepared;
  const { matches = () => true, keys } = input;
  // Without a selection every line is wanted, and that is the usual query.
  const counts = (line: KeyCount): boolean =>
    keys !== undefined && (keys.id === '' || keys.wants(line)) && keys.likely?.(line) !== false;
  const sampled = projects
    .map((project) => services.hosts.sampled(source, input, project, { matches, most: wanted.rows, counts }))
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

/** Estimates the share of all rows that the filters let through, from 0 to 1. */
function shareOf({ rows, matching }: KeyTally, keys: KeySelection | undefined): number {
  if (rows > 0) return Math.max(matching / rows, LEAST_SHARE);
  return keys?.keys === undefined ? 1 : Math.min(1, keys.keys.length / USUAL_ROWS);
}
