import type { HostQuery } from '../../upstream/hss/hss-client.js';
import type { HssHost } from '../../upstream/hss/hosts.js';

/** A whole list of servers, sorted by id. */
export interface ReadList {
  readonly hosts: readonly HssHost[];
  /** When it was read, Unix milliseconds. */
  readonly at: number;
}

/**
 * Lists of servers that replicas of the same configuration have read. Nothing of a caller is in it: callers reach it only
 * after their right to the project is checked. Never throws; it may always know nothing.
 */
export interface SharedLists {
  /** The list that this query had, whole and of that age; undefined where there is none or nobody could be asked. */
  find(project: string, query: HostQuery, maxAgeMs: number): Promise<ReadList | undefined>;
  /** Tells the others, some time later. */
  keep(project: string, query: HostQuery, list: ReadList): void;
}
