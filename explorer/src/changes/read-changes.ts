import {
  OPERATIONS,
  ProblemError,
  type OperationId,
  type Portolan,
  type Row as ClientRow,
} from 'portolan-client';

/** A change of any type; what has no member here is shown as it comes. */
export type Change = Pick<
  ClientRow<'listPortChanges'>,
  'change' | 'seen_at' | 'host_id' | 'host_name' | 'project'
> &
  Readonly<Record<string, unknown>>;

export interface Changes {
  /** Start of the changes. */
  readonly since: string;
  readonly items: readonly Change[];
}

/** Most changes that are read. A choice: some seconds, and more than anybody reads. */
export const MOST_CHANGES = 5_000;
const PAGE_ROWS = 1_000;
/** Filters that a question and the changes of ports have in common. */
const PORT_FILTERS = ['port', 'protocol', 'status', 'exposure', 'process'];

/** Returns the call that lists changes of a type; undefined when there is none. */
function changesOperation(type: string): OperationId | undefined {
  const path = type === 'port' ? '/v1/ports/changes' : `/v1/assets/${type}/changes`;
  return Object.keys(OPERATIONS).find((id) => OPERATIONS[id as OperationId][1] === path) as
    OperationId | undefined;
}

/** Whether changes of a type can be listed. */
export function hasChanges(type: string): boolean {
  return changesOperation(type) !== undefined;
}

/** Returns what of a question can be asked of changes too. */
export function changeFilters(
  type: string,
  input: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = ['project', 'host_ids', ...(type === 'port' ? PORT_FILTERS : [])];
  return Object.fromEntries(Object.entries(input).filter(([name]) => names.includes(name)));
}

/**
 * Reads the changes of a type since a moment. Where the service's first reading is younger, since that reading.
 *
 * @throws what the client throws, among it `no-baseline` where there is nothing yet to compare with.
 */
export async function readChanges(
  portolan: Portolan,
  type: string,
  input: Readonly<Record<string, unknown>> & { readonly since: string },
  signal: AbortSignal,
): Promise<Changes> {
  try {
    return await changesSince(portolan, type, input, signal);
  } catch (error) {
    const oldest =
      error instanceof ProblemError && error.is('no-baseline') ? error.problem.oldest : undefined;
    if (typeof oldest !== 'string') throw error;
    return changesSince(portolan, type, { ...input, since: oldest }, signal);
  }
}

async function changesSince(
  portolan: Portolan,
  type: string,
  input: Readonly<Record<string, unknown>> & { readonly since: string },
  signal: AbortSignal,
): Promise<Changes> {
  const items: Change[] = [];
  const rows = portolan.rows(
    changesOperation(type) as 'listPortChanges',
    { limit: PAGE_ROWS, ...input },
    { by: 'pages', signal, onFailure: () => undefined },
  );
  for await (const row of rows) {
    items.push(row);
    if (items.length >= MOST_CHANGES) break;
  }
  return { since: input.since, items };
}

/** Returns how many ports are open now; undefined when that cannot be told for certain. */
export async function portsOpenNow(
  portolan: Portolan,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const { complete, summary } = await portolan.call('queryPortSummary', { top: 1, ...input }, { signal });
    return complete ? summary.rows : undefined;
  } catch {
    // The changes are shown without it.
    return undefined;
  }
}
