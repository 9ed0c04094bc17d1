import { LRUCache } from 'lru-cache';
import { sortDistinct } from '../../fleet/distinct.js';
import { by, compareKeys } from '../../fleet/order.js';
import { PackedIds } from '../../fleet/packed-ids.js';
import { readList } from '../../fleet/read-list.js';
import { walkLinked } from '../../fleet/linked-walk.js';
import { untilAborted } from '../../kernel/abort.js';
import { shareOfHeap, weightOfRows } from '../../kernel/memory.js';
import { Room } from '../../kernel/room.js';
import { Fault } from '../../kernel/fault.js';
import { filterInSlices, inSlices, mapInSlices, sortInSlices } from '../../kernel/slices.js';
import type { HostQuery } from '../../upstream/hss/hss-client.js';
import type { HssHost, HssHostGroup } from '../../upstream/hss/hosts.js';
import { pagesBehind, type ListPage } from '../../upstream/hss/list.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { SendContext } from '../../upstream/transport/pipeline.js';
import type { ReadList, SharedLists } from './shared-lists.js';

/** Most ids in one `host_id_list` (source: the vendor's 2026 server list). */
const IDS_A_CALL = 100;
const MIB = 1024 * 1024;
/** All lists that are kept, in bytes; callers choose which there are by their filters. A choice. */
const LISTS_BYTES = shareOfHeap(1 / 5, 256 * MIB);
/** Lists that are being read for one project at a time, in bytes. A choice. */
const READING_BYTES = shareOfHeap(1 / 8, 256 * MIB);
/** How long a list is kept, in milliseconds: until it is older than anybody may ask for. */
const LISTS_MS = 86_400_000;
/** What a server takes in the lists beside its members, in bytes. */
const ENTRY_BYTES = 60;
/** What a server is taken to weigh before its list is read, in bytes. Measured on servers with all their members. */
const SERVER_BYTES = 600;
/** Most servers of one list: a list that never ends may take a third of the heap. A choice. */
const MOST_SERVERS = Math.floor(shareOfHeap(1 / 3) / SERVER_BYTES);
/** Counts of servers kept; one for each project and enterprise project. */
const MAX_COUNTS = 200;
/** Calls that a whole list is taken to cost while the size of the fleet is not known. A choice. */
const GUESSED_LIST_CALLS = 10;
/** Share of the room that a list takes while its length is not known. A choice. */
const UNKNOWN_SHARE = 1 / 4;
/** Whole reads of a list that keeps changing, before it is followed page by page. A choice: one more chance. */
const MOST_READS = 2;
/** How long a list that changed while it was read may be used, in milliseconds: for the next page of a walk. A choice. */
const UNSTEADY_MS = 10_000;
/** Pages of a list in flight while its servers are being read: it stays ahead, and leaves the other places to them. A choice. */
const AHEAD = 4;
/** How long a count of servers may be used for prices, in milliseconds. */
const COUNT_AGE_MS = 600_000;

interface DirectoryOptions {
  readonly pageLimit: number;
  readonly window: number;
  /** How old a list may be when the caller does not say, in milliseconds. */
  readonly maxAgeMs: number;
}

/** The servers read from a list that may have changed during the read. */
interface ReadRows<R> {
  /** Sorted by id. */
  readonly rows: readonly R[];
  /**
   * Why some may be missing; absent when none is. What was in the list from the first call to the last is among them all
   * the same, as long as the vendor keeps the order of its list.
   */
  readonly fault?: Fault;
}

/** A list from the directory, sorted by host id. */
export interface HostList {
  readonly hosts: readonly HssHost[];
  /** Why some servers may be missing; see `ReadRows`. */
  readonly fault?: Fault;
  /** When it was read, Unix milliseconds. */
  readonly asOf: number;
  readonly cached: boolean;
}

/** The ids of the servers of a list, sorted. */
export interface IdList {
  readonly ids: readonly string[];
  /** Why some may be missing; see `ReadRows`. */
  readonly fault?: Fault;
}

/** How `eachId` reads. */
interface IdReading {
  /** The first page, where it is here already. */
  readonly first?: ListPage<HssHost>;
  /** Which servers are wanted. Default: all. */
  readonly wants?: (host: HssHost) => boolean;
  /** Where the ids of all servers are put, wanted or not. Default: they are let go at the end. */
  readonly ids?: PackedIds;
  /** Called with ids of wanted servers that were not handed on before. */
  readonly onIds: (ids: readonly string[]) => void;
}

type KeptList = ReadList & Pick<HostList, 'fault'>;

/** The servers of each project. Keeps lists for a while; a list that changed while it was read has a `fault`. */
export class HostDirectory {
  private readonly kept = new LRUCache<string, KeptList>({
    maxSize: LISTS_BYTES,
    ttl: LISTS_MS,
    sizeCalculation: ({ hosts }, key) =>
      2 * key.length + ENTRY_BYTES * (hosts.length + 1) + weightOfRows(hosts),
  });
  private readonly counts = new LRUCache<string, number>({ max: MAX_COUNTS, ttl: COUNT_AGE_MS });
  /** By project: a project whose lists come slowly does not delay the others. */
  private readonly rooms = new Map<string, Room>();

  constructor(
    private readonly options: DirectoryOptions,
    /** What the other replicas have read; absent where nothing is shared. */
    private readonly shared?: SharedLists,
  ) {}

  /**
   * Returns all servers that the vendor's filter lets through, sorted by id.
   *
   * @param maxAgeMs how old the list may be; 0 asks upstream.
   * @param first its first page, where that is here already.
   * @throws Fault when a page of the list cannot be read.
   * Cost: ceil(servers / page limit) calls when nothing fresh enough is kept, here or by another replica.
   */
  async list(
    project: UpstreamProject,
    query: HostQuery,
    context: SendContext,
    maxAgeMs = this.options.maxAgeMs,
    first?: ListPage<HssHost>,
  ): Promise<HostList> {
    const known = await this.known(project, query, context, maxAgeMs);
    return known ?? this.read(project, query, context, { maxAgeMs, first });
  }

  /** Reads a list from the vendor, and keeps it. */
  private async read(
    project: UpstreamProject,
    query: HostQuery,
    context: SendContext,
    { maxAgeMs, first }: { readonly maxAgeMs: number; readonly first: ListPage<HssHost> | undefined },
  ): Promise<HostList> {
    const at = Date.now();
    let leave: (() => void) | undefined;
    let meanwhile: KeptList | undefined;
    const pageAt = withFirst(first, (offset, limit, signal) =>
      project.hss.hosts(query, { offset, limit }, { ...context, signal }),
    );
    try {
      const { rows, ...change } = await this.readAll(
        async (offset, limit, signal) => {
          const page = await pageAt(offset, limit, signal);
          if (leave !== undefined || page.total === page.rows.length) return page;
          // The list is longer than a page: it waits until there is memory for it.
          leave = await this.roomOf(project).enter(
            page.total === null ? READING_BYTES * UNKNOWN_SHARE : page.total * SERVER_BYTES,
            signal,
          );
          meanwhile = this.fresh(project, query, maxAgeMs);
          if (meanwhile !== undefined) throw new Fault('cancelled', 'another query has read the list');
          return page;
        },
        (host) => host.hostId,
        context,
      );
      const list = { hosts: rows, at, ...change };
      this.keep(project, query, list);
      return listOf(list, false);
    } catch (error) {
      if (meanwhile === undefined) throw error;
      return listOf(meanwhile, true);
    } finally {
      leave?.();
    }
  }

  /** Fetches the first page of a list, which says how many servers there are. Cost: one call. */
  firstPage(project: UpstreamProject, query: HostQuery, context: SendContext): Promise<ListPage<HssHost>> {
    return project.hss.hosts(query, { offset: 0, limit: this.options.pageLimit }, context);
  }

  /**
   * Returns the ids of the servers that the vendor's filter and `wants` let through. A long list is read page by page for its ids
   * alone, and not kept; one of up to `keepUpTo` servers is read and kept as `list` does.
   *
   * @param first its first page, where that is here already.
   * @throws Fault when a page of the list cannot be read.
   * Cost: as `list`. Memory of a long list: about 200 bytes a server while it is read, 60 afterwards.
   */
  async ids(
    project: UpstreamProject,
    query: HostQuery,
    context: SendContext,
    {
      maxAgeMs = this.options.maxAgeMs,
      keepUpTo,
      first,
      wants,
    }: {
      readonly maxAgeMs: number | undefined;
      readonly keepUpTo: number;
    } & Pick<IdReading, 'first' | 'wants'>,
  ): Promise<IdList> {
    let list = await this.known(project, query, context, maxAgeMs);
    if (list === undefined) {
      const page = first ?? (await this.firstPage(project, query, context));
      if ((page.total ?? Infinity) > keepUpTo) {
        const ids: string[] = [];
        const onIds = (more: readonly string[]): void => void ids.push(...more);
        const fault = await this.eachId(project, query, context, {
          first: page,
          ...(wants && { wants }),
          onIds,
        });
        const sorted = await sortInSlices(ids, compareKeys);
        return { ids: sorted, ...(fault && { fault }) };
      }
      list = await this.read(project, query, context, { maxAgeMs, first: page });
    }
    const { hosts, fault } = list;
    const wanted = wants === undefined ? hosts : await filterInSlices(hosts, wants);
    return { ids: await mapInSlices(wanted, ({ hostId }) => hostId), ...(fault && { fault }) };
  }

  /**
   * Reads ids of servers, and hands them on while the list is still being read. Keeps nothing.
   *
   * @returns why some may be missing; see `ReadRows`.
   * @throws Fault when a page of the list cannot be read.
   * Cost: as `list`.
   */
  async eachId(
    project: UpstreamProject,
    query: HostQuery,
    context: SendContext,
    { first, wants, ids = new PackedIds(), onIds }: IdReading,
  ): Promise<Fault | undefined> {
    const pageAt = withFirst(first && marked(first, wants), async (offset, limit, signal) => {
      const sends = { ...context, signal };
      if (wants === undefined && Object.keys(query).length === 1) {
        const page = await project.hss.hostIds(query.enterpriseProjectId, { offset, limit }, sends);
        return { ...page, rows: page.rows.map((hostId) => ({ hostId, wanted: true })) };
      }
      return marked(await project.hss.hosts(query, { offset, limit }, sends), wants);
    });
    const { fault } = await this.readAll(
      async (offset, limit, signal) => {
        const page = await pageAt(offset, limit, signal);
        const unseen: string[] = [];
        const rows = page.rows.map(({ hostId, wanted }) => {
          const { length } = ids;
          const number = ids.add(hostId);
          if (number === length && wanted) unseen.push(hostId);
          // Numbers take less memory than ids, and less time to sort.
          return number;
        });
        if (unseen.length > 0) onIds(unseen);
        return { ...page, rows };
      },
      (number) => number,
      context,
      AHEAD,
    );
    return fault;
  }

  /**
   * Fetches the whole list from the other replicas where this one lacks it, so that it costs nothing when prices are made.
   * Never throws. Waits a second at most.
   */
  async fetchShared(
    project: UpstreamProject,
    enterpriseProjectId: string,
    { signal }: SendContext,
    maxAgeMs = this.options.maxAgeMs,
  ): Promise<void> {
    const query = { enterpriseProjectId };
    if (this.fresh(project, query, maxAgeMs) !== undefined) return;
    await this.takeOver(project, query, maxAgeMs, signal).catch(() => undefined);
  }

  /** Returns whether the whole list is kept and fresh enough, so that it costs nothing. */
  knows(project: UpstreamProject, enterpriseProjectId: string, maxAgeMs = this.options.maxAgeMs): boolean {
    return this.fresh(project, { enterpriseProjectId }, maxAgeMs) !== undefined;
  }

  /** Returns what `list` without a filter costs, in calls; a guess while the number of servers is not known. */
  callsToList(
    project: UpstreamProject,
    enterpriseProjectId: string,
    maxAgeMs = this.options.maxAgeMs,
  ): number {
    if (this.knows(project, enterpriseProjectId, maxAgeMs)) return 0;
    const size = this.sizeIfKnown(project, enterpriseProjectId);
    return size === undefined ? GUESSED_LIST_CALLS : Math.max(1, Math.ceil(size / this.options.pageLimit));
  }

  /** Returns what `byIds` costs, in calls. */
  callsToFind(
    project: UpstreamProject,
    hostIds: number,
    enterpriseProjectId: string,
    maxAgeMs = this.options.maxAgeMs,
  ): number {
    const byList = this.callsToList(project, enterpriseProjectId, maxAgeMs);
    return Math.min(Math.ceil(hostIds / IDS_A_CALL), byList);
  }

  /** Returns how many servers there were when they were last listed or counted; undefined before that. */
  sizeIfKnown(project: UpstreamProject, enterpriseProjectId: string): number | undefined {
    const key = keyOf(project, { enterpriseProjectId });
    return this.kept.peek(key)?.hosts.length ?? this.counts.peek(key);
  }

  /**
   * Counts the servers, for prices and summaries. A count is kept for ten minutes.
   *
   * Cost: one call when nothing is kept; a fleet that fits one page is kept as a list at once.
   */
  async count(project: UpstreamProject, enterpriseProjectId: string, context: SendContext): Promise<number> {
    const key = keyOf(project, { enterpriseProjectId });
    const kept = this.fresh(project, { enterpriseProjectId }, COUNT_AGE_MS);
    if (kept !== undefined) return kept.hosts.length;
    const counted = this.counts.get(key);
    if (counted !== undefined) return counted;
    const at = Date.now();
    const page = await this.firstPage(project, { enterpriseProjectId }, context);
    if (page.total !== null && page.total === page.rows.length) {
      const hosts = [...page.rows].sort((a, b) => compareKeys(a.hostId, b.hostId));
      this.keep(project, { enterpriseProjectId }, { hosts, at });
    }
    const total = page.total ?? page.rows.length;
    this.counts.set(key, total);
    return total;
  }

  /**
   * Returns those servers with these ids that exist, from a kept list where there is one, else by the fewest calls. With a
   * `fault`, some of them may be missing.
   */
  async byIds(
    project: UpstreamProject,
    hostIds: readonly string[],
    enterpriseProjectId: string,
    context: SendContext,
    maxAgeMs = this.options.maxAgeMs,
  ): Promise<Pick<HostList, 'hosts' | 'fault'>> {
    const byList = this.callsToList(project, enterpriseProjectId, maxAgeMs);
    if (byList <= Math.ceil(hostIds.length / IDS_A_CALL)) {
      const wanted = new Set<string>();
      await inSlices(hostIds, (hostId) => wanted.add(hostId));
      const { hosts, ...list } = await this.list(project, { enterpriseProjectId }, context, maxAgeMs);
      return { ...list, hosts: await filterInSlices(hosts, (host) => wanted.has(host.hostId)) };
    }
    const found: HssHost[] = [];
    let change: Pick<HostList, 'fault'> = {};
    for (let at = 0; at < hostIds.length; at += IDS_A_CALL) {
      const hostIdList = hostIds.slice(at, at + IDS_A_CALL).join(',');
      const query = { hostIdList, enterpriseProjectId };
      const { hosts, fault } = await this.list(project, query, context, maxAgeMs);
      found.push(...hosts);
      if (fault !== undefined) change = { fault };
    }
    return { hosts: found, ...change };
  }

  /** Returns all server groups, sorted by id. They are not kept: the list is short and rarely asked for. */
  groups(
    project: UpstreamProject,
    enterpriseProjectId: string,
    context: SendContext,
  ): Promise<ReadRows<HssHostGroup>> {
    return this.readAll(
      (offset, limit, signal) =>
        project.hss.hostGroups({ enterpriseProjectId }, { offset, limit }, { ...context, signal }),
      (group) => group.groupId,
      context,
    );
  }

  /** Returns the list that is kept here or by another replica, and fresh enough. */
  private async known(
    project: UpstreamProject,
    query: HostQuery,
    { signal }: SendContext,
    maxAgeMs: number,
  ): Promise<HostList | undefined> {
    const kept =
      this.fresh(project, query, maxAgeMs) ?? (await this.takeOver(project, query, maxAgeMs, signal));
    return kept && listOf(kept, true);
  }

  private roomOf({ alias }: UpstreamProject): Room {
    let room = this.rooms.get(alias);
    if (room === undefined) this.rooms.set(alias, (room = new Room(READING_BYTES)));
    return room;
  }

  private fresh(project: UpstreamProject, query: HostQuery, maxAgeMs: number): KeptList | undefined {
    const kept = this.kept.get(keyOf(project, query));
    if (kept === undefined || maxAgeMs <= 0) return undefined;
    const most = kept.fault === undefined ? maxAgeMs : Math.min(maxAgeMs, UNSTEADY_MS);
    return Date.now() - kept.at <= most ? kept : undefined;
  }

  /** Keeps a list, and hands it to the other replicas when it is whole. */
  private keep(project: UpstreamProject, query: HostQuery, list: KeptList): void {
    this.kept.set(keyOf(project, query), list);
    if (list.fault === undefined) this.shared?.keep(project.alias, query, list);
  }

  /** Keeps what another replica has read; undefined where there is nothing of that age. */
  private async takeOver(
    project: UpstreamProject,
    query: HostQuery,
    maxAgeMs: number,
    signal: AbortSignal,
  ): Promise<KeptList | undefined> {
    if (this.shared === undefined || maxAgeMs <= 0) return undefined;
    const found = await untilAborted(this.shared.find(project.alias, query, maxAgeMs), signal);
    if (found === undefined) return undefined;
    // This process may have read a newer list in the meantime.
    const known = this.kept.peek(keyOf(project, query));
    if (known === undefined || known.at < found.at) this.kept.set(keyOf(project, query), found);
    return found;
  }

  /** Reads a list whole; one that changes meanwhile is followed page by page. @throws Fault when a page cannot be read. */
  private async readAll<R>(
    fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<ListPage<R>>,
    id: (row: R) => string | number,
    context: SendContext,
    window = this.options.window,
  ): Promise<ReadRows<R>> {
    const { pageLimit } = this.options;
    const compare = by<R>(id);
    const outcome = await readList({
      fetchPage: async ({ offset, limit, signal }) => {
        const page = await fetchPage(offset, limit, signal);
        // The first page says how many there are.
        if (offset === 0) await context.meter?.cover(pagesBehind(page.total, page.limit ?? limit));
        return page;
      },
      pageLimit,
      window,
      compare,
      maxReads: MOST_READS,
      maxRows: MOST_SERVERS,
      signal: context.signal,
    });
    if (outcome.kind === 'rows') return { rows: outcome.rows };
    const { fault, rows: seen } = outcome;
    if (fault.kind === 'too_many_rows')
      throw new Fault('answer_too_large', `a list of more than ${MOST_SERVERS} servers`);
    if (fault.kind !== 'changed_during_read' || seen === undefined) throw fault;
    const followed = await walkLinked({
      pageLimit,
      id,
      fetchPage: (offset, limit) => fetchPage(offset, limit, context.signal),
    });
    return { rows: sortDistinct([...(followed ?? []), ...seen], compare), fault };
  }
}

/** Makes what fetches pages, and gives the first one out once where it is here already. */
function withFirst<R>(
  first: ListPage<R> | undefined,
  fetchPage: (offset: number, limit: number, signal: AbortSignal) => Promise<ListPage<R>>,
): typeof fetchPage {
  let unused = first;
  return (offset, limit, signal) => {
    const known = offset === 0 ? unused : undefined;
    if (known === undefined) return fetchPage(offset, limit, signal);
    unused = undefined;
    return Promise.resolve(known);
  };
}

/** A server of a list, by its id alone. */
interface ListedId {
  readonly hostId: string;
  readonly wanted: boolean;
}

function marked(page: ListPage<HssHost>, wants: (host: HssHost) => boolean = () => true): ListPage<ListedId> {
  return { ...page, rows: page.rows.map((host) => ({ hostId: host.hostId, wanted: wants(host) })) };
}

function listOf({ hosts, at, ...change }: KeptList, cached: boolean): HostList {
  return { hosts, asOf: at, cached, ...change };
}

function keyOf(project: UpstreamProject, query: HostQuery): string {
  return JSON.stringify([project.alias, query]);
}
