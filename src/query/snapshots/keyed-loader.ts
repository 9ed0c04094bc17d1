import { fanOut } from '../../fleet/fan-out.js';
import { TOTAL_CAP } from '../../upstream/hss/list.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { AssetRow, AssetSource, KeyedSource, QueryScope } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import { packedOrder } from './packed-order.js';
import { RowTable, type EarlierRows } from './row-table.js';
import { Snapshot, type RowNumbers } from './snapshot.js';

/** What the number of a row takes in the lists of its page and of its key, in bytes. */
const NUMBER_BYTES = 16;

const NO_ROWS: RowNumbers = new Uint32Array(0);

/** Whose rows are read. */
interface KeyedSubject<Row extends AssetRow> {
  readonly source: AssetSource<Row>;
  readonly keyed: KeyedSource<Row>;
  readonly project: UpstreamProject;
  readonly scope: QueryScope;
  /** Rows of the same keys as they were read before. */
  readonly earlier?: EarlierRows<Row> | undefined;
}

interface LoadOptions {
  readonly pageLimit: number;
  /** Requests in flight. */
  readonly window: number;
  readonly onKey?: (done: number, rows: number) => void;
}

/**
 * Reads the rows of a whole project key by key. Each row is packed as it arrives, so the page walks compare row numbers.
 *
 * @param keys distinct.
 * @param asOf when these were known to be all keys, Unix milliseconds: the rows are as old as that.
 * @returns the rows by host. All of them are held in memory, packed.
 * @throws Fault when any key could not be read, because then no host is known to be whole; kind `answer_too_large` when
 *   the rows take more memory than one answer may hold.
 * Cost: the sum over the keys of ceil(rows / page limit) calls, at least one each.
 */
export async function loadKeys<Row extends AssetRow>(
  { source, keyed, project, scope, earlier }: KeyedSubject<Row>,
  { keys, asOf }: { readonly keys: readonly (string | number)[]; readonly asOf: number },
  { pageLimit, window, onKey }: LoadOptions,
  context: QueryContext,
): Promise<Snapshot<Row>> {
  const table = new RowTable(source, earlier);
  const known = table.knownPages;
  let held = 0;
  let taken = 0;
  const outcomes = fanOut(keys, {
    fetchPage: async ({ target, offset, limit, signal }) => {
      const page = await keyed.fetchPage({
        ...{ project, key: target, offset, limit, scope },
        context: context.under(signal),
        take: (row, hostName, hostIp) => table.add(row, hostName, hostIp),
        known,
      });
      if (page.digest !== undefined) table.remember(page.digest, page);
      taken += page.rows.length;
      const bytes = table.bytes + taken * NUMBER_BYTES;
      context.held.take(bytes - held);
      held = bytes;
      return page;
    },
    pageLimit,
    window,
    ...packedOrder(table, source),
    totalCap: TOTAL_CAP,
    signal: context.signal,
  });
  const rowsOfKey: RowNumbers[] = keys.map(() => NO_ROWS);
  let done = 0;
  let rows = 0;
  for await (const outcome of outcomes) {
    if (outcome.kind === 'failure') throw outcome.fault;
    rowsOfKey[outcome.index] = new Uint32Array(outcome.rows);
    rows += outcome.rows.length;
    onKey?.(++done, rows);
  }
  return Snapshot.of(asOf, table, rowsOfKey, source.compare);
}
