import { Injectable } from '@nestjs/common';
import { differences, type Difference } from '../../fleet/changes.js';
import { compareKeys } from '../../fleet/order.js';
import { weightOf } from '../../kernel/memory.js';
import { Slices } from '../../kernel/slices.js';
import { Problem } from '../../platform/problem/problem.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { QueryPlanner } from '../../query/plan/query-planner.js';
import { QueryResolver, type PreparedQuery } from '../../query/servers/query-resolver.js';
import type { Snapshot } from '../../query/snapshots/snapshot.js';
import { SnapshotStore, subjectOf } from '../../query/snapshots/snapshot-store.js';
import type { PortChangeRow } from '../../asset-types/changes/change-rows.js';
import { portKeys } from '../../asset-types/port/port-keys.js';
import { comparePorts, compareSockets, type PortRow } from '../../asset-types/port/port-row.js';
import { portSource } from '../../asset-types/port/port-source.js';
import { portChanged } from '../../asset-types/row-changes.js';
import type { ChangesRequest, ChangesSource, FoundChanges } from './changes-source.js';

/** Memory of a change besides its rows, in bytes. An estimate. */
const CHANGE_BYTES = 80;

/** Two states of one project to compare. */
interface Comparison {
  readonly project: UpstreamProject;
  readonly before: Snapshot<PortRow>;
  readonly after: Snapshot<PortRow>;
}

/** What a cursor keeps: when the states were read, by project in the resolver's order. */
type Mark = readonly [before: number[], after: number[]];

/** Finds what changed between two complete readings of a fleet's ports: the vendor keeps no history of them. */
@Injectable()
export class PortComparison implements ChangesSource {
  constructor(
    private readonly resolver: QueryResolver,
    private readonly planner: QueryPlanner,
    private readonly snapshots: SnapshotStore,
  ) {}

  /**
   * Compares the last complete reading at or before the span with the last one in it. A span that ends now is read now.
   *
   * @throws Problem `no-baseline` when no complete reading from its start or before is kept; Fault when the fleet cannot be
   *   read completely now.
   */
  async find(request: ChangesRequest, context: QueryContext): Promise<FoundChanges> {
    const prepared = await this.prepare(request);
    const compared =
      request.mark === undefined
        ? await this.compare(prepared, request, context)
        : this.compareAgain(prepared, request.mark as unknown as Mark);
    const readBefore = compared.map(({ before }) => before.asOf);
    const readAfter = compared.map(({ after }) => after.asOf);
    const rows: PortChangeRow[] = [];
    const newestFirst = compared.toSorted(
      (a, b) => b.after.asOf - a.after.asOf || compareKeys(a.project.alias, b.project.alias),
    );
    for (const each of newestFirst)
      for (const row of await changesOf(each, request.hostIds, context)) rows.push(row);
    return {
      rows,
      projectFailures: [],
      span: { fromMs: Math.min(...readBefore), toMs: Math.min(...readAfter) },
      mark: [readBefore, readAfter],
    };
  }

  private prepare({ params, caller, maxAgeMs }: ChangesRequest): Promise<PreparedQuery<PortRow>> {
    const { project, enterprise_project_id: enterpriseProjectId } = params;
    return this.resolver.prepare(
      portSource,
      {
        ...(project === undefined ? {} : { project }),
        hosts: { selection: {} },
        category: params.category ?? 'host',
        ...(enterpriseProjectId === undefined ? {} : { enterpriseProjectId }),
        filters: {},
        sort: [],
        includeHost: false,
        maxAgeMs,
        plan: 'auto',
        keys: portKeys({}),
      },
      caller,
    );
  }

  private async compare(
    prepared: PreparedQuery<PortRow>,
    { params, span }: ChangesRequest,
    context: QueryContext,
  ): Promise<Comparison[]> {
    const kept = (project: UpstreamProject, atMs: number): Snapshot<PortRow> | undefined =>
      this.snapshots.before<PortRow>(subjectOf(prepared, project), atMs);
    // Find the earlier state first: reading the fleet may drop the oldest snapshot to make room.
    const earlier = prepared.projects.map((project) => kept(project, span.fromMs));
    const past = params.until !== undefined && span.toMs < Date.now();
    const later = past
      ? prepared.projects.map((project) => kept(project, span.toMs))
      : await this.readNow(prepared, context);
    return prepared.projects.map((project, at) => {
      const before = earlier[at];
      const after = later[at];
      if (before !== undefined && after !== undefined) return { project, before, after };
      throw this.noBaseline(prepared, project, after);
    });
  }

  private async readNow(
    prepared: PreparedQuery<PortRow>,
    context: QueryContext,
  ): Promise<(Snapshot<PortRow> | undefined)[]> {
    const now = await this.planner.whole(prepared, context);
    return prepared.projects.map(({ alias }) => now.get(alias));
  }

  private noBaseline(
    prepared: PreparedQuery<PortRow>,
    project: UpstreamProject,
    after: Snapshot<PortRow> | undefined,
  ): Problem {
    const known = [this.snapshots.oldest(subjectOf(prepared, project)), after?.asOf];
    const oldest = Math.min(...known.filter((each) => each !== undefined));
    return new Problem(
      'no-baseline',
      `No complete reading of project ${project.alias} from that time is kept`,
      Number.isFinite(oldest) ? { members: { oldest: new Date(oldest).toISOString() } } : {},
    );
  }

  /** Returns the two states that the page before compared. @throws Problem `invalid-cursor` when they are gone. */
  private compareAgain(prepared: PreparedQuery<PortRow>, [earlier, later]: Mark): Comparison[] {
    return prepared.projects.map((project, at) => {
      const subject = subjectOf(prepared, project);
      const before = this.snapshots.before<PortRow>(subject, earlier[at] ?? 0);
      const after = this.snapshots.before<PortRow>(subject, later[at] ?? 0);
      if (before?.asOf === earlier[at] && after?.asOf === later[at] && before && after)
        return { project, before, after };
      const detail = 'The readings that this cursor belongs to are no longer kept';
      throw new Problem('invalid-cursor', detail, { errors: [{ parameter: 'cursor', detail }] });
    });
  }
}

async function changesOf(
  { before, after }: Comparison,
  hostIds: ReadonlySet<string> | undefined,
  context: QueryContext,
): Promise<PortChangeRow[]> {
  const hosts = [...new Set([...before.hostIds, ...after.hostIds])].sort();
  const seenAt = new Date(after.asOf).toISOString();
  const found: PortChangeRow[] = [];
  const slices = new Slices();
  for (const hostId of hosts) {
    if (hostIds !== undefined && !hostIds.has(hostId)) continue;
    if (slices.usedUp) await slices.next();
    const [was, is] = [before.rowsOf(hostId), after.rowsOf(hostId)];
    const details = (is.length > 0 ? after : before).detailsOf(hostId);
    for (const pair of differences(was, is, comparePorts, compareSockets, portChanged)) {
      context.held.take(CHANGE_BYTES + weightOf(pair));
      found.push(changeRow(pair, details, seenAt));
    }
  }
  return found;
}

function changeRow(
  { before, after }: Difference<PortRow>,
  [hostName, hostIp]: readonly [string | null, string | null],
  seenAt: string,
): PortChangeRow {
  const socket = (after ?? before) as PortRow;
  return {
    ...socket,
    host_name: hostName,
    host_ip: hostIp,
    change: before === null ? 'added' : after === null ? 'removed' : 'changed',
    seen_at: seenAt,
    status_before: before?.status ?? null,
    process_path_before: before?.process_path ?? null,
  };
}
