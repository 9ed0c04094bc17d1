import type { CallStage } from '../../fleet/planner.js';
import { Fault } from '../../kernel/fault.js';
import { faultTitle } from '../../platform/problem/fault-problem.js';
import type { HssHost } from '../../upstream/hss/hosts.js';
import type { ListPage } from '../../upstream/hss/list.js';
import type { AssetRow, FleetQuery, KeyedSource } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { FleetReader } from '../reading/fleet-reader.js';
import type { HostReader } from '../reading/host-reader.js';
import type { HostDirectory } from '../servers/host-directory.js';
import type { QueryResolver, PreparedQuery } from '../servers/query-resolver.js';
import type { SnapshotStore } from '../snapshots/snapshot-store.js';
import type { Snapshot } from '../snapshots/snapshot.js';
import type { StatisticsBook } from './statistics.js';

/**
 * One way to read the rows of a query. All plans give the same rows; they differ in calls, time and memory.
 * `plans.ts` lists them.
 */
export interface Plan {
  /** As callers write it. */
  readonly name: string;
  /** Returns why it cannot be taken for a query, for the caller: one sentence each. Empty: it can. Asks nothing upstream. */
  vetoes<Row extends AssetRow>(request: PlanRequest<Row>, estimate: QueryEstimate): readonly string[];
  /** Returns the calls that it takes for a query, about. Asks nothing upstream. */
  price<Row extends AssetRow>(request: PlanRequest<Row>, estimate: QueryEstimate): readonly CallStage[];
  /**
   * Makes the rows readable; a plan that needs all rows at once reads them here.
   *
   * @returns a reading, or the plan to take instead when this one fails.
   * @throws Fault when the hosts cannot be found, or when the whole query ends.
   */
  open<Row extends AssetRow>(
    request: PlanRequest<Row>,
    options: OpenOptions,
  ): Promise<OpenReading<Row> | Fallback>;
}

/** What the plans need of the engine. */
export interface PlanServices {
  readonly resolver: QueryResolver;
  readonly directory: HostDirectory;
  readonly hosts: HostReader;
  readonly statistics: StatisticsBook;
  readonly snapshots: SnapshotStore;
  readonly options: PlanOptions;
}

export interface PlanOptions {
  /** Rows to a page upstream. */
  readonly pageLimit: number;
  /** Requests in flight. */
  readonly window: number;
  /** Servers from which on a stream does not wait for the end of their list. Default 5 000. */
  readonly growFrom?: number;
}

/** A query whose plans are priced and opened. */
export interface PlanRequest<Row extends AssetRow> {
  readonly prepared: PreparedQuery<Row>;
  readonly keyed: KeyedSource<Row>;
  /** The query with its hosts, where they are found already. */
  readonly query: FleetQuery<Row> | undefined;
  /** The first page of the list of all servers, where it was fetched for the size. */
  readonly firstPage?: ListPage<HssHost>;
  /** How many hosts the query is about. */
  readonly size: number;
  readonly wanted: Wanted;
  /** Earlier snapshots of all projects that answer the query, by alias; absent when there are none. */
  readonly kept?: ReadonlyMap<string, Snapshot<Row>>;
  readonly context: QueryContext;
  readonly services: PlanServices;
}

/** Which rows a page or a stream needs. */
export interface Wanted {
  /** Rows; Infinity for all. */
  readonly rows: number;
  /** Place of the first host, where a cursor says so. */
  readonly from?: { readonly alias: string; readonly hostId: string } | number;
  /** When the snapshot of the page before was read, Unix milliseconds: later pages may stay with it. */
  readonly pinnedAsOf?: number;
  /** Whether the answer says why its plan was chosen. Default: false. */
  readonly explain?: boolean;
  /** Whether no more than the ids of the hosts is needed now: then a long list of them is not held. Default: false. */
  readonly idsOnly?: boolean;
  /** Age of the newest snapshot that covers the query, in milliseconds; absent when there is none. */
  readonly snapshotAgeMs?: number;
}

/** A query in numbers, as far as they are known before it is read. They change prices, never answers. */
export interface QueryEstimate {
  /** Hosts that would have to be asked one by one. */
  readonly hosts: number;
  /** Whether that number is a guess, because only a page is wanted. */
  readonly hostsGuessed: boolean;
  /** Mean rows of a host. */
  readonly rowsPerHost: number;
  /** Calls that list the hosts before they can be asked one by one. */
  readonly listCalls: number;
  /** Rows over the whole fleet for each key that is needed, from the statistics; null while those are not known. */
  readonly rowsPerKey: readonly number[] | null;
  /** Calls that the statistics would take now; 0 when they are kept. */
  readonly statisticsCalls: number;
  /** Why some of the keys cannot be listed, once for each of these keys. */
  readonly refusals: readonly string[];
}

export interface OpenOptions {
  /** Called with the share done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Calls that the plan was priced at. Default 0: another plan was left for it. */
  readonly calls?: number;
  /** Why it is opened instead of the plan that was chosen. */
  readonly switchReason?: string | undefined;
  /** What a reading host by host may switch to while it fills a page. Default: nothing. */
  readonly otherPlan?: OtherPlanPrice;
}

/** What the other plan costs that a reading host by host may switch to. */
export interface OtherPlanPrice {
  /** Calls, where they are known already. */
  readonly calls: number | undefined;
  /** Returns its calls; Infinity when it cannot be taken. */
  price(): Promise<number>;
}

/** Rows that can be read. */
export interface OpenReading<Row extends AssetRow> {
  readonly query: FleetQuery<Row>;
  readonly reader: FleetReader;
  /** Name of the plan that gave the rows in the end: known once a page is read. */
  readonly plan: string;
  /** Why that is not the plan that was chosen, for the caller; known once a page is read. */
  readonly switchReason: string | undefined;
  /** When the snapshot behind it was read; undefined when hosts are asked one by one. */
  readonly snapshotAsOf: number | undefined;
}

/** The plan to take instead of one that failed. */
export interface Fallback {
  readonly fallBackTo: string;
  /** For the caller. */
  readonly reason: string;
}

/**
 * Reads what a plan needs before its rows can be given out.
 *
 * @returns what was read, or the fault: then the memory taken meanwhile is free again, and another plan can be opened.
 * @throws what ends the whole query.
 */
export async function readOrFault<T>(context: QueryContext, read: () => Promise<T>): Promise<T | Fault> {
  const held = context.held.bytes;
  try {
    return await read();
  } catch (error) {
    if (context.endedBy(error)) throw error;
    context.held.keep(held);
    return Fault.from(error);
  }
}

/** The fallback from a plan that met a fault. */
export function fallback(from: string, to: string, fault: Fault): Fallback {
  return { fallBackTo: to, reason: `${from} was given up: ${faultTitle(fault.kind)}` };
}
