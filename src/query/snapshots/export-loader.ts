import { sortDistinct } from '../../fleet/distinct.js';
import { weightOf } from '../../kernel/memory.js';
import { Fault } from '../../kernel/fault.js';
import { inSlices } from '../../kernel/slices.js';
import type { ExportRow } from '../../upstream/hss/export-file/table-rows.js';
import type { HssHost } from '../../upstream/hss/hosts.js';
import { runExport, type RunExportOptions } from '../../upstream/hss/run-export.js';
import type { HssScope } from '../../upstream/hss/hss-client.js';
import type { SendContext } from '../../upstream/transport/pipeline.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import {
  hssScope,
  type AssetRow,
  type AssetSource,
  type ExportedSource,
  type QueryScope,
} from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import { RowTable, type NameAndAddress } from './row-table.js';
import { Snapshot } from './snapshot.js';

const MIB = 1024 * 1024;
/** Limits of one export. A choice: the packed file of a fleet has a few megabytes. */
const OPTIONS: RunExportOptions = {
  firstPollMs: 1_000,
  maxPollMs: 5_000,
  limits: { maxBytes: 512 * MIB, maxUnpackedBytes: 4_096 * MIB, stallMs: 15_000, attempts: 3 },
};

/** Whose rows are read. */
interface ExportSubject<Row extends AssetRow> {
  readonly source: AssetSource<Row>;
  readonly exported: ExportedSource<Row>;
  readonly project: UpstreamProject;
  readonly scope: QueryScope;
}

/** Rows out of an export. */
interface LoadedExport<Row extends AssetRow> {
  readonly snapshot: Snapshot<Row>;
  /** Servers that share name and address with another, so that the file does not separate their rows: ask them themselves. */
  readonly unsure: ReadonlySet<string>;
}

/**
 * Reads the rows of a whole project out of one export. Servers are known by the id where the file has it, else by name
 * and address together; two servers that share both are `unsure`.
 *
 * @param servers all servers of the project.
 * @throws Fault when the export fails, holds fewer distinct rows than the vendor counts after it, or rows that cannot be
 *   placed, or when the vendor does not count.
 * Cost: start, polls and download, and one call for the count.
 */
export async function loadExport<Row extends AssetRow>(
  { source, exported, project, scope }: ExportSubject<Row>,
  servers: readonly HssHost[],
  context: QueryContext,
): Promise<LoadedExport<Row>> {
  const asOf = Date.now();
  const sends = context.under(context.signal);
  const asked = hssScope(project, scope);
  const finder = new ServerFinder(servers);
  const byHost = new Map<string, Row[]>();
  /** Rows of servers that share name and address, by the first of these servers. */
  const bySameName = new Map<HssHost, Row[]>();
  const hostDetails = new Map<string, NameAndAddress>();
  for await (const batch of exportedRows(exported, project, asked, sends)) {
    for (const cells of batch) {
      const [server, ...others] = finder.find(cells['host_id'], cells['host_name'], cells['host_ip']);
      const row = exported.rowOf(project.alias, server, cells);
      context.held.take(weightOf(row));
      if (others.length > 0) addTo(bySameName, server, row);
      else {
        hostDetails.set(server.hostId, [server.hostName, server.privateIp]);
        addTo(byHost, server.hostId, row);
      }
    }
  }
  const counted = await exported.count(project, asked, sends);
  if (counted === null) throw new Fault('bad_payload', 'the vendor does not count the rows of the export');
  const distinct = new Map<string, readonly Row[]>();
  let held = 0;
  for (const [hostId, own] of byHost) {
    if (finder.unsure.has(hostId)) continue;
    const rows = sortDistinct(own, source.compare);
    held += rows.length;
    distinct.set(hostId, rows);
  }
  // Servers of one name may have equal rows, which count once here. To count too few is safe; too many would hide a missing row.
  for (const [first, own] of bySameName) {
    const rows = finder.sharingNameOf(first).flatMap(({ hostId }) => byHost.get(hostId) ?? []);
    held += sortDistinct([...own, ...rows], source.compare).length;
  }
  // A file may lack rows without a word, even when it repeats others: the vendor's own count is the check.
  if (held < counted) throw new Fault('bad_payload', `the export holds ${held} rows of ${counted}`);
  return { snapshot: await packed(asOf, distinct, source, hostDetails), unsure: finder.unsure };
}

/** Packs the rows of each host, and gives other work its turn meanwhile. */
async function packed<Row extends AssetRow>(
  asOf: number,
  byHost: ReadonlyMap<string, readonly Row[]>,
  source: AssetSource<Row>,
  hostDetails: ReadonlyMap<string, NameAndAddress>,
): Promise<Snapshot<Row>> {
  const table = new RowTable(source);
  await inSlices([...byHost], ([hostId, rows]) => {
    const [hostName, hostIp] = hostDetails.get(hostId) ?? [null, null];
    for (const row of rows) table.add(row, hostName, hostIp);
  });
  const all = Uint32Array.from({ length: table.length }, (_, number) => number);
  return Snapshot.of(asOf, table, [all], source.compare);
}

function addTo<Key, Row>(rows: Map<Key, Row[]>, key: Key, row: Row): void {
  const own = rows.get(key);
  if (own === undefined) rows.set(key, [row]);
  else own.push(row);
}

/** The lines of the file. It is not documented whether a file may have server ids; when the vendor refuses, they are left out. */
async function* exportedRows<Row extends AssetRow>(
  { type, fields }: ExportedSource<Row>,
  project: UpstreamProject,
  scope: HssScope,
  sends: SendContext,
): AsyncGenerator<ExportRow[], void, undefined> {
  const run = (chosen: readonly string[]) => {
    const columns = chosen.map((field) => ({ field, title: field }));
    return runExport(project.exports, { type, columns }, scope, OPTIONS, sends);
  };
  let begun = false;
  try {
    for await (const batch of run(fields)) {
      begun = true;
      yield batch;
    }
  } catch (error) {
    if (begun || !(error instanceof Fault) || error.kind !== 'rejected') throw error;
    yield* run(fields.filter((field) => field !== 'host_id'));
  }
}

/** Finds the server that a line of the file means. */
class ServerFinder {
  readonly unsure = new Set<string>();
  private readonly byId: ReadonlyMap<string, SameNamed>;
  private readonly byName = new Map<string, HssHost[]>();

  constructor(servers: readonly HssHost[]) {
    this.byId = new Map(servers.map((server) => [server.hostId, [server]]));
    for (const server of servers) addTo(this.byName, nameKey(server.hostName, server.privateIp), server);
  }

  /** The server, or all that share its name and address, which are `unsure` from then on. @throws Fault for an unlisted server. */
  find(id: unknown, name: unknown, ip: unknown): SameNamed {
    const found =
      typeof id === 'string' && id !== '' ? this.byId.get(id) : this.byName.get(nameKey(name, ip));
    if (found === undefined || !isFilled(found))
      throw new Fault('bad_payload', 'the export names a server that is not in the list');
    if (found.length > 1) for (const server of found) this.unsure.add(server.hostId);
    return found;
  }

  /** The servers that share the name and address of one, itself included. */
  sharingNameOf({ hostName, privateIp }: HssHost): readonly HssHost[] {
    return this.byName.get(nameKey(hostName, privateIp)) ?? [];
  }
}

type SameNamed = readonly [HssHost, ...HssHost[]];

function isFilled(servers: readonly HssHost[]): servers is SameNamed {
  return servers.length > 0;
}

function nameKey(name: unknown, ip: unknown): string {
  return JSON.stringify([name ?? '', ip ?? '']);
}
