import { pagesFor } from '../../fleet/page-walk.js';
import { Fault } from '../../kernel/fault.js';
import { inSlices, Slices } from '../../kernel/slices.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import { isStandIn } from '../../upstream/hss/vendor-id.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { PlanServices } from '../plan/plan.js';
import { statisticsFor } from '../plan/read-keys.js';
import { PRICING_AGE_MS } from '../plan/statistics.js';
import type { AssetRow, AssetSource, KeyCount, KeyedSource } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { QueryInput } from '../question/query-input.js';
import type { PreparedQuery } from '../servers/query-resolver.js';
import { loadKeys } from '../snapshots/keyed-loader.js';
import type { Snapshot } from '../snapshots/snapshot.js';

/** Calls that one chunk of keys takes, about; one key with more is a chunk of its own. A choice: a second or so of work. */
const CHUNK_CALLS = 50;
/** Keys in a row that fail one by one before the others of a chunk count as failed too. A choice. */
const MOST_IN_A_ROW = 3;

type Key = string | number;

/** A key, and the lines of the statistics that counted it: rows by the traits of a line. None where nobody asked for them. */
export type CountedKey = readonly [key: Key, lines: Readonly<Record<string, number>>];

/** Keys of one project. */
export interface ProjectKeys {
  /** Alias. */
  readonly project: string;
  readonly keys: readonly CountedKey[];
}

/** Hosts of one project. */
export interface ProjectHosts {
  /** Alias. */
  readonly project: string;
  readonly ids: readonly string[];
}

/** How a query is read by key, in chunks. */
export interface KeyOutline {
  /** When the keys were known to be all, Unix milliseconds. */
  readonly asOf: number;
  readonly chunks: readonly ProjectKeys[];
  /** Hosts whose rows are wanted; undefined: of all. */
  readonly scope: readonly ProjectHosts[] | undefined;
  /** Hosts that no list by key has for certain, because the list of servers lacks them: they are asked themselves. */
  readonly unlisted: readonly ProjectHosts[];
}

/** A query, and whose it is. */
export interface KeyedQuery<Row extends AssetRow> {
  readonly source: AssetSource<Row>;
  readonly input: QueryInput<Row>;
  readonly caller: Caller;
  readonly context: QueryContext;
}

/** Keys of one project that are read now. */
export interface KeysNow {
  readonly project: string;
  readonly keys: readonly Key[];
  readonly asOf: number;
}

/** What is made of the rows of some keys. */
export interface KeySink<Row> {
  /** Whether the rows of a host are wanted under a key. */
  readonly wants: (hostId: string, key: Key) => boolean;
  readonly rows: (rows: readonly Row[]) => Promise<void>;
  /** A host with rows has an id that cannot be used. */
  readonly unusable: (hostId: string) => void;
}

/** Keys that could not be read, and why the last of them could not. */
export interface FailedKeys {
  readonly keys: readonly Key[];
  readonly fault: Fault | undefined;
}

/**
 * Reads the lists by key in parts that know nothing of each other. Each key is read at one instant, after the statistics that
 * named it: so what was there at `asOf` and stayed is among the rows, as in a reading of all keys at once. No row comes twice,
 * because each is in the list of its own key only; where that is not certain, a query is not divided.
 */
export class KeyedReading {
  constructor(
    private readonly services: Pick<PlanServices, 'resolver' | 'directory' | 'statistics' | 'options'>,
  ) {}

  /**
   * Divides a query into chunks of keys. Returns undefined where that does not pay, or is not possible for its type.
   *
   * @param size how many hosts the query is about.
   * @throws Fault when statistics or hosts cannot be read.
   */
  async outline<Row extends AssetRow>(
    { source, input, caller, context }: KeyedQuery<Row>,
    size: number,
  ): Promise<KeyOutline | undefined> {
    const { keyed } = source;
    if (keyed?.divisible !== true) return undefined;
    const prepared = await this.services.resolver.prepare(source, input, caller);
    const chunks: ProjectKeys[] = [];
    let asOf = Date.now();
    for (const project of prepared.projects) {
      const known = await this.keysOf(prepared, keyed, project, context);
      asOf = Math.min(asOf, known.asOf);
      const pages = ({ lines }: Counted): number =>
        pagesFor(lines === undefined ? size : rowsOf(lines), this.services.options.pageLimit);
      for (const some of inParts(known.keys, pages))
        chunks.push({ project: project.alias, keys: some.map(({ key, lines = {} }) => [key, lines]) });
    }
    if (chunks.length < 2) return undefined;
    const hosts = await this.hostsOf(prepared, context);
    // A scope without hosts is no reason to read any key.
    if (hosts.scope?.every(({ ids }) => ids.length === 0) === true) return undefined;
    return { asOf, chunks, ...hosts };
  }

  /** Reads the statistics anew. @returns the keys that the query wants now, by project; undefined where its filters name them. */
  async keysNow<Row extends AssetRow>({
    source,
    input,
    caller,
    context,
  }: KeyedQuery<Row>): Promise<readonly ProjectKeys[] | undefined> {
    const { keyed } = source;
    if (keyed === undefined || input.keys?.keys !== undefined) return undefined;
    const prepared = await this.services.resolver.prepare(source, input, caller);
    const found: ProjectKeys[] = [];
    for (const project of prepared.projects) {
      const { counts } = await this.services.statistics.read(source, keyed, project, input, context);
      const listed = counts.filter(
        (line) => input.keys?.wants(line) !== false && keyed.refuses(line) === undefined,
      );
      found.push({ project: project.alias, keys: countedKeys(listed) });
    }
    return found;
  }

  /**
   * Reads the rows of some keys; where some fail, those of the others.
   *
   * @throws what ends the whole query.
   */
  async read<Row extends AssetRow>(
    query: KeyedQuery<Row>,
    { project, keys, asOf }: KeysNow,
    sink: KeySink<Row>,
  ): Promise<FailedKeys> {
    const { context } = query;
    await context.meter?.cover(keys.length);
    const first = await this.readAll(query, { project, keys, asOf }, sink);
    if (first === undefined) return { keys: [], fault: undefined };
    if (keys.length === 1) return { keys, fault: first };
    const failed: Key[] = [];
    let fault: Fault | undefined = first;
    let inRow = 0;
    for (const key of keys) {
      const met: Fault | undefined =
        inRow < MOST_IN_A_ROW ? await this.readAll(query, { project, keys: [key], asOf }, sink) : fault;
      inRow = met === undefined ? 0 : inRow + 1;
      if (met === undefined) continue;
      failed.push(key);
      fault = met;
    }
    return { keys: failed, fault: failed.length === 0 ? undefined : fault };
  }

  /** Reads keys all together. Returns why that failed, before any row was handed out. @throws what ends the whole query. */
  private async readAll<Row extends AssetRow>(
    { source, input, caller, context }: KeyedQuery<Row>,
    { project: alias, keys, asOf }: KeysNow,
    sink: KeySink<Row>,
  ): Promise<Fault | undefined> {
    const prepared = await this.services.resolver.prepare(source, input, caller);
    const project = prepared.projects.find((each) => each.alias === alias);
    const { keyed } = source;
    if (project === undefined || keyed === undefined)
      return new Fault('rejected', 'there is no such project any more');
    const held = context.held.bytes;
    const subject = { source, keyed, project, scope: input };
    let found: Snapshot<Row>;
    try {
      found = await loadKeys(subject, { keys, asOf }, this.services.options, context);
      await checkKeys(found, new Set(keys), keyed);
    } catch (error) {
      context.held.keep(held);
      if (!(error instanceof Fault) || context.endedBy(error)) throw error;
      return error;
    }
    await handOut(found, prepared, keyed, sink);
    context.held.keep(held);
    return undefined;
  }

  private async keysOf<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    keyed: KeyedSource<Row>,
    project: UpstreamProject,
    context: QueryContext,
  ): Promise<{ readonly asOf: number; readonly keys: readonly Counted[] }> {
    const { source, input } = prepared;
    const { statistics } = this.services;
    const wants = (line: KeyCount): boolean => input.keys?.wants(line) !== false;
    const named = input.keys?.keys;
    if (named === undefined) {
      const read = await statisticsFor({ prepared, keyed, context, services: { statistics } }, project);
      const keys = countedKeys(read.counts.filter(wants)).map(([key, lines]) => ({ key, lines }));
      return { asOf: read.asOf, keys };
    }
    const known = statistics.peek(source, project, input, PRICING_AGE_MS);
    const lines = known === undefined ? undefined : new Map(countedKeys(known.counts.filter(wants)));
    const keys = named.map((key) => ({
      key,
      lines: lines === undefined ? undefined : (lines.get(key) ?? {}),
    }));
    return { asOf: Date.now(), keys };
  }

  private async hostsOf<Row extends AssetRow>(
    prepared: PreparedQuery<Row>,
    context: QueryContext,
  ): Promise<Pick<KeyOutline, 'scope' | 'unlisted'>> {
    if (prepared.everything) return { scope: undefined, unlisted: [] };
    const { targets, projectFailures } = await this.services.resolver.resolve(prepared, context);
    const [failure] = projectFailures;
    if (failure !== undefined) throw failure.fault;
    const ids = new Map<string, string[]>(prepared.projects.map(({ alias }) => [alias, []]));
    await inSlices(targets, ({ project, hostId }) => ids.get(project.alias)?.push(hostId));
    const scope: ProjectHosts[] = [];
    const unlisted: ProjectHosts[] = [];
    for (const project of prepared.projects) {
      const wanted = ids.get(project.alias) ?? [];
      const listed = new Set(prepared.named ? [] : wanted);
      if (prepared.named) {
        const enterprise = prepared.scopeOf(project);
        const sends = context.under(context.signal);
        const { hosts } = await this.services.directory.byIds(project, wanted, enterprise, sends);
        await inSlices(hosts, ({ hostId }) => listed.add(hostId));
      }
      const { alias } = project;
      scope.push({ project: alias, ids: wanted.filter((id) => listed.has(id) && !isStandIn(id)) });
      unlisted.push({ project: alias, ids: wanted.filter((id) => !listed.has(id) || isStandIn(id)) });
    }
    return { scope, unlisted: unlisted.filter((each) => each.ids.length > 0) };
  }
}

interface Counted {
  readonly key: Key;
  /** Undefined while nobody has counted. */
  readonly lines: Readonly<Record<string, number>> | undefined;
}

/** Returns the keys that are in the statistics now and were not before, or have a line with more rows than before. */
export function grownKeys(before: ReadonlyMap<Key, CountedKey[1]>, now: readonly CountedKey[]): Key[] {
  const grew = ([key, lines]: CountedKey): boolean => {
    const was = before.get(key) ?? {};
    return Object.entries(lines).some(([traits, rows]) => rows > (was[traits] ?? 0));
  };
  return now.filter(grew).map(([key]) => key);
}

function countedKeys(lines: readonly KeyCount[]): CountedKey[] {
  const byKey = new Map<Key, Record<string, number>>();
  for (const { key, rows, traits } of lines) {
    let known = byKey.get(key);
    if (known === undefined) byKey.set(key, (known = {}));
    known[Object.values(traits).join(' ')] = rows;
  }
  return [...byKey];
}

function rowsOf(lines: Readonly<Record<string, number>>): number {
  return Object.values(lines).reduce((sum, rows) => sum + rows, 0);
}

/** Divides keys, in their order, so that each part takes some calls. */
function* inParts(
  keys: readonly Counted[],
  callsOf: (key: Counted) => number,
): Generator<readonly Counted[], void, undefined> {
  let some: Counted[] = [];
  let calls = 0;
  for (const key of keys) {
    const more = callsOf(key);
    if (some.length > 0 && calls + more > CHUNK_CALLS) {
      yield some;
      some = [];
      calls = 0;
    }
    some.push(key);
    calls += more;
  }
  if (some.length > 0) yield some;
}

/** @throws Fault when a row is listed under another key than its own: it may be in two lists then. */
async function checkKeys<Row extends AssetRow>(
  found: Snapshot<Row>,
  keys: ReadonlySet<Key>,
  keyed: KeyedSource<Row>,
): Promise<void> {
  await inSlices(found.hostIds, (hostId) => {
    for (const row of found.rowsOf(hostId))
      if (!keys.has(keyed.keyOf(row)))
        throw new Fault('bad_payload', 'a row is listed under another key than its own');
  });
}

/** Hands the rows of a snapshot on that the query wants, host by host. */
async function handOut<Row extends AssetRow>(
  found: Snapshot<Row>,
  { input, wantsHostDetails }: PreparedQuery<Row>,
  keyed: KeyedSource<Row>,
  sink: KeySink<Row>,
): Promise<void> {
  const slices = new Slices();
  for (const hostId of found.hostIds) {
    if (slices.usedUp) await slices.next();
    if (isStandIn(hostId)) {
      sink.unusable(hostId);
      continue;
    }
    const rows = found
      .rowsOf(hostId)
      .filter((row) => input.matches?.(row) !== false && sink.wants(hostId, keyed.keyOf(row)));
    const [hostName, hostIp] = wantsHostDetails ? found.detailsOf(hostId) : [];
    await sink.rows(
      wantsHostDetails ? rows.map((row) => ({ ...row, host_name: hostName, host_ip: hostIp })) : rows,
    );
  }
}
