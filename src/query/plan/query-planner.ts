import type { PlanChoice } from '../../fleet/planner.js';
import { Fault } from '../../kernel/fault.js';
import { Problem } from '../../platform/problem/problem.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import { listAgeOf } from '../question/query-input.js';
import { StaleReader } from '../reading/stale-reader.js';
import { NAMED_BYTES, type PreparedQuery, type QueryResolver } from '../servers/query-resolver.js';
import { subjectOf } from '../snapshots/snapshot-store.js';
import type { Snapshot } from '../snapshots/snapshot.js';
import { byPortPlan } from './by-port-plan.js';
import { tightestQuota } from './export-plan.js';
import { areMany, countHosts, findHosts, firstPageOf, mayGrow, resolveHosts } from './find-hosts.js';
import { liveReading, perHostPlan } from './per-host-plan.js';
import type { OpenOptions, OpenReading, OtherPlanPrice, PlanRequest, PlanServices, Wanted } from './plan.js';
import { PlanPricing } from './plan-pricing.js';
import { planNamed } from './plans.js';
import { readKeys } from './read-keys.js';
import { snapshotPlan } from './snapshot-plan.js';

/** Most named hosts that are looked up before their query is planned: some microseconds of work. A choice. */
const MOST_KEPT = 32;

/** A plan that was chosen, before its rows are read. */
export interface PlannedReading<Row extends AssetRow> {
  /** Name of the plan. */
  readonly plan: string;
  /** Number of hosts that the query is about. */
  readonly size: number;
  /** Estimated calls, including those for choosing the plan. */
  readonly estimatedCalls: number;
  readonly explanation: PlanChoice | undefined;
  /** Prices of the plans where none was chosen by price. Only what is known without a call. */
  readonly quote?: PlanChoice;
  /** The query with its hosts, where they were found to choose the plan. */
  readonly query?: FleetQuery<Row> | undefined;
  /**
   * Makes the rows readable; a plan by key reads them all here. When a plan fails, it opens another one.
   *
   * @param onProgress called with the share done, 0 to 1.
   * @throws Fault when the hosts cannot be found.
   */
  open(onProgress?: (share: number) => void): Promise<OpenReading<Row>>;
  /** Present where all rows are in memory: whether the same query would be read in the same way, from the very same rows. */
  readonly unchanged?: () => boolean;
}

/** Decides how the rows of a query are fetched: the same rows for the fewest upstream calls. */
export class QueryPlanner {
  private readonly pricing = new PlanPricing();

  constructor(private readonly services: PlanServices) {}

  /**
   * Chooses the plan of a query, before its rows are read.
   *
   * @throws Problem `plan-not-exact` for a forced plan that cannot be exact; Fault when what every plan needs cannot be
   *   had.
   */
  async plan<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    wanted: Wanted,
    context: QueryContext,
  ): Promise<PlannedReading<Row>> {
    const { source, input } = prepared;
    const { keyed } = source;
    const { services } = this;
    const hostsOf = { prepared, wanted, context, services };
    if (keyed === undefined || input.keys === undefined) {
      if (input.plan !== 'auto' && input.plan !== perHostPlan.name)
        throw refusedPlan(input.plan, 'rows of this type come server by server only');
      return this.live(await findHosts(hostsOf), context);
    }
    if (prepared.everything) await this.fetchLists(prepared, context);
    const aged = { ...wanted, ...this.ageOfKept(prepared) };
    const base = { prepared, keyed, context, services, query: undefined, wanted: aged };
    if (input.plan === perHostPlan.name) return this.perHost(base);
    const kept = this.usableSnapshots(prepared, wanted);
    if (kept !== undefined)
      return this.unpriced(snapshotPlan.name, { ...base, size: await countHosts(base), kept });
    if (input.plan === snapshotPlan.name)
      throw refusedPlan(input.plan, 'there is no earlier answer that covers this one and is fresh enough');
    // A fleet that is wanted whole need not be listed for a plan by key: only its size is asked.
    const query = this.mayStayUnlisted(prepared) ? undefined : await findHosts(hostsOf);
    const size = query?.targets.length ?? (await countHosts(base));
    return this.byPrice({ ...base, query, size });
  }

  /**
   * Chooses the plan for all rows of a query, and finds its hosts where that plan reads them one by one.
   *
   * @throws Problem, Fault as `plan`; Fault when the hosts cannot be listed.
   */
  async outline<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    context: QueryContext,
  ): Promise<Omit<PlannedReading<Row>, 'open'>> {
    const wanted = { rows: Infinity, idsOnly: true };
    const planned = await this.plan(prepared, wanted, context);
    if (planned.plan !== perHostPlan.name || planned.query !== undefined) return planned;
    const query = await resolveHosts({ prepared, wanted, context, services: this.services });
    return { ...planned, query };
  }

  /**
   * Returns the reading of one named host that is asked for fresh rows while the quota allows the call: it takes one call, and
   * no plan takes less, so that no prices are needed. Undefined for every other query.
   *
   * @throws Fault when there is no memory for it.
   */
  oneCall<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    { explain, pinnedAsOf }: Wanted,
    context: QueryContext,
  ): PlannedReading<Row> | undefined {
    const { input, projects, source } = prepared;
    if (!('ids' in input.hosts) || input.hosts.ids.length !== 1 || source.keyed === undefined)
      return undefined;
    if (input.plan !== 'auto' || input.maxAgeMs > 0 || explain === true || pinnedAsOf !== undefined)
      return undefined;
    const quota = tightestQuota(projects, source.keyed.endpoints.list);
    if (quota !== undefined && quota.left < 1) return undefined;
    const query = namedQuery(prepared, this.services.resolver);
    if (query === undefined) return undefined;
    // As for all hosts that are named: none is read while other answers hold the memory.
    context.held.take(NAMED_BYTES);
    return this.live(query, context);
  }

  /** The plan that reads host by host, where no other can be better. */
  private live<Row extends AssetRow>(query: FleetQuery<Row>, context: QueryContext): PlannedReading<Row> {
    const size = query.targets.length;
    return {
      plan: perHostPlan.name,
      size,
      estimatedCalls: context.calls + size,
      explanation: undefined,
      query,
      open: () => Promise.resolve(liveReading(this.services, query)),
    };
  }

  /** The plan that reads host by host, because the caller asked for it. */
  private async perHost<Row extends AssetRow>(
    asked: Omit<PlanRequest<Row>, 'size'>,
  ): Promise<PlannedReading<Row>> {
    const firstPage = mayGrow(asked) ? await firstPageOf(asked) : undefined;
    const request = firstPage === undefined ? asked : { ...asked, firstPage };
    const size = firstPage?.total ?? 0;
    if (areMany(size, this.services) && asked.wanted.idsOnly !== true)
      return this.unpriced(perHostPlan.name, { ...request, size });
    const query = await findHosts(request);
    return this.unpriced(perHostPlan.name, { ...request, query, size: query.targets.length });
  }

  /**
   * Returns the reading of a few named hosts whose rows are all in memory, where no plan can do with fewer calls or give
   * younger rows; undefined for every other query.
   */
  kept<Row extends AssetRow>(prepared: PreparedQuery<Row>, wanted: Wanted): PlannedReading<Row> | undefined {
    const { input, projects } = prepared;
    const [project] = projects;
    const { hosts } = input;
    if (!('ids' in hosts) || hosts.ids.length > MOST_KEPT || project === undefined) return undefined;
    if (!takesRowsAsTheyAre(prepared) || wanted.pinnedAsOf !== undefined) return undefined;
    const { services } = this;
    const query = namedQuery(prepared, services.resolver);
    if (query === undefined) return undefined;
    const hasSnapshot = this.snapshotCheck(prepared, project);
    if (hasSnapshot()) return undefined;
    const found = services.hosts.kept(query);
    if (found === undefined) return undefined;
    return {
      plan: perHostPlan.name,
      size: query.targets.length,
      estimatedCalls: 0,
      explanation: undefined,
      open: () => Promise.resolve({ ...liveReading(services, query), reader: found.reader }),
      unchanged: neitherNor(hasSnapshot, found.unchanged),
    };
  }

  /** Returns what tells whether a snapshot of the project would answer the query at the moment. */
  private snapshotCheck<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    project: UpstreamProject,
  ): () => boolean {
    const { keys, maxAgeMs } = prepared.input;
    if (prepared.source.keyed === undefined || keys === undefined) return () => false;
    const { id } = keys;
    const subject = subjectOf(prepared, project);
    return () => {
      const snapshot = this.services.snapshots.find(subject, id);
      return snapshot !== undefined && isYoung(snapshot, maxAgeMs);
    };
  }

  /** A plan that is taken at any price: the caller asked for it, or it costs nothing. Says what the others would have cost. */
  private unpriced<Row extends AssetRow>(plan: string, request: PlanRequest<Row>): PlannedReading<Row> {
    const { context, size, query } = request;
    const quote = this.pricing.quote(request);
    const calls = plan === snapshotPlan.name ? 0 : quote.ok ? quote.chosen.calls : size;
    return {
      plan,
      size,
      estimatedCalls: context.calls + calls,
      explanation: undefined,
      ...{ quote, query },
      open: () => this.open(plan, request, {}),
    };
  }

  /** The cheapest plan. */
  private async byPrice<Row extends AssetRow>(given: PlanRequest<Row>): Promise<PlannedReading<Row>> {
    const { prepared, size, context } = given;
    const { input } = prepared;
    const { snapshotAgeMs } = given.wanted;
    // A snapshot that arrives while this query is planned is for the next one.
    const tooOld =
      snapshotAgeMs === undefined ? {} : { snapshotAgeMs: Math.max(snapshotAgeMs, input.maxAgeMs + 1) };
    const request = { ...given, wanted: { ...given.wanted, ...tooOld } };
    const choice = await this.pricing.choose(request);
    if (!choice.ok) throw refusedPlan(input.plan, choice.reason);
    const { plan, calls } = choice.chosen;
    const mayFillPage = input.plan === 'auto' && input.sort.length === 0 && request.wanted.rows !== Infinity;
    const otherPlan = mayFillPage ? { otherPlan: this.byPortPrice(request, choice) } : {};
    return {
      plan,
      size,
      estimatedCalls: context.calls + calls,
      explanation: choice,
      query: request.query,
      open: (onProgress) => this.open(plan, request, { onProgress, calls, ...otherPlan }),
    };
  }

  /** What a reading by key costs instead of one host by host. */
  private byPortPrice<Row extends AssetRow>(request: PlanRequest<Row>, choice: PlanChoice): OtherPlanPrice {
    const { prepared } = request;
    const known = choice.plans.find((each) => each.plan === byPortPlan.name);
    return {
      calls: known?.applicable === true ? known.calls : undefined,
      price: async () => {
        const asked = { ...prepared, input: { ...prepared.input, plan: byPortPlan.name } };
        const byPort = await this.pricing.choose({ ...request, prepared: asked });
        return byPort.ok && byPort.chosen.inTime ? byPort.chosen.calls : Infinity;
      },
    };
  }

  /** Opens a plan; when it fails, the plan that it names instead. */
  private async open<Row extends AssetRow>(
    plan: string,
    request: PlanRequest<Row>,
    options: OpenOptions,
  ): Promise<OpenReading<Row>> {
    const { onProgress, switchReason } = options;
    const opened = await planNamed(plan).open(request, options);
    if (!('fallBackTo' in opened)) return opened;
    const reasons = [switchReason, opened.reason].filter((reason) => reason !== undefined);
    return this.open(opened.fallBackTo, request, { onProgress, switchReason: reasons.join('; ') });
  }

  /**
   * Returns the whole fleets of a query's projects, from snapshots that are fresh enough or read now.
   *
   * @throws Fault when one cannot be read whole.
   */
  async whole<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    context: QueryContext,
  ): Promise<ReadonlyMap<string, Snapshot<Row>>> {
    const { keyed } = prepared.source;
    if (keyed === undefined) throw new Fault('rejected', 'rows of this type cannot be read as a whole');
    const kept = this.keptSnapshots(prepared, { rows: Infinity });
    return kept ?? readKeys({ prepared, keyed, context, services: this.services });
  }

  /**
   * Returns the same reading, with older rows of the hosts that fail in it.
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

  /** Learns how long calls take, in milliseconds. */
  observe(meanCallMs: number): void {
    this.pricing.observe(meanCallMs);
  }

  /** Fetches the lists of hosts that other replicas have read: they cost nothing, which prices have to know. */
  private async fetchLists<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    context: QueryContext,
  ): Promise<void> {
    const sends = context.under(context.signal);
    for (const project of prepared.projects) {
      const scope = prepared.scopeOf(project);
      await this.services.directory.fetchShared(project, scope, sends, listAgeOf(prepared.input));
    }
  }

  /**
   * Snapshots that answer a query without a price. A page goes on with what the page before was read from, whichever plan
   * that came by.
   */
  private usableSnapshots<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    wanted: Wanted,
  ): Map<string, Snapshot<Row>> | undefined {
    const { plan } = prepared.input;
    const allowed = wanted.pinnedAsOf !== undefined || plan === 'auto' || plan === snapshotPlan.name;
    return allowed ? this.keptSnapshots(prepared, wanted) : undefined;
  }

  /** Snapshots of all projects that are fresh enough, or that the page before was read from. */
  private keptSnapshots<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    wanted: Wanted,
  ): Map<string, Snapshot<Row>> | undefined {
    const { input, projects } = prepared;
    const found = new Map<string, Snapshot<Row>>();
    for (const project of projects) {
      const snapshot = this.services.snapshots.find<Row>(subjectOf(prepared, project), input.keys?.id ?? '');
      if (snapshot === undefined) return undefined;
      const pinned = wanted.pinnedAsOf !== undefined && snapshot.asOf >= wanted.pinnedAsOf;
      if (!pinned && !isYoung(snapshot, input.maxAgeMs)) return undefined;
      found.set(project.alias, snapshot);
    }
    return found;
  }

  /** Returns the age of the oldest snapshot that the query needs; empty when one of them is missing. */
  private ageOfKept<Row extends AssetRow>(prepared: PreparedQuery<Row>): { readonly snapshotAgeMs?: number } {
    let snapshotAgeMs = 0;
    for (const project of prepared.projects) {
      const found = this.services.snapshots.find(subjectOf(prepared, project), prepared.input.keys?.id ?? '');
      if (found === undefined) return {};
      snapshotAgeMs = Math.max(snapshotAgeMs, Date.now() - found.asOf);
    }
    return { snapshotAgeMs };
  }

  private mayStayUnlisted<Row extends AssetRow>(prepared: PreparedQuery<Row>): boolean {
    return (
      prepared.everything &&
      !prepared.projects.every((project) =>
        this.services.directory.knows(project, prepared.scopeOf(project), listAgeOf(prepared.input)),
      )
    );
  }
}

/** The query about hosts of one project that are named, where nothing else has to be known of them; undefined for others. */
function namedQuery<Row extends AssetRow>(
  prepared: PreparedQuery<Row>,
  resolver: QueryResolver,
): FleetQuery<Row> | undefined {
  const { input, projects, wantsHostDetails } = prepared;
  const [project] = projects;
  if (!('ids' in input.hosts) || wantsHostDetails || projects.length > 1 || project === undefined)
    return undefined;
  return resolver.queryOf(prepared, { targets: input.hosts.ids.map((hostId) => ({ project, hostId })) });
}

/** Whether a snapshot is as young as a query wants its rows. */
function isYoung({ asOf }: { readonly asOf: number }, maxAgeMs: number): boolean {
  return maxAgeMs > 0 && Date.now() - asOf <= maxAgeMs;
}

/** Made here, because what is made beside a reading holds the rows of it. */
function neitherNor(changed: () => boolean, unchanged: () => boolean): () => boolean {
  return () => !changed() && unchanged();
}

/** Whether nothing but the rows of its hosts is needed for a query, in the order of the hosts, and may come from memory. */
function takesRowsAsTheyAre<Row extends AssetRow>({ input, wantsHostDetails }: PreparedQuery<Row>): boolean {
  return input.plan === 'auto' && input.sort.length === 0 && !wantsHostDetails && input.maxAgeMs > 0;
}

function refusedPlan(plan: string, reason: string): Problem {
  return new Problem('plan-not-exact', `The plan ${plan} cannot answer this: ${reason}`, {
    errors: [{ parameter: 'plan', detail: reason }],
  });
}
