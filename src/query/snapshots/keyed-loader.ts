import { sortDistinct } from '../../fleet/distinct.js';
import { fanOut } from '../../fleet/fan-out.js';
import type { Compare } from '../../fleet/outcome.js';
import { weightOfRows } from '../../kernel/memory.js';
import { TOTAL_CAP } from '../../upstream/hss/list.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { AssetRow, AssetSource, KeyedSource, QueryScope } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import { Snapshot, type NameAndAddress } from './snapshot.js';

/** Whose rows are read. */
interface KeyedSubject<Row extends AssetRow> {
  readonly source: AssetSource<Row>;
  readonly keyed: KeyedSource<Row>;
  readonly project: UpstreamProject;
  readonly scope: QueryScope;
}

interface LoadOptions {
  readonly pageLimit: number;
  /** Requests in flight. */
  readonly window: number;
  readonly onKey?: (done: number, rows: number) => void;
}

/**
 * Reads the rows of a whole project key by key.
 *
 * @param keys distinct.
 * @param asOf when these were known to be all keys, Unix milliseconds: the rows are as old as that.
 * @returns the rows by host. All of them are held in memory until the query ends.
 * @throws Fault when any key could not be read, because then no host is known to be whole; kind `answer_too_large` when
 *   the rows take more memory than one answer may hold.
 * Cost: the sum over the keys of ceil(rows / page limit) calls, at least one each.
 */
export async function loadKeys<Row extends AssetRow>(
  { source, keyed, project, scope }: KeyedSubject<Row>,
  { keys, asOf }: { readonly keys: readonly (string | number)[]; readonly asOf: number },
  { pageLimit, window, onKey }: LoadOptions,
  context: QueryContext,
): Promise<Snapshot<Row>> {
  const byHost = new Map<string, Row[]>();
  const hostDetails = new Map<string, NameAndAddress>();
  const outcomes = fanOut(keys, {
    fetchPage: async ({ target, offset, limit, signal }) => {
      const page = await keyed.fetchPage({
        ...{ project, key: target, offset, limit, scope },
        context: context.under(signal),
        onHost: (hostId, name, ip) => {
          if (!hostDetails.has(hostId)) hostDetails.set(hostId, [name, ip]);
        },
      });
      context.held.take(weightOfRows(page.rows));
      return page;
    },
    pageLimit,
    window,
    compare: byHostThen(source.compare),
    totalCap: TOTAL_CAP,
    signal: context.signal,
  });
  let done = 0;
  let rows = 0;
  for await (const outcome of outcomes) {
    if (outcome.kind === 'failure') throw outcome.fault;
    for (const row of outcome.rows) {
      const own = byHost.get(row.host_id);
      if (own === undefined) byHost.set(row.host_id, [row]);
      else own.push(row);
    }
    rows += outcome.rows.length;
    onKey?.(++done, rows);
  }
  const distinct = new Map<string, readonly Row[]>();
  for (const [hostId, own] of byHost) distinct.set(hostId, sortDistinct(own, source.compare));
  return Snapshot.of(asOf, distinct, hostDetails);
}

function byHostThen<Row extends AssetRow>(compare: Compare<Row>): Compare<Row> {
  return (a, b) => (a.host_id === b.host_id ? compare(a, b) : a.host_id < b.host_id ? -1 : 1);
}
