import type { PlanChoice } from '../../fleet/planner.js';
import { Fault } from '../../kernel/fault.js';
import { Problem } from '../../platform/problem/problem.js';
import type { Plan } from '../../fleet/planner.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { HostDirectory } from '../servers/host-directory.js';
import type { HostReader } from '../reading/host-reader.js';
import { listAgeOf } from '../question/query-input.js';
import { placeOf } from '../reading/position.js';
import type { PlanPricing, PlanPricingOptions, Wanted } from './plan-pricing.js';
import type { QueryContext } from '../question/query-context.js';
import type { QueryResolver, Question } from '../servers/query-resolver.js';
import { ReadingOpener, type OpenReading } from './reading-opener.js';
import { subjectOf, type SnapshotStore } from '../snapshots/snapshot-store.js';
import type { Snapshot } from '../snapshots/snapshot.js';
import { StaleReader } from '../reading/stale-reader.js';
import type { StatisticsBook } from './statistics.js';

/** A plan made, before its rows are read. */
export interface PlannedReading<Row extends AssetRow> {
  readonly plan: Plan;
  /** Hosts the question is about, as far as known. */
  readonly size: number;
  /** Calls foreseen, those for choosing included. */
  readonly estimatedCalls: number;
  readonly explanation: PlanChoice | undefined;
  /** What the plans would have cost where nothing was chosen by price, as far as that is known without a call. */
  readonly quote?: PlanChoice;
  /**
   * Makes the rows readable; a keyed plan reads them all here.
   *
   * @param onProgress is told the share done, 0 to 1.
   * @throws Fault when the hosts cannot be found. A key that cannot be read is none: the reading falls back to hosts.
   */
  open(onProgress?: (share: number) => void): Promise<OpenReading<Row>>;
}

/** Decides how the rows of a question are fetched: the same rows for the fewest upstream calls. */
export class QueryPlanner {
  private readonly opener: ReadingOpener;

  constructor(
    private readonly resolver: QueryResolver,
    private readonly directory: HostDirectory,
    private readonly hosts: HostReader,
    statistics: StatisticsBook,
    private readonly pricing: PlanPricing,
    private readonly snapshots: SnapshotStore,
    options: PlanPricingOptions,
  ) {
    this.opener = new ReadingOpener(resolver, directory, hosts, statistics, pricing, snapshots, options);
  }

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
      return this.perHost(question, await this.find(question, wanted, context), wanted, context);
    }
    if (question.everything) await this.fetchLists(question, context);
    const age = this.ageOfKept(question);
    if (input.plan === 'per-host') {
      const query = await this.find(question, wanted, context);
      const size = query.targets.length;
      const quote = this.pricing.quote(question, keyed, query, size, { ...wanted, ...age }, context);
      const estimatedCalls = context.calls + (quote.ok ? quote.chosen.calls : size);
      return { ...this.perHost(question, query, wanted, context), estimatedCalls, quote };
    }
    const kept = this.keptSnapshots(question, wanted);
    // A page goes on with what the page before was read from, whichever plan that came by.
    const goesOn = wanted.pinnedAsOf !== undefined;
    if (kept !== undefined && (goesOn || input.plan === 'auto' || input.plan === 'snapshot')) {
      const size = await this.opener.sizeOf(question, context);
      return {
        plan: 'snapshot',
        size,
        estimatedCalls: context.calls,
        explanation: undefined,
        quote: this.pricing.quote(question, keyed, undefined, size, { ...wanted, ...age }, context),
        open: () => this.opener.fromSnapshots(question, kept, 'snapshot', context),
      };
    }
    if (input.plan === 'snapshot')
      throw refusedPlan('snapshot', 'there is no earlier answer that covers this one and is fresh enough');
    // A reading that comes in while this question is thought about is for the next one.
    const stale =
      age.snapshotAgeMs === undefined
        ? {}
        : { snapshotAgeMs: Math.max(age.snapshotAgeMs, input.maxAgeMs + 1) };
    // A fleet that is wanted whole need not be listed for a keyed plan: only its size is asked.
    const query = this.mayStayUnlisted(question) ? undefined : await this.find(question, wanted, context);
    const size = query?.targets.length ?? (await this.opener.sizeOf(question, context));
    const choice = await this.pricing.choose(question, keyed, query, size, { ...wanted, ...stale }, context);
    if (!choice.ok) throw refusedPlan(input.plan, choice.reason);
    const { plan, calls } = choice.chosen;
    const planned = { plan, size, estimatedCalls: context.calls + calls, explanation: choice };
    const { exported } = source;
    if (plan === 'export' && exported !== undefined) {
      return { ...planned, open: () => this.opener.export(question, exported, keyed, query, context) };
    }
    if (plan !== 'by-port') {
      const first = this.perHost(question, query, wanted, context);
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
        open: async () => this.opener.wary(question, keyed, (await first.open()).query, way, context),
      };
    }
    return {
      ...planned,
      open: (onProgress) => this.opener.keyed(question, keyed, query, context, onProgress, calls),
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
    return this.keptSnapshots(question, { rows: Infinity }) ?? this.opener.load(question, keyed, context);
  }

  /**
   * The same reading, with older rows of the hosts that fail in it.
   *
   * @param maxAgeMs how old those may be.
   * @param onOlder called when there were any.
   */
  withOlderRows<Row extends AssetRow>(
    planned: PlannedReading<Row>,
    maxAgeMs: number,
    onOlder: () => void,
  ): PlannedReading<Row> {
    return {
      ...planned,
      open: async (onProgress) => {
        const reading = await planned.open(onProgress);
        return { ...reading, reader: new StaleReader(reading.reader, this.hosts, maxAgeMs, onOlder) };
      },
    };
  }

  /** Learns how long calls take. */
  observe(meanCallMs: number): void {
    this.pricing.observe(meanCallMs);
  }

  /** The servers of a question. What other replicas have read of those it begins with is in the cache then. */
  private async find<Row extends AssetRow>(
    question: Question<Row>,
    { rows, from }: Wanted,
    context: QueryContext,
  ): Promise<FleetQuery<Row>> {
    const query = await this.resolver.resolve(question, context);
    const { plan, sort } = question.input;
    if (plan === 'auto' || plan === 'per-host') {
      const start = from === undefined ? 0 : placeOf(query.targets, from);
      // In an order of the caller's choice every page needs all hosts.
      const [first, wanted] = sort.length > 0 ? [0, Infinity] : [start, rows];
      await this.hosts.fetchShared(query, first, wanted, context);
    }
    return query;
  }

  /** What other replicas have listed costs nothing: to be known before prices are made. */
  private async fetchLists<Row extends AssetRow>(
    question: Question<Row>,
    context: QueryContext,
  ): Promise<void> {
    const sends = context.under(context.signal);
    for (const project of question.projects) {
      const scope = question.scopeOf(project);
      await this.directory.fetchShared(project, scope, sends, listAgeOf(question.input));
    }
  }

  private perHost<Row extends AssetRow>(
    question: Question<Row>,
    query: FleetQuery<Row> | undefined,
    wanted: Wanted,
    context: QueryContext,
  ): PlannedReading<Row> {
    const size = query?.targets.length ?? 0;
    return {
      plan: 'per-host',
      size,
      estimatedCalls: context.calls + size,
      explanation: undefined,
      open: async () => this.opener.live(query ?? (await this.find(question, wanted, context))),
    };
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

  /** How old the kept readings that cover a question are: the oldest counts, and without one of them there is none. */
  private ageOfKept<Row extends AssetRow>(question: Question<Row>): { readonly snapshotAgeMs?: number } {
    let snapshotAgeMs = 0;
    for (const project of question.projects) {
      const found = this.snapshots.find(subjectOf(question, project), question.input.keys?.part ?? '');
      if (found === undefined) return {};
      snapshotAgeMs = Math.max(snapshotAgeMs, Date.now() - found.asOf);
    }
    return { snapshotAgeMs };
  }

  private mayStayUnlisted<Row extends AssetRow>(question: Question<Row>): boolean {
    return (
      question.everything &&
      !question.projects.every((project) =>
        this.directory.knows(project, question.scopeOf(project), listAgeOf(question.input)),
      )
    );
  }
}

function refusedPlan(plan: string, reason: string): Problem {
  return new Problem('plan-not-exact', `The plan ${plan} cannot answer this: ${reason}`, {
    errors: [{ parameter: 'plan', detail: reason }],
  });
}
