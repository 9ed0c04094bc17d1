import { Injectable } from '@nestjs/common';
import type { JsonValue } from '../../fleet/cursor.js';
import { compareKeys } from '../../fleet/order.js';
import type { Fault } from '../../kernel/fault.js';
import type { Caller } from '../../platform/http/admission/caller.js';
import { Problem } from '../../platform/problem/problem.js';
import { unusable } from '../../upstream/hss/decode.js';
import { isStandIn } from '../../upstream/hss/vendor-id.js';
import type { HssHost, HssHostGroup } from '../../upstream/hss/hosts.js';
import type { UpstreamProject } from '../../upstream/projects.js';
import type { ProjectFailure } from '../../query/question/fleet-query.js';
import { projectFailureDto, nothingAnswered } from '../../query/question/failures.js';
import { Cursors } from '../../query/question/cursors.js';
import { HostDirectory } from '../../query/servers/host-directory.js';
import { selects, upstreamHostQuery } from '../../query/question/host-selection.js';
import { cursorBinding } from '../../rest/input/cursor-binding.js';
import { filtersOf } from '../../rest/input/hosts-input.js';
import type { Rows, RowsPage } from '../../rest/answers/list-answer.js';
import { listOutcome, type ListSummaryDto } from '../../rest/answers/list-summary.js';
import type { QueryContext } from '../../query/question/query-context.js';
import { overProjects } from '../../query/servers/over-projects.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import { hostGroupRow, hostRow } from './host-row.js';
import type { HostGroupRow, HostRow } from './host-rows.dto.js';
import type { HostGroupParamsDto, HostParamsDto, HostScopeParamsDto } from './hosts.dto.js';

/** A server or group as the vendor returned it, and the alias of its project. */
interface Found<Record> {
  readonly project: string;
  readonly record: Record;
}

/** Memory of one found record besides the cached list that holds it, in bytes. An estimate. */
const FOUND_BYTES = 60;

/** Lists servers and their groups. */
@Injectable()
export class HostsService {
  constructor(
    private readonly resolver: QueryResolver,
    private readonly directory: HostDirectory,
    private readonly cursors: Cursors,
  ) {}

  /** Returns up to `limit` servers after the cursor, ordered by project and id. @throws Problem */
  async hosts(
    params: HostParamsDto,
    limit: number,
    caller: Caller,
    context: QueryContext,
  ): Promise<RowsPage<HostRow, ListSummaryDto>> {
    const bound = boundParams(params);
    const binding = cursorBinding(['hosts', caller.id, bound]);
    const position = this.cursors.read(binding, params.cursor);
    const selection = filtersOf(params);
    const { found, projectFailures, asOf } = await this.readProjects(
      params,
      caller,
      context,
      async (project, scope) => {
        const list = await this.directory.list(
          project,
          upstreamHostQuery(selection, scope),
          context.under(context.signal),
          maxAgeMs(params, context),
        );
        return {
          records: list.hosts.filter((host) => selects(selection, host)),
          asOf: list.asOf,
          ...faultOf(list),
        };
      },
    );
    const start = startOf(found, position);
    const items = found.slice(start, start + limit);
    const last = items.at(-1);
    const more = start + items.length < found.length && last !== undefined;
    return {
      items: lazyRows(items, hostRow),
      ...listOutcome(projectFailures, { items: items.length, total: found.length }, asOf, context),
      next_cursor: more ? this.cursors.write(binding, [last.project, last.record.hostId]) : null,
    };
  }

  /** Checks the project. @throws Problem `not-found` when the caller may not see it. */
  checkProject(project: string | undefined, caller: Caller): void {
    this.resolver.projectsOf(caller, project);
  }

  /** Returns one server. @throws Problem `not-found`. */
  async host(
    hostId: string,
    params: HostScopeParamsDto,
    caller: Caller,
    context: QueryContext,
  ): Promise<HostRow> {
    const { found, projectFailures } = await this.readProjects(
      params,
      caller,
      context,
      async (project, scope) => {
        const list = await this.directory.byIds(
          project,
          [hostId],
          scope,
          context.under(context.signal),
          maxAgeMs(params, context),
        );
        return { records: list.hosts, asOf: Date.now(), ...faultOf(list) };
      },
    );
    const [first] = found;
    if (first !== undefined) return hostRow(first.project, first.record);
    if (projectFailures.length > 0) throw nothingAnswered(projectFailures.map(projectFailureDto));
    throw new Problem('not-found', 'There is no such host in these projects');
  }

  /** Returns all server groups. @throws Problem */
  async groups(
    params: HostGroupParamsDto,
    caller: Caller,
    context: QueryContext,
  ): Promise<RowsPage<HostGroupRow, ListSummaryDto>> {
    const { found, projectFailures, asOf } = await this.readProjects(
      params,
      caller,
      context,
      async (project, scope) => {
        const groups = await this.directory.groups(project, scope, context.under(context.signal));
        return { records: groups.rows, asOf: Date.now(), ...faultOf(groups) };
      },
    );
    const counts = { items: found.length, total: found.length };
    const items = lazyRows(found, hostGroupRow);
    return { items, ...listOutcome(projectFailures, counts, asOf, context), next_cursor: null };
  }

  /** Joins what all projects answer. Projects that fail or change meanwhile are listed in `projectFailures`, unless none answers. */
  private async readProjects<Record extends HssHost | HssHostGroup>(
    params: { readonly project?: string; readonly enterprise_project_id?: string },
    caller: Caller,
    context: QueryContext,
    read: (
      project: UpstreamProject,
      scope: string,
    ) => Promise<{ records: readonly Record[]; asOf: number; fault?: Fault }>,
  ): Promise<{ found: Found<Record>[]; projectFailures: readonly ProjectFailure[]; asOf: number }> {
    const projects = this.resolver.projectsOf(caller, params.project);
    const { parts, projectFailures } = await overProjects(projects, context, async (project, report) => {
      const { records, asOf, fault } = await read(
        project,
        params.enterprise_project_id ?? project.enterpriseProjectId,
      );
      context.held.take(records.length * FOUND_BYTES);
      const usable = records.filter((record) => {
        const hostId = idOf(record);
        if (!isStandIn(hostId)) return true;
        report({ hostId, fault: unusable('an id', 'cannot be used') });
        return false;
      });
      if (fault !== undefined) report({ fault });
      return { usable, asOf };
    });
    return {
      found: parts.flatMap(({ project: { alias }, value }) =>
        value.usable.map((record) => ({ project: alias, record })),
      ),
      projectFailures,
      asOf: parts.reduce((oldest, { value }) => Math.min(oldest, value.asOf), Date.now()),
    };
  }
}

/** Returns rows that are made when they are read, so that only the found records are in memory. */
function lazyRows<Record, Row>(
  found: readonly Found<Record>[],
  rowOf: (project: string, record: Record) => Row,
): Rows<Row> {
  return {
    length: found.length,
    slice: (from, to) => found.slice(from, to).map(({ project, record }) => rowOf(project, record)),
  };
}

function idOf(record: HssHost | HssHostGroup): string {
  return 'hostId' in record ? record.hostId : record.groupId;
}

/** Returns the parameters that have to stay the same from page to page. */
function boundParams(params: HostParamsDto): object {
  const { limit: _l, cursor: _c, max_age: _a, timeout_ms: _t, format: _f, fields: _m, ...bound } = params;
  return bound;
}

function faultOf({ fault }: { readonly fault?: Fault }): { readonly fault?: Fault } {
  return fault === undefined ? {} : { fault };
}

/** Returns the greatest age of a list; undefined when neither parameter nor header sets one. */
function maxAgeMs(params: { readonly max_age?: number }, context: QueryContext): number | undefined {
  const maxAge = Math.min(context.maxAgeMs, params.max_age === undefined ? Infinity : params.max_age * 1_000);
  return maxAge === Infinity ? undefined : maxAge;
}

/** Returns the index of the first host after a cursor's position. The host at the position may be gone. */
function startOf(found: readonly Found<HssHost>[], position: JsonValue | undefined): number {
  if (position === undefined) return 0;
  const [alias, hostId] = position as [string, string];
  const at = found.findIndex(
    ({ project, record }) => (compareKeys(project, alias) || compareKeys(record.hostId, hostId)) > 0,
  );
  return at < 0 ? found.length : at;
}
