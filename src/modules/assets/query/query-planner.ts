import type { PlanChoice } from '../../../fleet/planner.js';
import { Fault } from '../../../kernel/fault.js';
import { Problem } from '../../../platform/problem/problem.js';
import type { UpstreamProject } from '../../../upstream/projects.js';
import type { Plan } from './answer.js';
import type { FleetReader } from './fleet-reader.js';
import { loadExport } from './export-loader.js';
import type { AssetRow, ExportedSource, FleetQuery, KeyCount, KeyedSource } from './fleet-query.js';
import type { HostDirectory } from './host-directory.js';
import type { HostReader } from './host-reader.js';
import { loadKeys } from './keyed-loader.js';
import type { PlanPricing, PlanPricingOptions, Wanted } from './plan-pricing.js';
import type { QueryContext } from './query-context.js';
import type { QueryResolver, Question } from './query-resolver.js';
import { SnapshotReader } from './snapshot-reader.js';
import type { SnapshotStore, SnapshotSubject } from './snapshot-store.js';
import { Snapshot } from './snapshot.js';
import type { StatisticsBook } from './statistics.js';
import { compareTargets, targetKey, type HostFacts, type Target } from './target.js';
import { WaryReader, type OtherWay } from './wary-reader.js';

/** A plan made, before its rows are read. */
export interface PlannedReading<Row extends AssetRow> {
  readonly plan: Plan;
  /** Hosts the question is about, as far as known. */
  readonly size: number;
  /** Calls foreseen, those for choosing included. */
  readonly estimatedCalls: number;
  readonly explanation: PlanChoice | undefined;
  /**
   * Makes the rows readable; a keyed plan reads them all here.
   *
   * @param onProgress is told the share done, 0 to 1.
   * @throws Fault when the hosts cannot be found. A key that cannot be read is none: the reading falls back to hosts.
   */
  open(onProgress?: (share: number) => void): Promise<OpenReading<Row>>;
}

/** Rows that can be read. */
export interface OpenReading<Row extends AssetRow> {
  readonly query: FleetQuery<Row>;
  readonly reader: FleetReader;
  /** The plan that gave the rows in the end: known once a page is read. */
  readonly plan: Plan;
  /** When the snapshot behind it was read; undefined for live reading. */
  readonly snapshotAsOf: number | undefined;
}

/** Decides how the rows of a question are fetched: the same rows for the fewest upstream calls. */
export class QueryPlanner {
  constructor(
    private readonly resolver: QueryResolver,
    private readonly directory: HostDirectory,
    private readonly hosts: HostReader,
    private readonly statistics: StatisticsBook,
    private readonly pricing: PlanPricing,
    private readonly snapshots: SnapshotStore,
    private readonly options: PlanPricingOptions,
  ) {}

  /**
   * @throws Problem `plan-not-exact` for a forced plan that cannot be exact; Fault when what every plan needs cannot be
   *   had.
   */
  async plan<Row extends AssetRow>(
    question: Question<Row>,
    wanted: Wanted,
    context: QueryContext,
  ): Promise<PlannedReading<Row>> {
    const { source, input } = question;
    const { keyed } = source;
    if (keyed === undefined || input.keys === undefined) {
      if (input.plan !== 'auto' && input.plan !== 'per-host')
        throw refusedPlan(input.plan, 'rows of this type come server by server only');
      return this.perHost(question, await this.resolver.resolve(question, context), context);
    }
    if (input.plan === 'per-host')
      return this.perHost(question, await this.resolver.resolve(question, context), context);
    const kept = this.keptSnapshots(question, wanted);
    // A page goes on with what the page before was read from, whichever plan that came by.
    const goesOn = wanted.pinnedAsOf !== undefined;
    if (kept !== undefined && (goesOn || input.plan === 'auto' || input.plan === 'snapshot')) {
      return {
        plan: 'snapshot',
        size: await this.sizeOf(question, context),
        estimatedCalls: context.calls,
        explanation: undefined,
        open: () => this.fromSnapshots(question, kept, 'snapshot', context),
      };
    }
    if (input.plan === 'snapshot')
      throw refusedPlan('snapshot', 'there is no earlier answer that covers this one and is fresh enough');
    // A fleet that is wanted whole need not be listed for a keyed plan: only its size is asked.
    const query = this.mayStayUnlisted(question) ? undefined : await this.resolver.resolve(question, context);
    const size = query?.targets.length ?? (await this.sizeOf(question, context));
    const choice = await this.pricing.choose(question, keyed, query, size, wanted, context);
    if (!choice.ok) throw refusedPlan(input.plan, choice.reason);
    const { plan, calls } = choice.chosen;
    const planned = { plan, size, estimatedCalls: context.calls + calls, explanation: choice };
    const { exported } = source;
    if (plan === 'export' && exported !== undefined) {
      return { ...planned, open: () => this.openExport(question, exported, keyed, query, context) };
    }
    if (plan !== 'by-port') {
      const first = this.perHost(question, query, context);
      if (input.plan !== 'auto' || input.sort.length > 0 || wanted.rows === Infinity)
        return { ...first, ...planned };
      const known = choice.plans.find((each) => each.plan === 'by-port');
      const way = {
        wanted: wanted.rows,
        calls: known?.applicable === true ? known.calls : undefined,
        price: async () => {
          const asked = { ...question, input: { ...input, plan: 'by-port' as const } };
          const byPort = await this.pricing.choose(asked, keyed, query, size, wanted, context);
          return byPort.ok && byPort.chosen.inTime ? byPort.chosen.calls : Infinity;
        },
      };
      return {
        ...planned,
        open: async () => this.wary(question, keyed, (await first.open()).query, way, context),
      };
    }
    return {
      ...planned,
      open: (onProgress) => this.openKeyed(question, keyed, query, context, onProgress, calls),
    };
  }

  /**
   * The whole fleets of a question's projects, from snapshots that are fresh enough or read now.
   *
   * @throws Fault when one cannot be read whole.
   */
  async whole<Row extends AssetRow>(
    question: Question<Row>,
    context: QueryContext,
  ): Promise<ReadonlyMap<string, Snapshot<Row>>> {
    const { keyed } = question.source;
    if (keyed === undefined) throw new Fault('rejected', 'rows of this type cannot be read as a whole');
    return this.keptSnapshots(question, { rows: Infinity }) ?? this.load(question, keyed, context);
  }

  /** Learns how long calls take. */
  observe(meanCallMs: number): void {
    this.pricing.observe(meanCallMs);
  }

  private perHost<Row extends AssetRow>(
    question: Question<Row>,
    query: FleetQuery<Row> | undefined,
    context: QueryContext,
  ): PlannedReading<Row> {
    const size = query?.targets.length ?? 0;
    return {
      plan: 'per-host',
      size,
      estimatedCalls: context.calls + size,
      explanation: undefined,
      open: async () => this.live(query ?? (await this.resolver.resolve(question, context))),
    };
  }

  private live<Row extends AssetRow>(query: FleetQuery<Row>): OpenReading<Row> {
    return { query, reader: this.hosts, plan: 'per-host', snapshotAsOf: undefined };
  }

  /** Rows server by server, and by port once that has become the cheaper way to the rest of the page. */
  private wary<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    query: FleetQuery<Row>,
    way: Omit<OtherWay, 'turn'>,
    context: QueryContext,
  ): OpenReading<Row> {
    const turn = async (): Promise<FleetReader | undefined> => {
      try {
        const loaded = await this.load(question, keyed, context);
        const strangers = new Set<string>();
        if (query.named) await this.findStrangers(question, query, strangers, context);
        reading.plan = 'by-port';
        reading.snapshotAsOf = oldestOf(loaded);
        return this.snapshotReader(loaded, strangers, false);
      } catch (error) {
        if (context.signal.aborted && Fault.from(context.signal.reason).kind === 'cancelled') throw error;
        return undefined;
      }
    };
    const reading: { -readonly [Member in keyof OpenReading<Row>]: OpenReading<Row>[Member] } = {
      ...this.live(query),
      reader: new WaryReader(this.hosts, { ...way, turn }),
    };
    return reading;
  }

  private async openKeyed<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    query: FleetQuery<Row> | undefined,
    context: QueryContext,
    onProgress: ((share: number) => void) | undefined,
    turnsWithin = 0,
  ): Promise<OpenReading<Row>> {
    let loaded: Map<string, Snapshot<Row>>;
    const { exported } = question.source;
    try {
      loaded = await this.load(question, keyed, context, (share) => {
        onProgress?.(share);
        // A quota shows itself by its first refusals only, when the plan is long made.
        if (this.pricing.outwaits(question, keyed, (1 - share) * turnsWithin))
          throw new Fault('throttled', 'an export is sooner than the quota');
      });
    } catch (error) {
      if (context.signal.aborted && Fault.from(context.signal.reason).kind === 'cancelled') throw error;
      const throttled = Fault.from(error).kind === 'throttled';
      if (throttled && exported !== undefined && this.pricing.outwaits(question, keyed, turnsWithin))
        return this.openExport(question, exported, keyed, query, context);
      // Without one of the keys no host is known to be whole: asked one by one, each answers for itself.
      return this.live(query ?? (await this.resolver.resolve(question, context)));
    }
    return this.fromSnapshots(question, loaded, 'by-port', context);
  }

  private async openExport<Row extends AssetRow>(
    question: Question<Row>,
    exported: ExportedSource<Row>,
    keyed: KeyedSource<Row>,
    query: FleetQuery<Row> | undefined,
    context: QueryContext,
  ): Promise<OpenReading<Row>> {
    const loaded = new Map<string, Snapshot<Row>>();
    const unsure = new Set<string>();
    try {
      for (const project of question.projects) {
        const scope = { enterpriseProjectId: question.scopeOf(project) };
        const { hosts } = await this.directory.list(project, scope, context.under(context.signal));
        const result = await loadExport(question.source, exported, project, hosts, question.input, context);
        for (const hostId of result.unsure) unsure.add(targetKey(project.alias, hostId));
        // Only a reading without gaps is worth keeping for others.
        if (result.unsure.size === 0) this.snapshots.put(subjectOf(question, project), '', result.snapshot);
        loaded.set(project.alias, result.snapshot);
      }
    } catch (error) {
      if (context.signal.aborted && Fault.from(context.signal.reason).kind === 'cancelled') throw error;
      // What the vendor's file holds is documented thinly: if it does not fit, the ports themselves are asked.
      return this.openKeyed(question, keyed, query, context, undefined);
    }
    return this.fromSnapshots(question, loaded, 'export', context, unsure);
  }

  private async fromSnapshots<Row extends AssetRow>(
    question: Question<Row>,
    snapshots: ReadonlyMap<string, Snapshot<Row>>,
    plan: Plan,
    context: QueryContext,
    unsure: ReadonlySet<string> = new Set(),
  ): Promise<OpenReading<Row>> {
    const strangers = new Set<string>(unsure);
    let query: FleetQuery<Row>;
    if (question.everything && unsure.size === 0)
      query = this.unlisted(question, snapshots, await this.sizeOf(question, context));
    else {
      query = await this.resolver.resolve(question, context);
      if (query.named) await this.findStrangers(question, query, strangers, context);
    }
    const reader = this.snapshotReader(snapshots, strangers, plan === 'snapshot');
    return { query, reader, plan, snapshotAsOf: oldestOf(snapshots) };
  }

  private snapshotReader<Row extends AssetRow>(
    snapshots: ReadonlyMap<string, Snapshot<Row>>,
    strangers: ReadonlySet<string>,
    counts: boolean,
  ): SnapshotReader {
    const held = snapshots as unknown as ReadonlyMap<string, Snapshot<AssetRow>>;
    return new SnapshotReader(held, this.hosts, strangers, counts);
  }

  /** A query over a whole fleet that was never listed: the hosts are those that have rows, the rest has none to give. */
  private unlisted<Row extends AssetRow>(
    question: Question<Row>,
    snapshots: ReadonlyMap<string, Snapshot<Row>>,
    size: number,
  ): FleetQuery<Row> {
    const targets: Target[] = [];
    const facts = new Map<string, HostFacts>();
    for (const project of question.projects) {
      const snapshot = snapshots.get(project.alias);
      for (const hostId of snapshot?.hostIds ?? []) {
        targets.push({ project, hostId });
        const [hostName, privateIp] = snapshot?.facts.get(hostId) ?? [null, null];
        facts.set(targetKey(project.alias, hostId), { hostName, privateIp, publicIp: null });
      }
    }
    targets.sort(compareTargets);
    return this.resolver.queryOf(
      question,
      targets,
      [],
      question.wantsFacts ? facts : undefined,
      size - targets.length,
    );
  }

  /** Named hosts that the vendor's list does not show. */
  private async findStrangers<Row extends AssetRow>(
    question: Question<Row>,
    query: FleetQuery<Row>,
    strangers: Set<string>,
    context: QueryContext,
  ): Promise<void> {
    for (const project of question.projects) {
      const named = query.targets.filter((target) => target.project === project).map(({ hostId }) => hostId);
      const scope = question.scopeOf(project);
      const hosts = await this.directory.byIds(project, named, scope, context.under(context.signal));
      const known = new Set(hosts.map((host) => host.hostId));
      for (const hostId of named) if (!known.has(hostId)) strangers.add(targetKey(project.alias, hostId));
    }
  }

  /** Snapshots of all projects that are fresh enough, or that the page before was read from. */
  private keptSnapshots<Row extends AssetRow>(
    question: Question<Row>,
    wanted: Wanted,
  ): Map<string, Snapshot<Row>> | undefined {
    const { input, projects } = question;
    const found = new Map<string, Snapshot<Row>>();
    for (const project of projects) {
      const snapshot = this.snapshots.find<Row>(subjectOf(question, project), input.keys?.part ?? '');
      if (snapshot === undefined) return undefined;
      const pinned = wanted.pinnedAsOf !== undefined && snapshot.asOf >= wanted.pinnedAsOf;
      if (!pinned && (input.maxAgeMs === 0 || Date.now() - snapshot.asOf > input.maxAgeMs)) return undefined;
      found.set(project.alias, snapshot);
    }
    return found;
  }

  private mayStayUnlisted<Row extends AssetRow>(question: Question<Row>): boolean {
    return (
      question.everything &&
      !question.projects.every((project) =>
        this.directory.knows(
          project,
          question.scopeOf(project),
          question.input.maxAgeMs === 0 ? 0 : undefined,
        ),
      )
    );
  }

  private async sizeOf<Row extends AssetRow>(
    question: Question<Row>,
    context: QueryContext,
  ): Promise<number> {
    let size = 0;
    for (const project of question.projects) {
      size += await this.directory.count(project, question.scopeOf(project), context.under(context.signal));
    }
    return size;
  }

  /** Reads all wanted keys of all projects and keeps the result. @throws Fault when any key cannot be read. */
  private async load<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    context: QueryContext,
    onProgress?: (share: number) => void,
  ): Promise<Map<string, Snapshot<Row>>> {
    const { source, input, projects } = question;
    const loaded = new Map<string, Snapshot<Row>>();
    for (const [at, project] of projects.entries()) {
      const keys = input.keys?.keys ?? (await this.freshKeys(question, keyed, project, context));
      const snapshot = await loadKeys(source, keyed, project, keys, input, this.options, context, (done) =>
        onProgress?.((at + done / keys.length) / projects.length),
      );
      this.snapshots.put(subjectOf(question, project), input.keys?.part ?? '', snapshot);
      loaded.set(project.alias, snapshot);
    }
    return loaded;
  }

  private async freshKeys<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    project: UpstreamProject,
    context: QueryContext,
  ): Promise<(string | number)[]> {
    const { source, input } = question;
    const statistics =
      this.statistics.peek(
        source,
        project,
        input,
        input.maxAgeMs === 0 ? context.elapsedMs : input.maxAgeMs,
      ) ?? (await this.statistics.read(source, keyed, project, input, context));
    const wanted = statistics.counts.filter((count: KeyCount) => input.keys?.wants(count) !== false);
    return [...new Set(wanted.map((count) => count.key))];
  }
}

function oldestOf<Row extends AssetRow>(snapshots: ReadonlyMap<string, Snapshot<Row>>): number {
  return Math.min(...[...snapshots.values()].map((snapshot) => snapshot.asOf));
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

function refusedPlan(plan: string, reason: string): Problem {
  return new Problem('plan-not-exact', `The plan ${plan} cannot answer this: ${reason}`, {
    errors: [{ parameter: 'plan', detail: reason }],
  });
}
