import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Jobs, type Job, type JobOutcome } from '../../platform/jobs/jobs.js';
import { Logger } from '../../platform/logging/logger.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { ScheduledReading } from '../../query/watches/scheduled-reading.js';
import { ConfiguredWatches } from './configured-watches.js';

const READ_JOB = 'schedule';
/** Readings of one process at a time. A choice: each may hold the rows of a whole fleet. */
const AT_ONCE = 2;

/** Has the readings of schedules done, each by one replica at a time. */
@Injectable()
export class ScheduleJobs implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stops: (() => void)[] = [];

  constructor(
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Logger) private readonly logger: Logger,
    private readonly configured: ConfiguredWatches,
    private readonly readings: ScheduledReading,
  ) {}

  onApplicationBootstrap(): void {
    const { schedules } = this.configured;
    if (schedules.size > 0) this.jobs.work(READ_JOB, (job) => this.read(job), AT_ONCE);
    for (const { name, everyMs } of schedules.values())
      this.stops.push(this.jobs.schedule({ kind: READ_JOB, id: name, caller: `schedule ${name}` }, everyMs));
  }

  onApplicationShutdown(): void {
    for (const stop of this.stops) stop();
  }

  private async read({ id, signal }: Job): Promise<JobOutcome> {
    const schedule = this.configured.schedules.get(id);
    if (schedule === undefined) return 'done';
    try {
      await this.readings.read(schedule, signal);
      this.metrics.watches.scheduled('read');
    } catch (error) {
      signal.throwIfAborted();
      this.metrics.watches.scheduled('failed');
      const err = error instanceof Error ? error.message : 'unknown';
      this.logger.warn({ schedule: id, err }, 'a scheduled reading failed; the next one comes');
    }
    return 'done';
  }
}
