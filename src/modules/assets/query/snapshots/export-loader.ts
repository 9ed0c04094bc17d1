import { sortDistinct } from '../../../../fleet/distinct.js';
import { Fault } from '../../../../kernel/fault.js';
import type { ExportRow } from '../../../../upstream/hss/export-file/table-rows.js';
import type { HssHost } from '../../../../upstream/hss/hosts.js';
import { runExport, type RunExportOptions } from '../../../../upstream/hss/run-export.js';
import type { HssScope } from '../../../../upstream/hss/hss-client.js';
import type { SendContext } from '../../../../upstream/transport/pipeline.js';
import type { UpstreamProject } from '../../../../upstream/projects.js';
import type { AssetRow, AssetSource, ExportedSource, QueryScope } from '../fleet-query.js';
import type { QueryContext } from '../query-context.js';
import { Snapshot, type PassingFacts } from './snapshot.js';

/** A choice: a fleet's file is a few megabytes, packed. */
const MIB = 1024 * 1024;
const OPTIONS: RunExportOptions = {
  firstPollMs: 1_000,
  maxPollMs: 5_000,
  limits: { maxBytes: 512 * MIB, maxUnpackedBytes: 4_096 * MIB, stallMs: 15_000, attempts: 3 },
};

/** Rows out of an export. */
export interface LoadedExport<Row extends AssetRow> {
  readonly snapshot: Snapshot<Row>;
  /** Servers whose rows cannot be told from those of a namesake: to be asked by themselves. */
  readonly unsure: ReadonlySet<string>;
}

/**
 * Reads the rows of a whole project out of one export. Servers are known by the id where the file has it, else by name
 * and address together; two servers that share both are `unsure`.
 *
 * @param servers all servers of the project.
 * @throws Fault when the export fails, holds fewer rows than the vendor counts, or rows that cannot be placed.
 * Cost: start, looks and download, and one call for the count.
 */
export async function loadExport<Row extends AssetRow>(
  source: AssetSource<Row>,
  exported: ExportedSource<Row>,
  project: UpstreamProject,
  servers: readonly HssHost[],
  scope: QueryScope,
  context: QueryContext,
): Promise<LoadedExport<Row>> {
  const asOf = Date.now();
  const sends = context.under(context.signal);
  const hssScope = {
    category: scope.category,
    enterpriseProjectId: scope.enterpriseProjectId ?? project.enterpriseProjectId,
  };
  const finder = new ServerFinder(servers);
  const byHost = new Map<string, Row[]>();
  const facts = new Map<string, PassingFacts>();
  let rows = 0;
  for await (const batch of exportedRows(exported, project, hssScope, sends)) {
    for (const cells of batch) {
      rows++;
      const server = finder.find(cells['host_id'], cells['host_name'], cells['host_ip']);
      if (server === undefined) continue;
      facts.set(server.hostId, [server.hostName, server.privateIp]);
      const row = exported.rowOf(project.alias, server, cells);
      const own = byHost.get(server.hostId);
      if (own === undefined) byHost.set(server.hostId, [row]);
      else own.push(row);
    }
  }
  // A file may be capped without a word: the vendor's own count is the check.
  const counted = await exported.count(project, hssScope, sends);
  if (rows < counted) throw new Fault('bad_payload', `the export holds ${rows} rows of ${counted}`);
  const distinct = new Map<string, readonly Row[]>();
  for (const [hostId, own] of byHost) {
    if (!finder.unsure.has(hostId)) distinct.set(hostId, sortDistinct(own, source.compare));
  }
  return { snapshot: Snapshot.of(asOf, distinct, facts), unsure: finder.unsure };
}

/** The file's lines. Whether a file may have server ids is not documented: without them, where the vendor refuses. */
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
  private readonly byId: ReadonlyMap<string, HssHost>;
  private readonly byName = new Map<string, HssHost[]>();

  constructor(servers: readonly HssHost[]) {
    this.byId = new Map(servers.map((server) => [server.hostId, server]));
    for (const server of servers) {
      const key = nameKey(server.hostName, server.privateIp);
      const same = this.byName.get(key);
      if (same === undefined) this.byName.set(key, [server]);
      else same.push(server);
    }
  }

  /** Undefined for a line of one of several namesakes, which are `unsure` from then on. @throws Fault for a stranger. */
  find(id: unknown, name: unknown, ip: unknown): HssHost | undefined {
    if (typeof id === 'string' && id !== '') {
      const server = this.byId.get(id);
      if (server === undefined)
        throw new Fault('bad_payload', 'the export names a server that is not in the list');
      return server;
    }
    const same = this.byName.get(nameKey(name, ip));
    if (same === undefined)
      throw new Fault('bad_payload', 'the export names a server that is not in the list');
    if (same.length === 1) return same[0];
    for (const server of same) this.unsure.add(server.hostId);
    return undefined;
  }
}

function nameKey(name: unknown, ip: unknown): string {
  return JSON.stringify([name ?? '', ip ?? '']);
}
