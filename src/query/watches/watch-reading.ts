import { sortDistinct } from '../../fleet/distinct.js';
import { compareKeys } from '../../fleet/order.js';
import { Fault } from '../../kernel/fault.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { AnswerEvent } from '../events/stream-reader.js';
import type { PlanOptions } from '../plan/plan.js';
import type { StatisticsBook } from '../plan/statistics.js';
import type { AssetRow, AssetSource, KeyCount } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { AnswerInput, QueryInput } from '../question/query-input.js';
import type { PreparedQuery, QueryResolver } from '../servers/query-resolver.js';
import { loadKeys } from '../snapshots/keyed-loader.js';
import { RowTable } from '../snapshots/row-table.js';
import { countedKeys, keptLines, type CountedKey } from './key-counts.js';
import { areAsKnown, areManyPages, readPart } from './part-counts.js';
import type { CountedRows, KeptKey, Watch } from './watch.js';

/** Reads all rows of a query by the plan with the fewest calls. */
export interface RowStreams {
  stream<Row extends AssetRow>(
    source: AssetSource<Row>,
    input: QueryInput<Row>,
    answer: AnswerInput,
    caller: Caller,
    context: QueryContext,
  ): Promise<AsyncGenerator<AnswerEvent<Row>, void, undefined>>;
}

export interface WatchReadingTools {
  readonly resolver: QueryResolver;
  readonly statistics: StatisticsBook;
  readonly queries: RowStreams;
  readonly options: PlanOptions;
}

/** What the statistics say about the keys of a watch. */
export interface WatchCounts {
  readonly keys: ReadonlyMap<string | number, CountedKey>;
  /** Keys that the vendor does not list, so that only a reading of everything finds their rows. */
  readonly unlisted: ReadonlySet<string | number>;
  /** When they were read. */
  readonly asOf: number;
  /** For the next look; absent where it reads all counts. */
  readonly counted?: CountedRows;
}

/** What the looks before have left. */
export interface EarlierCounts {
  readonly keys: readonly KeptKey[];
  readonly counted: CountedRows | undefined;
}

/** Rows of a watch by key, those of a key sorted by host and in the order of their type. */
export interface RowsByKey<Row> {
  readonly keys: Iterable<string | number>;
  of(key: string | number): readonly Row[];
  /** Hosts that could not be read. */
  readonly failed: ReadonlySet<string>;
}

/** Reads what a watch is about, for one look. */
export class WatchReading<Row extends AssetRow> {
  private prepared: PreparedQuery<Row> | undefined;

  constructor(
    private readonly watch: Watch<Row>,
    private readonly context: QueryContext,
    private readonly tools: WatchReadingTools,
  ) {}

  /**
   * Reads the vendor's counts by key: lines that the watch is about only, where the vendor can filter them by so few calls; and a
   * part of very many.
   *
   * @param earlier absent: all of them are read.
   * @throws Fault, Problem.
   */
  async counts(earlier?: EarlierCounts): Promise<WatchCounts> {
    const { source, keyed, input } = this.watch;
    const project = await this.project();
    const { statistics, options } = this.tools;
    const { narrowings = [] } = input.keys ?? {};
    const pages = statistics.callsOf(source, project, input);
    if (narrowings.length > 0 && narrowings.length < Math.max(2, pages)) {
      const read = narrowings.map((one) => statistics.readNarrowed(keyed, project, input, one, this.context));
      const found = await Promise.all(read);
      return this.countsOf(
        found.flatMap(({ counts }) => counts),
        Math.min(...found.map(({ asOf }) => asOf)),
      );
    }
    const known = this.steadyLines(earlier);
    if (known !== undefined && areManyPages(known.length, options.pageLimit))
      return this.manyCounts(known, earlier?.counted);
    const { counts, asOf } = await statistics.read(source, keyed, project, input, this.context);
    return this.countsOf(counts, asOf);
  }

  /** Reads a part of very many counts while the vendor counts as many rows as before, and all of them otherwise. */
  private async manyCounts(
    known: readonly KeyCount[],
    before: CountedRows | undefined,
  ): Promise<WatchCounts> {
    const { source, keyed, input } = this.watch;
    const { context } = this;
    const { statistics, options } = this.tools;
    const project = await this.project();
    const asOf = Date.now();
    const rows = (await keyed.countRows?.(project, input, context.under(context.signal))) ?? undefined;
    const counted = rows === undefined ? {} : { counted: { rows, turn: (before?.turn ?? 0) + 1 } };
    if (rows !== undefined && rows === before?.rows && (await this.isCalm(known, project))) {
      const part = await readPart(known, before.turn, {
        pageLimit: options.pageLimit,
        compare: keyed.compareCounts,
        fetchPage: (offset) =>
          keyed.counts({
            ...{ project, offset, limit: options.pageLimit, scope: input },
            context: context.under(context.signal),
          }),
      });
      if (part !== undefined) return { ...this.countsOf(part, asOf), ...counted };
    }
    const all = await statistics.read(source, keyed, project, input, context);
    return { ...this.countsOf(all.counts, all.asOf), ...counted };
  }

  /** Returns whether the lines that should not wait for their turn are as they were. */
  private async isCalm(known: readonly KeyCount[], project: UpstreamProject): Promise<boolean> {
    const { keyed, input } = this.watch;
    const { alarming, compareCounts } = keyed;
    if (alarming === undefined) return true;
    const { statistics } = this.tools;
    const { counts } = await statistics.readNarrowed(keyed, project, input, alarming, this.context);
    return areAsKnown(counts, known, alarming, compareCounts);
  }

  /** Returns the lines as they were, in the vendor's order; undefined where it has none, and where some were not kept. */
  private steadyLines(earlier: EarlierCounts | undefined): KeyCount[] | undefined {
    const { keyed, input } = this.watch;
    if (earlier === undefined || keyed.countRows === undefined) return undefined;
    if (input.keys === undefined || input.keys.id !== '') return undefined;
    return keptLines(earlier.keys).sort(keyed.compareCounts);
  }

  private countsOf(lines: readonly KeyCount[], asOf: number): WatchCounts {
    const { keyed, input } = this.watch;
    const wanted = lines.filter((line) => input.keys?.wants(line) !== false);
    const unlisted = wanted.filter((line) => keyed.refuses(line) !== undefined).map(({ key }) => key);
    return { keys: countedKeys(wanted), unlisted: new Set(unlisted), asOf };
  }

  /** Reads the rows of some keys. @throws Fault, Problem when any of them cannot be read. */
  async keys(keys: readonly (string | number)[], asOf: number): Promise<RowsByKey<Row>> {
    const { source, keyed, input } = this.watch;
    const { context, tools } = this;
    const subject = { source, keyed, project: await this.project(), scope: input };
    const found = await loadKeys(subject, { keys, asOf }, tools.options, context);
    const hosts = await this.hosts();
    const byKey = new Map<string | number, Row[]>(keys.map((key) => [key, []]));
    for (const hostId of found.hostIds) {
      if (hosts?.has(hostId) === false) continue;
      const [hostName, hostIp] = found.detailsOf(hostId);
      for (const row of found.rowsOf(hostId))
        if (input.matches?.(row) !== false)
          byKey.get(keyed.keyOf(row))?.push({ ...row, host_name: hostName, host_ip: hostIp });
    }
    return { keys, of: (key) => byKey.get(key) ?? [], failed: new Set() };
  }

  /** Reads everything, by the plan with the fewest calls. @throws Fault, Problem when the hosts cannot be found. */
  async whole(): Promise<RowsByKey<Row>> {
    const { source, keyed, input } = this.watch;
    const { context, tools } = this;
    const now = { ...input, maxAgeMs: 0, includeHost: true };
    const answer = { limit: 1, partial: 'allow', explain: false } as const;
    const events = await tools.queries.stream(source, now, answer, callerOf(this.watch), context);
    const table = new RowTable<Row>(source);
    const numbers = new Map<string | number, number[]>();
    const failed = new Set<string>();
    let held = 0;
    for await (const event of events) {
      if (event.type === 'failure') {
        const { host_id: hostId, code } = event.failure;
        if (hostId === '*') throw new Fault('unavailable', `the hosts could not be listed: ${code}`);
        failed.add(hostId);
      }
      if (event.type !== 'items') continue;
      for (const row of event.items) {
        const { host_name: hostName = null, host_ip: hostIp = null } = row;
        const number = table.add(row, hostName, hostIp);
        const known = numbers.get(keyed.keyOf(row));
        if (known === undefined) numbers.set(keyed.keyOf(row), [number]);
        else known.push(number);
      }
      context.held.take(table.bytes - held);
      held = table.bytes;
    }
    const inOrder = (a: Row, b: Row): number => compareKeys(a.host_id, b.host_id) || source.compare(a, b);
    const of = (key: string | number): readonly Row[] =>
      sortDistinct(
        (numbers.get(key) ?? []).map((number) => table.row(number)),
        inOrder,
      );
    return { keys: numbers.keys(), of, failed };
  }

  /** Returns the ids of the hosts that the watch is about; undefined: of all. */
  private async hosts(): Promise<ReadonlySet<string> | undefined> {
    const prepared = await this.prepare();
    if (prepared.everything) return undefined;
    const { targets } = await this.tools.resolver.resolve(prepared, this.context);
    return new Set(targets.map(({ hostId }) => hostId));
  }

  private async project(): Promise<UpstreamProject> {
    const [project] = (await this.prepare()).projects;
    if (project === undefined) throw new Fault('rejected', 'there is no such project');
    return project;
  }

  private async prepare(): Promise<PreparedQuery<Row>> {
    const { watch, tools } = this;
    this.prepared ??= await tools.resolver.prepare(watch.source, watch.input, callerOf(watch));
    return this.prepared;
  }
}

/** Whose calls those of a watch are: for fair queues. */
export function callerOf({ name, project }: Pick<Watch, 'name' | 'project'>): Caller {
  return { id: `watch ${name}`, kind: 'api-key', scopes: new Set(), projects: new Set([project]) };
}
