export const QUERY_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type QueryState = (typeof QUERY_STATES)[number];

/** Hosts that one chunk reads. A choice: some seconds of work, which a replica that dies loses. */
export const CHUNK_HOSTS = 100;
/** Hosts of one block of the list of hosts. A choice: about 25 KB, read by ten chunks. */
export const BLOCK_HOSTS = 1_000;
/** Chunks of one query that wait or run at a time; each one that ends makes room for the next. Measured: see decision 17. */
export const FEED_WINDOW = 16;

/** What was asked, once and for all. Times are Unix milliseconds. */
export interface QueryRecord {
  readonly id: string;
  /** Id of the caller; no other caller sees the query. */
  readonly owner: string;
  /** Aliases of the projects that it is about. */
  readonly projects: readonly string[];
  /** Points that its owner gets each minute, where they differ from the default. */
  readonly pointsPerMinute?: number;
  readonly type: string;
  /** The checked input without its host ids. */
  readonly question: Readonly<Record<string, unknown>>;
  /** How many hosts were named by id; their blocks are kept already. Absent for a selection. */
  readonly named?: number;
  /** `traceparent` of the request that ordered it, where that was traced. */
  readonly traceparent?: string;
  /** Whether its hosts were paid for before it became a background query. */
  readonly paid?: true;
  readonly createdAt: number;
  /** What has not been read by then fails. */
  readonly deadlineAt: number;
  /** From then on nothing of it is kept. */
  readonly expiresAt: number;
}

/**
 * What a block is for; absent: its hosts are read one by one, in chunks. `scope`: hosts whose rows are wanted of the lists
 * by key; all hosts where there is none. `named`: hosts as they were named in the order. `keys`: keys that one chunk reads.
 * `check`: the chunk that ends the reading by key, without content. `left`: keys that could not be read. `rest`: hosts that
 * are asked, in chunks, for their rows under the keys that are left.
 */
export type BlockRole = 'scope' | 'named' | 'keys' | 'check' | 'left' | 'rest';

/** A part of the list of hosts, or of keys. */
export interface LayoutBlock {
  /** Alias of its project; null for all projects of the query. */
  readonly project: string | null;
  readonly hosts: number;
  readonly role?: BlockRole;
  /** Name under which its content is kept. Blocks of other attempts to plan the query have other names. */
  readonly name: string;
}

/** How a query is read. */
export interface QueryLayout {
  readonly plan: string;
  /** Calls that the planner estimated. */
  readonly estimatedCalls: number;
  /** Calls that were made to plan it and to find its hosts; absent in entries of an earlier release. */
  readonly planCalls?: number;
  /** Read in one go, by a plan that reads all hosts at once; else in chunks of hosts or of keys. */
  readonly whole: boolean;
  /** What is read, in this order. */
  readonly blocks: readonly LayoutBlock[];
  /** When the keys were known to be all, Unix milliseconds; absent where hosts are read one by one. */
  readonly keysAsOf?: number;
}

/** How far a query is. */
export interface QueryRun {
  readonly state: QueryState;
  /** Grows with every change. */
  readonly version: number;
  /** 0, and one more for each time that failed hosts were asked again. */
  readonly round: number;
  /** Chunks; 0 until they are known. */
  readonly total: number;
  readonly done: number;
  /** Chunks that were given out, from the first on. */
  readonly fed: number;
  readonly hosts: number;
  readonly answered: number;
  readonly failed: number;
  readonly rows: number;
  /** Pieces that can be read, in the order in which they were completed. */
  readonly pieces: number;
  readonly calls: number;
  readonly hits: number;
  /** When the oldest row was read; 0 before the first. */
  readonly asOf: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Why it failed; empty when it did not. */
  readonly code: string;
  /** Absent until it is known. */
  readonly layout?: QueryLayout;
}

export interface KeptQuery {
  readonly record: QueryRecord;
  readonly run: QueryRun;
}

/** One piece of the result, without its content. */
export interface PieceFacts {
  readonly name: string;
  readonly rows: number;
  readonly failures: number;
  /** Failures of an earlier round than that of the query have been asked again. */
  readonly round: number;
}

/** Whether the query has ended, well or not. */
export function isOver({ state }: Pick<QueryRun, 'state'>): boolean {
  return state !== 'queued' && state !== 'running';
}

/** How many chunks a query has. */
export function chunksIn(layout: QueryLayout): number {
  if (layout.whole) return 1;
  return layout.blocks.reduce((sum, block) => sum + chunksOf(block), 0);
}

function chunksOf({ role, hosts }: LayoutBlock): number {
  if (role === 'scope' || role === 'named' || role === 'left') return 0;
  return role === 'keys' || role === 'check' ? 1 : Math.ceil(hosts / CHUNK_HOSTS);
}

/** Returns the chunk that begins when all chunks before it are done; undefined where there is none. */
export function checkIn(layout: QueryLayout | undefined): number | undefined {
  const at = layout?.blocks.findIndex(({ role }) => role === 'check') ?? -1;
  if (layout === undefined || at < 0) return undefined;
  return layout.blocks.slice(0, at).reduce((sum, block) => sum + chunksOf(block), 0);
}

/** Returns how many chunks are given out while so many are done. */
export function fedOf(layout: QueryLayout, done: number): number {
  const fed = Math.min(chunksIn(layout), done + FEED_WINDOW);
  const check = checkIn(layout);
  return check === undefined || done >= check ? fed : Math.min(fed, check);
}

/** Where the content of a chunk stands: which block, and from which place in it. Undefined when there is no such chunk. */
export function placeOfChunk(
  layout: QueryLayout,
  chunk: number,
): { readonly block: number; readonly from: number } | undefined {
  let left = chunk;
  for (const [block, each] of layout.blocks.entries()) {
    const chunks = chunksOf(each);
    if (left < chunks) return { block, from: left * CHUNK_HOSTS };
    left -= chunks;
  }
  return undefined;
}
