import { Injectable } from '@nestjs/common';
import { differences, type Difference } from '../../fleet/changes.js';
import { weightOf } from '../../kernel/memory.js';
import { Slices } from '../../kernel/slices.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import { Problem } from '../../platform/problem/problem.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { Page } from '../../query/question/answer.js';
import { Cursors } from '../../query/question/cursors.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { QueryPlanner } from '../../query/plan/query-planner.js';
import { QueryResolver, type PreparedQuery } from '../../query/servers/query-resolver.js';
import type { Snapshot } from '../../query/snapshots/snapshot.js';
import { SnapshotStore, subjectOf } from '../../query/snapshots/snapshot-store.js';
import { cursorBinding } from '../../rest/input/cursor-binding.js';
import type {
  Change,
  PortChangeDto,
  PortChangesParamsDto,
  PortChangesSummaryDto,
} from './port-changes.dto.js';
import { portKeys } from '../../asset-types/port/port-keys.js';
import { comparePorts, compareSockets, type PortRow } from '../../asset-types/port/port-row.js';
import { portSource } from '../../asset-types/port/port-source.js';

const DEFAULT_AGE_S = 30;

/** Two states of one project to compare. */
interface Comparison {
  readonly project: UpstreamProject;
  readonly before: Snapshot<PortRow>;
  readonly after: Snapshot<PortRow>;
}

/** A page of changes. The two times of its summary are members of the page too. */
export type PortChangesPage = Page<PortChangeDto, PortChangesSummaryDto> &
  Pick<PortChangesSummaryDto, 'from' | 'to'>;

/** Finds the ports that opened, closed or became dangerous since an earlier complete reading of a fleet. */
@Injectable()
export class PortChangesService {
  constructor(
    private readonly resolver: QueryResolver,
    private readonly planner: QueryPlanner,
    private readonly snapshots: SnapshotStore,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Returns up to `limit` changes after the cursor.
   *
   * @throws Problem `no-baseline` when no complete reading from `since` or before is kept; Fault when the fleet cannot be
   *   read completely now.
   */
  async changes(
    params: PortChangesParamsDto,
    limit: number,
    caller: Caller,
    context: QueryContext,
  ): Promise<PortChangesPage> {
    const prepared = await this.prepare(params, caller, context);
    const binding = cursorBinding([prepared.binding, params.since]);
    const position = this.cursors.read(binding, params.cursor) as
      readonly [skip: number, from: number[], to: number[]] | undefined;
    const compared =
      position === undefined
        ? await this.compare(prepared, params, context)
        : this.compareAgain(prepared, position);
    const found: PortChangeDto[] = [];
    for (const each of compared) for (const change of await changesOf(each, context)) found.push(change);
    const skip = position?.[0] ?? 0;
    const items = found.slice(skip, skip + limit);
    const end = skip + items.length;
    const count = (change: Change): number => found.filter((each) => each.change === change).length;
    const readFrom = compared.map(({ before }) => before.asOf);
    const readTo = compared.map(({ after }) => after.asOf);
    const from = new Date(Math.min(...readFrom)).toISOString();
    const to = new Date(Math.min(...readTo)).toISOString();
    return {
      items,
      failures: [],
      complete: true,
      next_cursor: end < found.length ? this.cursors.write(binding, [end, readFrom, readTo]) : null,
      from,
      to,
      summary: {
        complete: true,
        items: items.length,
        total: found.length,
        opened: count('opened'),
        closed: count('closed'),
        endangered: count('endangered'),
        from,
        to,
        upstream_calls: context.calls,
        elapsed_ms: context.elapsedMs,
      },
    };
  }

  private prepare(
    params: PortChangesParamsDto,
    caller: Caller,
    context: QueryContext,
  ): Promise<PreparedQuery<PortRow>> {
    return this.resolver.prepare(
      portSource,
      {
        ...(params.project === undefined ? {} : { project: params.project }),
        hosts: { selection: {} },
        category: params.category ?? 'host',
        ...(params.enterprise_project_id === undefined
          ? {}
          : { enterpriseProjectId: params.enterprise_project_id }),
        filters: {},
        sort: [],
        includeHost: false,
        maxAgeMs: Math.min(context.maxAgeMs, (params.max_age ?? DEFAULT_AGE_S) * 1_000),
        plan: 'auto',
        keys: portKeys({}),
      },
      caller,
    );
  }

  private async compare(
    prepared: PreparedQuery<PortRow>,
    params: PortChangesParamsDto,
    context: QueryContext,
  ): Promise<Comparison[]> {
    const since = Date.parse(params.since);
    // Find the earlier state first: reading the fleet may drop the oldest snapshot to make room.
    const before = prepared.projects.map((project) =>
      this.snapshots.before<PortRow>(subjectOf(prepared, project), since),
    );
    const now = await this.planner.whole(prepared, context);
    return prepared.projects.map((project, at) => {
      const earlier = before[at];
      const after = now.get(project.alias) as Snapshot<PortRow>;
      if (earlier !== undefined) return { project, before: earlier, after };
      const oldest = this.snapshots.oldest(subjectOf(prepared, project)) ?? after.asOf;
      throw new Problem(
        'no-baseline',
        `No complete reading of project ${project.alias} from that time is kept; one from now is`,
        {
          members: { oldest: new Date(Math.min(oldest, after.asOf)).toISOString() },
        },
      );
    });
  }

  /** Returns the two states that the page before compared. @throws Problem `invalid-cursor` when they are gone. */
  private compareAgain(
    prepared: PreparedQuery<PortRow>,
    [, from, to]: readonly [number, number[], number[]],
  ): Comparison[] {
    return prepared.projects.map((project, at) => {
      const subject = subjectOf(prepared, project);
      const before = this.snapshots.before<PortRow>(subject, from[at] ?? 0);
      const after = this.snapshots.before<PortRow>(subject, to[at] ?? 0);
      if (
        before?.asOf === from[at] &&
        after?.asOf === to[at] &&
        before !== undefined &&
        after !== undefined
      ) {
        return { project, before, after };
      }
      const detail = 'The readings that this cursor belongs to are no longer kept';
      throw new Problem('invalid-cursor', detail, { errors: [{ parameter: 'cursor', detail }] });
    });
  }
}

/** Memory of a change besides its rows, in bytes. An estimate. */
const CHANGE_BYTES = 80;

async function changesOf({ before, after }: Comparison, context: QueryContext): Promise<PortChangeDto[]> {
  const hostIds = [...new Set([...before.hostIds, ...after.hostIds])].sort();
  const found: PortChangeDto[] = [];
  const slices = new Slices();
  for (const hostId of hostIds) {
    if (slices.usedUp) await slices.next();
    const pairs = differences(
      before.rowsOf(hostId),
      after.rowsOf(hostId),
      comparePorts,
      compareSockets,
      endangers,
    );
    for (const pair of pairs) {
      context.held.take(CHANGE_BYTES + weightOf(pair));
      found.push({ change: changeOf(pair), ...pair });
    }
  }
  return found;
}

function endangers(before: PortRow, after: PortRow): boolean {
  return before.status !== 'danger' && after.status === 'danger';
}

function changeOf({ before, after }: Difference<PortRow>): Change {
  if (before === null) return 'opened';
  return after === null ? 'closed' : 'endangered';
}
