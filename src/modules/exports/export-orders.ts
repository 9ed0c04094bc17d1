import { newTimeOrderedId } from '../../kernel/time-ordered-id.js';
import { Inject, Injectable } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { currentSpan } from '../../kernel/trace.js';
import { ExportsConfig } from '../../platform/config/config.js';
import { maySee, type Caller } from '../../platform/http/admission/caller.js';
import { Problem } from '../../platform/problem/problem.js';
import { UpstreamProjects, type UpstreamProject } from '../../upstream/projects.js';
import { ExportJobs } from './export-jobs.js';
import type { ExportOrderDto } from './export-order.dto.js';
import { type ExportRecord } from './export-record.js';
import { OrderPreparation } from './order-preparation.js';
import { checkReadRows } from '../../rest/read-scopes.js';
import { ExportStore, type LimitScope } from './store/export-store.js';
import { withStore } from './store/store-problem.js';

/** Seconds after which a caller whose order met a limit may try again: some exports will have ended by then. A choice. */
const LIMIT_RETRY_S = 10;

export interface Ordered {
  readonly record: ExportRecord;
  /** Whether the same order came before, under the same key. */
  readonly repeated: boolean;
}

/** Takes orders for exports. */
@Injectable()
export class ExportOrders {
  constructor(
    @Inject(ExportStore) private readonly store: ExportStore,
    @Inject(ExportJobs) private readonly jobs: ExportJobs,
    @Inject(UpstreamProjects) private readonly projects: UpstreamProjects,
    private readonly preparation: OrderPreparation,
    private readonly config: ExportsConfig,
  ) {}

  /**
   * Keeps the export that was ordered and begins it; gives the export of an earlier equal order under the same key.
   *
   * @param key the caller's idempotency key.
   * @throws Problem `forbidden`, `not-found` for the project, `invalid-request`, `rate-limited`, `key-reused`,
   *   `store-unavailable`, `store-full`.
   */
  async order(order: ExportOrderDto, key: string | undefined, caller: Caller): Promise<Ordered> {
    checkReadRows(caller, order.asset_type);
    const project = this.projectOf(caller, order.project);
    const record = await this.recordOf(order, project, caller);
    const claim =
      key === undefined ? undefined : { key, order: JSON.stringify([record.project, record.request]) };
    const created = await withStore(() => this.store.create(record, this.config, claim));
    if (created.kind === 'created') {
      this.jobs.begin(record);
      return { record, repeated: false };
    }
    await this.preparation.dropHosts(record);
    switch (created.kind) {
      case 'known':
        return { record: created.record, repeated: true };
      case 'key_taken':
        throw new Problem('key-reused', 'This key was used for another export before', {
          errors: [{ parameter: 'Idempotency-Key', detail: 'was used for another export before' }],
        });
      case 'limit':
        throw this.limitProblem(created.of);
    }
  }

  private async recordOf(
    order: ExportOrderDto,
    project: UpstreamProject,
    caller: Caller,
  ): Promise<ExportRecord> {
    const now = systemClock.now();
    const id = newTimeOrderedId(now);
    const { asset_type: type, category = 'host', filter = {} } = order;
    const prepared = await this.preparation.prepare(order, id, caller);
    const traceparent = currentSpan()?.traceparent;
    return {
      id,
      version: 1,
      owner: caller.id,
      project: project.alias,
      request: {
        type,
        category,
        columns: prepared.columns,
        ...(Object.keys(filter).length === 0 ? {} : { filter }),
        enterpriseProjectId: order.enterprise_project_id ?? project.enterpriseProjectId,
        ...(prepared.fleet === undefined ? {} : { fleet: prepared.fleet }),
      },
      state: 'queued',
      createdAt: now,
      deadlineAt: now + this.config.deadlineS * 1_000,
      expiresAt: now + this.config.keepS * 1_000,
      ...(traceparent === undefined ? {} : { traceparent }),
      ...(caller.pointsPerMinute === undefined ? {} : { pointsPerMinute: caller.pointsPerMinute }),
    };
  }

  private projectOf(caller: Caller, alias: string | undefined): UpstreamProject {
    const found = alias === undefined ? this.projects.default : this.projects.find(alias);
    if (found !== undefined && maySee(caller, found.alias)) return found;
    throw new Problem('not-found', 'There is no such project', {
      errors: [{ parameter: 'project', detail: 'is not known' }],
    });
  }

  private limitProblem(of: LimitScope): Problem {
    const { perCaller, perProject } = this.config;
    const [most, whose] = of === 'caller' ? [perCaller, 'of yours'] : [perProject, 'of this project'];
    return new Problem(
      'rate-limited',
      `${most} exports ${whose} are under way, which is the most at a time`,
      {
        retryAfterS: LIMIT_RETRY_S,
      },
    );
  }
}
