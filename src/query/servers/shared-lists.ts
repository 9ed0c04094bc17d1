import type { HostQuery } from '../../upstream/hss/hss-client.js';
import type { HssHost } from '../../upstream/hss/hosts.js';

/** A whole list of servers, sorted by id. */
export interface ReadList {
  readonly hosts: readonly HssHost[];
  /** When it was read, Unix milliseconds. */
  readonly at: number;
}

/**
 * Lists of servers that replicas of the same configuration have read. It holds nothing of a caller: callers reach it only
 * after their right to the project is checked. Never throws; it may be empty at any time.
 */
export interface SharedLists {
  /** Finds the whole list of this query; undefined when there is none of that age or Redis could not be asked. */
  find(project: string, query: HostQuery, maxAgeMs: number): Promise<ReadList | undefined>;
  /** Hands the list to the other replicas, in the background. */
  keep(project: string, query: HostQuery, list: ReadList): void;
}
