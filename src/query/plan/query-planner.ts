import type { Plan, PlanChoice } from '../../fleet/planner.js';
import { Fault } from '../../kernel/fault.js';
import { Problem } from '../../platform/problem/problem.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import { listAgeOf } from '../question/query-input.js';
import { placeOf } from '../reading/position.js';
import type { PlanRequest, Wanted } from './plan-request.js';
import type { QueryContext } from '../question/query-context.js';
import type { Question } from '../servers/query-resolver.js';
import { ReadingOpener, type OpenReading, type PlanServices } from './reading-opener.js';
import { subjectOf } from '../snapshots/snapshot-store.js';
import type { Snapshot } from '../snapshots/snapshot.js';
import type { OtherPlan } from '../reading/switching-reader.js';
import { StaleReader } from '../reading/stale-reader.js';

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
   * @param onProgress called with the share done, 0 to 1.
   * @throws Fault when the hosts cannot be found. When a key cannot be read, the query falls back to per-host.
   */
  open(onProgress?: (share: number) => void): Promise<OpenReading<Row>>;
}

/** Decides how the rows of a question are fetched: the same rows for the fewest upstream calls. */
export class QueryPlanner {
  private readonly opener: ReadingOpener;

  constructor(private readonly services: PlanServices) {
    this.opener = new ReadingOpener(services);
  }

  /**
   * Makes the plan of a question, before its rows are read.
   *
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
    const aged = { ...wanted, ...this.ageOfKept(question) };
    const base = { question, keyed, context };
    if (input.plan === 'per-host') {
      const query = await this.find(question, wanted, context);
      return this.forcedPerHost({ ...base, query, size: query.targets.length, wanted: aged });
    }
    const kept = this.usableSnapshots(question, wanted);
    if (kept !== undefined) {
      const size = await this.opener.sizeOf(question, context);
      return this.fromKept({ ...base, query: undefined, size, wanted: aged }, kept);
    }
    if (input.plan === 'snapshot')
      throw refusedPlan('snapshot', 'there is no earlier answer that covers this one and is fresh enough');
    // A fleet that is wanted whole need not be listed for a keyed plan: only its size is asked.
    const query = this.mayStayUnlisted(question) ? undefined : await this.find(question, wanted, context);
    const size = query?.targets.length ?? (await this.opener.sizeOf(question, context));
    return this.byPrice({ ...base, query, size, wanted }, aged.snapshotAgeMs);
  }

  /** The plan that the caller asked for, with what the others would have cost. */
  private forcedPerHost<Row extends AssetRow>(
    request: PlanRequest<Row> & { readonly query: FleetQuery<Row> },
  ): PlannedReading<Row> {
    const { question, query, size, wanted, context } = request;
    const quote = this.services.pricing.quote(request);
    const estimatedCalls = context.calls + (quote.ok ? quote.chosen.calls : size);
    return { ...this.perHost(question, query, wanted, context), estimatedCalls, quote };
  }

  private fromKept<Row extends AssetRow>(
    request: PlanRequest<Row>,
    kept: ReadonlyMap<string, Snapshot<Row>>,
  ): PlannedReading<Row> {
    const { question, size, context } = request;
    return {
      plan: 'snapshot',
      size,
      estimatedCalls: context.calls,
      explanation: undefined,
      quote: this.services.pricing.quote(request),
      open: () => this.opener.fromSnapshots(question, kept, 'snapshot', context),
    };
  }

  /** The cheapest plan. @param ageMs age of the newest snapshot kept, which is too old for this question. */
  private async byPrice<Row extends AssetRow>(
    request: PlanRequest<Row>,
    ageMs: number | undefined,
  ): Promise<PlannedReading<Row>> {
    const { question, query, size, wanted, context } = request;
    const { source, input } = question;
    // A snapshot that arrives while this question is planned is for the next one.
    const tooOld = ageMs === undefined ? {} : { snapshotAgeMs: Math.max(ageMs, input.maxAgeMs + 1) };
    const choice = await this.services.pricing.choose({ ...request, wanted: { ...wanted, ...tooOld } });
    if (!choice.ok) throw refusedPlan(input.plan, choice.reason);
    const { plan, calls } = choice.chosen;
    const planned = { plan, size, estimatedCalls: context.calls + calls, explanation: choice };
    const { exported } = source;
    if (plan === 'export' && exported !== undefined)
      return { ...planned, open: () => this.opener.export(request, exported) };
    if (plan === 'by-port')
      return {
        ...planned,
        open: (onProgress) => this.opener.keyed(request, { onProgress, calls }),
      };
    const first = this.perHost(question, query, wanted, context);
    if (input.plan !== 'auto' || input.sort.length > 0 || wanted.rows === Infinity)
      return { ...first, ...planned };
    const other = this.keyedInstead(request, choice);
    return {
      ...planned,
      open: async () => this.opener.switching({ ...request, query: (await first.open()).query }, other),
    };
  }

  /** What a reading server by server may switch to. */
  private keyedInstead<Row extends AssetRow>(
    request: PlanRequest<Row>,
    choice: PlanChoice,
  ): Omit<OtherPlan, 'open'> {
    const { question, wanted } = request;
    const known = choice.plans.find((each) => each.plan === 'by-port');
    return {
      wanted: wanted.rows,
      calls: known?.applicable === true ? known.calls : undefined,
      price: async () => {
        const asked = { ...question, input: { ...question.input, plan: 'by-port' as const } };
        const byPort = await this.services.pricing.choose({ ...request, question: asked });
        return byPort.ok && byPort.chosen.inTime ? byPort.chosen.calls : Infinity;
      },
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
        return {
          ...reading,
          reader: new StaleReader(reading.reader, this.services.hosts, maxAgeMs, onOlder),
        };
      },
    };
  }

  /** Learns how long calls take. */
  observe(meanCallMs: number): void {
    this.services.pricing.observe(meanCallMs);
  }

  /** The servers of a question. What other replicas have read of those it begins with is in the cache then. */
  private async find<Row extends AssetRow>(
    question: Question<Row>,
    { rows, from }: Wanted,
    context: QueryContext,
  ): Promise<FleetQuery<Row>> {
    const query = await this.services.resolver.resolve(question, context);
    const { plan, sort } = question.input;
    if (plan === 'auto' || plan === 'per-host') {
      const start = from === undefined ? 0 : placeOf(query.targets, from);
      // In an order of the caller's choice every page needs all hosts.
      const [first, wanted] = sort.length > 0 ? [0, Infinity] : [start, rows];
      await this.services.hosts.fetchShared(query, first, wanted, context);
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
      await this.services.directory.fetchShared(project, scope, sends, listAgeOf(question.input));
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

  /**
   * Snapshots that answer a question without a price. A page goes on with what the page before was read from, whichever plan
   * that came by.
   */
  private usableSnapshots<Row extends AssetRow>(
    question: Question<Row>,
    wanted: Wanted,
  ): Map<string, Snapshot<Row>> | undefined {
    const { plan } = question.input;
    const allowed = wanted.pinnedAsOf !== undefined || plan === 'auto' || plan === 'snapshot';
    return allowed ? this.keptSnapshots(question, wanted) : undefined;
  }

  /** Snapshots of all projects that are fresh enough, or that the page before was read from. */
  private keptSnapshots<Row extends AssetRow>(
    question: Question<Row>,
    wanted: Wanted,
  ): Map<string, Snapshot<Row>> | undefined {
    const { input, projects } = question;
    const found = new Map<string, Snapshot<Row>>();
    for (const project of projects) {
      const snapshot = this.services.snapshots.find<Row>(
        subjectOf(question, project),
        input.keys?.part ?? '',
      );
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
      const found = this.services.snapshots.find(
        subjectOf(question, project),
        question.input.keys?.part ?? '',
      );
      if (found === undefined) return {};
      snapshotAgeMs = Math.max(snapshotAgeMs, Date.now() - found.asOf);
    }
    return { snapshotAgeMs };
  }

  private mayStayUnlisted<Row extends AssetRow>(question: Question<Row>): boolean {
    return (
      question.everything &&
      !question.projects.every((project) =>
        this.services.directory.knows(project, question.scopeOf(project), listAgeOf(question.input)),
      )
    );
  }
}

function refusedPlan(plan: string, reason: string): Problem {
  return new Problem('plan-not-exact', `The plan ${plan} cannot answer this: ${reason}`, {
    errors: [{ parameter: 'plan', detail: reason }],
  });
}
