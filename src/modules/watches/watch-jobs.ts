import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Jobs, type Job, type JobOutcome } from '../../platform/jobs/jobs.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Deliveries, HOOK_JOB } from '../../query/watches/deliveries.js';
import { Looks } from '../../query/watches/looks.js';
import { ConfiguredWatches } from './configured-watches.js';

const LOOK_JOB = 'watch';
/** Looks, and deliveries, of one process at a time. A choice: they wait for others most of the time. */
const AT_ONCE = 4;

/** Has looks and deliveries done: each by one replica at a time, and by another one when that one dies. */
@Injectable()
export class WatchJobs implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stops: (() => void)[] = [];

  constructor(
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(Metrics) private readonly metrics: Metrics,
    private readonly configured: ConfiguredWatches,
    private readonly looks: Looks,
    private readonly deliveries: Deliveries,
  ) {}

  onApplicationBootstrap(): void {
    const { watches } = this.configured;
    const names = [...watches.keys()];
    if (names.length === 0) return;
    this.metrics.watches.watchAges(() => this.looks.ages(names));
    // Whether a baseline is lost is known only to who has seen it; a store out of reach has no answer now.
    void this.looks.remember(names).catch(() => undefined);
    this.jobs.work(LOOK_JOB, (job) => this.look(job), AT_ONCE);
    this.jobs.work(HOOK_JOB, (job) => this.deliver(job), AT_ONCE);
    for (const { name, intervalMs } of watches.values())
      this.stops.push(this.jobs.schedule({ kind: LOOK_JOB, id: name, caller: `watch ${name}` }, intervalMs));
  }

  onApplicationShutdown(): void {
    for (const stop of this.stops) stop();
  }

  /** A watch that this replica's configuration does not have is left to another one; its next look comes by itself. */
  private async look({ id, signal }: Job): Promise<JobOutcome> {
    const watch = this.configured.watches.get(id);
    if (watch === undefined) return 'done';
    const result = await this.looks.look(watch, signal);
    this.metrics.watches.looked(result);
    await this.deliveries.submit(id);
    return 'done';
  }

  private async deliver(job: Job): Promise<JobOutcome> {
    const watch = this.configured.watches.get(job.payload);
    return watch === undefined ? 'done' : this.deliveries.attempt(watch, job);
  }
}
