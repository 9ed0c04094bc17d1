import { Inject, Injectable } from '@nestjs/common';
import { ExportsConfig } from '../../platform/config/config.js';
import { CallMeter } from '../../platform/limits/call-meter.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import { UpstreamProjects, type UpstreamProject } from '../../upstream/projects.js';
import type { ExportWorker } from './export-jobs.js';
import { CALLS_ORDERED, ownerOf, type ExportRecord } from './export-record.js';
import type { ExportSteps } from './export-steps.js';
import { ExportWork } from './export-work.js';
import { FleetRows } from './fleet/fleet-rows.js';
import { FleetWork } from './fleet/fleet-work.js';
import { ExportBlobs } from './store/export-blobs.js';

/** Does the work of exports: lets the vendor make the file, or makes it of a query of our own. */
@Injectable()
export class ExportWorks implements ExportWorker {
  constructor(
    @Inject(UpstreamProjects) private readonly projects: UpstreamProjects,
    @Inject(ExportBlobs) private readonly blobs: ExportBlobs,
    private readonly rows: FleetRows,
    private readonly limits: CallerLimits,
    private readonly config: ExportsConfig,
  ) {}

  canWork({ project }: ExportRecord): boolean {
    return this.projects.find(project) !== undefined;
  }

  async work(steps: ExportSteps): Promise<void> {
    const { project: alias, request } = steps.record;
    const { rows, blobs, config } = this;
    const project = this.projects.find(alias);
    if (project === undefined) return;
    if (request.fleet === undefined) await this.vendorWork(steps, project);
    else await new FleetWork(steps, request.fleet, { rows, blobs, config }).finish();
  }

  /** The order has paid for the start and the first look; the owner owes the calls after them. */
  private async vendorWork(steps: ExportSteps, project: UpstreamProject): Promise<void> {
    const paid = steps.record.state === 'queued' ? CALLS_ORDERED : 0;
    const meter = new CallMeter(this.limits, ownerOf(steps.record), { paid, mayOwe: true });
    try {
      await new ExportWork(steps, project, this.config, meter).finish();
    } finally {
      await meter.settle();
    }
  }
}
