import { Fault } from '../../kernel/fault.js';
import { inSlices, sortInSlices } from '../../kernel/slices.js';
import { faultTitle } from '../../platform/problem/fault-problem.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { Plan } from '../../fleet/planner.js';
import type { FleetReader } from '../reading/fleet-reader.js';
import { loadExport } from '../snapshots/export-loader.js';
import type { AssetRow, ExportedSource, FleetQuery, KeyCount, KeyedSource } from '../question/fleet-query.js';
import type { HostDirectory } from '../servers/host-directory.js';
import type { HostReader } from '../reading/host-reader.js';
import { loadKeys } from '../snapshots/keyed-loader.js';
import type { PlanPricing, PlanPricingOptions } from './plan-pricing.js';
import type { PlanRequest } from './plan-request.js';
import type { QueryContext } from '../question/query-context.js';
import type { QueryResolver, Question } from '../servers/query-resolver.js';
import { SnapshotReader } from '../snapshots/snapshot-reader.js';
import { subjectOf, type SnapshotStore } from '../snapshots/snapshot-store.js';
import { Snapshot } from '../snapshots/snapshot.js';
import type { StatisticsBook } from './statistics.js';
import { compareTargets, targetKey, type HostFacts, type Target } from '../question/target.js';
import { SwitchingReader, type OtherPlan } from '../reading/switching-reader.js';

/** Rows that can be read. */
export interface OpenReading<Row extends AssetRow> {
  readonly query: FleetQuery<Row>;
  readonly reader: FleetReader;
  /** The plan that gave the rows in the end: known once a page is read. */
  readonly plan: Plan;
  /** Why it is not the plan that was chosen, for the caller's eyes; known once a page is read. */
  readonly switchReason: string | undefined;
  /** When the snapshot behind it was read; undefined for live reading. */
  readonly snapshotAsOf: number | undefined;
}

/** What a row takes in memory at least, in bytes: its members, without their texts. */
const LEAST_ROW_BYTES = 150;

/** What the plans need of the engine. */
export interface PlanServices {
  readonly resolver: QueryResolver;
  readonly directory: HostDirectory;
  readonly hosts: HostReader;
  readonly statistics: StatisticsBook;
  readonly pricing: PlanPricing;
  readonly snapshots: SnapshotStore;
  readonly options: PlanPricingOptions;
}

/** A question that is read another way than server by server. */
type OpenRequest<Row extends AssetRow> = Pick<PlanRequest<Row>, 'question' | 'keyed' | 'query' | 'context'>;

interface KeyedOptions {
  /** Called with the share done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Calls expected. Where they would outlast the quota, the reading switches to an export. Default: it never does. */
  readonly calls?: number;
  /** Why another plan was left for this one. */
  readonly switchReason?: string | undefined;
}

/** Opens the reading of a plan, and falls back to another where it fails. All of them give the same rows. */
export class ReadingOpener {
  constructor(private readonly services: PlanServices) {}

  /** Rows server by server. */
  live<Row extends AssetRow>(query: FleetQuery<Row>, switchReason?: string): OpenReading<Row> {
    return { query, reader: this.services.hosts, plan: 'per-host', switchReason, snapshotAsOf: undefined };
  }

  /** Rows server by server, and by key once that has become the cheaper way to the rest of the page. */
  switching<Row extends AssetRow>(
    { question, keyed, query, context }: OpenRequest<Row> & { readonly query: FleetQuery<Row> },
    other: Omit<OtherPlan, 'open'>,
  ): OpenReading<Row> {
    const open = async (): Promise<FleetReader | undefined> => {
      const held = context.held.bytes;
      try {
        const loaded = await this.load(question, keyed, context);
        const unlisted = new Set<string>();
        if (query.named) await this.findUnlisted(question, query, unlisted, context);
        reading.plan = 'by-port';
        reading.switchReason = 'the page filled too slowly server by server';
        reading.snapshotAsOf = oldestOf(loaded);
        return this.snapshotReader(loaded, unlisted, false);
      } catch (error) {
        if (context.endedBy(error)) throw error;
        context.held.keep(held);
        return undefined;
      }
    };
    const reading: { -readonly [Member in keyof OpenReading<Row>]: OpenReading<Row>[Member] } = {
      ...this.live(query),
      reader: new SwitchingReader(this.services.hosts, { ...other, open }),
    };
    return reading;
  }

  /** All rows of the wanted keys, read here. */
  async keyed<Row extends AssetRow>(
    request: OpenRequest<Row>,
    { onProgress, calls = 0, switchReason }: KeyedOptions = {},
  ): Promise<OpenReading<Row>> {
    const { question, keyed, query, context } = request;
    const { pricing, resolver } = this.services;
    let loaded: Map<string, Snapshot<Row>>;
    const { exported } = question.source;
    const held = context.held.bytes;
    try {
      loaded = await this.load(question, keyed, context, (share) => {
        onProgress?.(share);
        // A quota shows itself by its first refusals only, when the plan is long made.
        if (pricing.outwaits(question, keyed, (1 - share) * calls))
          throw new Fault('throttled', 'an export is sooner than the quota');
      });
    } catch (error) {
      if (context.endedBy(error)) throw error;
      context.held.keep(held);
      const throttled = Fault.from(error).kind === 'throttled';
      if (throttled && exported !== undefined && pricing.outwaits(question, keyed, calls))
        return this.export(request, exported, 'by-port would outlast the quota');
      // When one key is missing, no host is known to be whole. So we ask the hosts, and each answers for itself.
      const reason = joined(switchReason, givenUp('by-port', error));
      return this.live(query ?? (await resolver.resolve(question, context)), reason);
    }
    return this.fromSnapshots(question, loaded, 'by-port', context, { switchReason });
  }

  /** All rows of one exported file. Servers that it does not tell apart are asked themselves. */
  async export<Row extends AssetRow>(
    request: OpenRequest<Row>,
    exported: ExportedSource<Row>,
    switchReason?: string,
  ): Promise<OpenReading<Row>> {
    const { question, context } = request;
    const { directory, snapshots } = this.services;
    const loaded = new Map<string, Snapshot<Row>>();
    const unsure = new Set<string>();
    const held = context.held.bytes;
    try {
      for (const project of question.projects) {
        const scope = { enterpriseProjectId: question.scopeOf(project) };
        const { hosts } = await directory.list(project, scope, context.under(context.signal));
        const result = await loadExport(
          { source: question.source, exported, project, scope: question.input },
          hosts,
          context,
        );
        for (const hostId of result.unsure) unsure.add(targetKey(project.alias, hostId));
        // Only a reading without gaps is worth keeping for others.
        if (result.unsure.size === 0) snapshots.put(subjectOf(question, project), '', result.snapshot);
        loaded.set(project.alias, result.snapshot);
      }
    } catch (error) {
      if (context.endedBy(error)) throw error;
      context.held.keep(held);
      // What the vendor's file holds is documented thinly. If it cannot be used, the keyed list is read.
      return this.keyed(request, { switchReason: joined(switchReason, givenUp('export', error)) });
    }
    return this.fromSnapshots(question, loaded, 'export', context, { unsure, switchReason });
  }

  /** Rows that are here already. @param unsure keys of targets whose rows the snapshots do not know. */
  async fromSnapshots<Row extends AssetRow>(
    question: Question<Row>,
    snapshots: ReadonlyMap<string, Snapshot<Row>>,
    plan: Plan,
    context: QueryContext,
    {
      unsure = new Set(),
      switchReason,
    }: { readonly unsure?: ReadonlySet<string>; readonly switchReason?: string | undefined } = {},
  ): Promise<OpenReading<Row>> {
    const unlisted = new Set<string>(unsure);
    let query: FleetQuery<Row>;
    if (question.everything && unsure.size === 0)
      query = await this.unlistedFleet(question, snapshots, await this.sizeOf(question, context));
    else {
      query = await this.services.resolver.resolve(question, context);
      if (query.named) await this.findUnlisted(question, query, unlisted, context);
    }
    const reader = this.snapshotReader(snapshots, unlisted, plan === 'snapshot');
    return { query, reader, plan, switchReason, snapshotAsOf: oldestOf(snapshots) };
  }

  private snapshotReader<Row extends AssetRow>(
    snapshots: ReadonlyMap<string, Snapshot<Row>>,
    unlisted: ReadonlySet<string>,
    counts: boolean,
  ): SnapshotReader {
    const held = snapshots as unknown as ReadonlyMap<string, Snapshot<AssetRow>>;
    return new SnapshotReader(held, this.services.hosts, unlisted, counts);
  }

  /** The query about a whole fleet that was never listed. Its targets are the hosts that have rows; the others have none. */
  private async unlistedFleet<Row extends AssetRow>(
    question: Question<Row>,
    snapshots: ReadonlyMap<string, Snapshot<Row>>,
    size: number,
  ): Promise<FleetQuery<Row>> {
    const targets: Target[] = [];
    const facts = new Map<string, HostFacts>();
    for (const project of question.projects) {
      const snapshot = snapshots.get(project.alias);
      await inSlices(snapshot?.hostIds ?? [], (hostId) => {
        targets.push({ project, hostId });
        const [hostName, privateIp] = snapshot?.facts.get(hostId) ?? [null, null];
        facts.set(targetKey(project.alias, hostId), { hostName, privateIp, publicIp: null });
      });
    }
    return this.services.resolver.queryOf(
      question,
      await sortInSlices(targets, compareTargets),
      [],
      question.wantsFacts ? facts : undefined,
      size - targets.length,
    );
  }

  /** Named hosts that the vendor's list does not show. */
  private async findUnlisted<Row extends AssetRow>(
    question: Question<Row>,
    query: FleetQuery<Row>,
    unlisted: Set<string>,
    context: QueryContext,
  ): Promise<void> {
    for (const project of question.projects) {
      const named: string[] = [];
      await inSlices(query.targets, (target) => {
        if (target.project === project) named.push(target.hostId);
      });
      const scope = question.scopeOf(project);
      const { hosts } = await this.services.directory.byIds(
        project,
        named,
        scope,
        context.under(context.signal),
      );
      const known = new Set<string>();
      await inSlices(hosts, (host) => known.add(host.hostId));
      await inSlices(named, (hostId) => {
        if (!known.has(hostId)) unlisted.add(targetKey(project.alias, hostId));
      });
    }
  }

  /** Hosts of a question's projects, as last counted. */
  async sizeOf<Row extends AssetRow>(question: Question<Row>, context: QueryContext): Promise<number> {
    let size = 0;
    for (const project of question.projects) {
      size += await this.services.directory.count(
        project,
        question.scopeOf(project),
        context.under(context.signal),
      );
    }
    return size;
  }

  /** Reads all wanted keys of all projects and keeps the result. @throws Fault when any key cannot be read. */
  async load<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    context: QueryContext,
    onProgress?: (share: number) => void,
  ): Promise<Map<string, Snapshot<Row>>> {
    const { source, input, projects } = question;
    const loaded = new Map<string, Snapshot<Row>>();
    for (const [at, project] of projects.entries()) {
      const named = input.keys?.keys;
      const { keys, asOf, calls } =
        named === undefined
          ? await this.freshKeys(question, keyed, project, context)
          : { keys: named, asOf: Date.now(), calls: named.length };
      await context.meter?.cover(calls);
      const onKey = (done: number): void => onProgress?.((at + done / keys.length) / projects.length);
      const subject = { source, keyed, project, scope: input };
      const snapshot = await loadKeys(subject, { keys, asOf }, { ...this.services.options, onKey }, context);
      this.services.snapshots.put(subjectOf(question, project), input.keys?.part ?? '', snapshot);
      loaded.set(project.alias, snapshot);
    }
    return loaded;
  }

  private async freshKeys<Row extends AssetRow>(
    question: Question<Row>,
    keyed: KeyedSource<Row>,
    project: UpstreamProject,
    context: QueryContext,
  ): Promise<{
    readonly keys: readonly (string | number)[];
    readonly asOf: number;
    /** About what reading them costs. */
    readonly calls: number;
  }> {
    const { source, input } = question;
    const statistics =
      this.services.statistics.peek(
        source,
        project,
        input,
        input.maxAgeMs === 0 ? context.elapsedMs : input.maxAgeMs,
      ) ?? (await this.services.statistics.read(source, keyed, project, input, context));
    const wanted = statistics.counts.filter((count: KeyCount) => input.keys?.wants(count) !== false);
    // Not worth a call when the rows cannot be held in the end.
    context.held.expect(wanted.reduce((sum, { rows }) => sum + rows, 0) * LEAST_ROW_BYTES);
    // Rows under a key that came later are missing: what is read by these keys is as old as they are.
    const keys = [...new Set(wanted.map((count) => count.key))];
    const pages = wanted.reduce(
      (sum, { rows }) => sum + Math.floor(rows / this.services.options.pageLimit),
      0,
    );
    return { keys, asOf: statistics.asOf, calls: keys.length + pages };
  }
}

function oldestOf<Row extends AssetRow>(snapshots: ReadonlyMap<string, Snapshot<Row>>): number {
  return Math.min(...[...snapshots.values()].map((snapshot) => snapshot.asOf));
}

function givenUp(plan: Plan, error: unknown): string {
  return `${plan} was given up: ${faultTitle(Fault.from(error).kind)}`;
}

function joined(...reasons: readonly (string | undefined)[]): string {
  return reasons.filter((reason) => reason !== undefined).join('; ');
}
