import { Global, Inject, Injectable, Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../config/config.js';
import { Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';
import { RedisPort } from '../redis/redis-port.js';
import { redisConfigOf } from '../redis/redis-settings.js';
import { Tracing } from '../tracing/tracing.js';
import type { JobEvents } from './job-events.js';
import { Jobs } from './jobs.js';
import { openJobs } from './open-jobs.js';

/** How long a drain waits for the jobs that run here, in milliseconds. A choice: other replicas take over what is left. */
const DRAIN_MS = 5_000;
/** Between two lines in the log about a queue in trouble, in milliseconds. A choice. */
const TROUBLE_LINE_MS = 60_000;

function eventsOf(logger: Logger, metrics: Metrics, tracing: Tracing): JobEvents {
  let saidAt = -Infinity;
  return {
    failed: (kind, id, error) => {
      metrics.jobs.retried(kind);
      const err = error instanceof Error ? error.message : 'unknown';
      logger.error({ job: kind, id, err }, 'a job failed; it is tried again');
    },
    tooOld: (kind) => {
      metrics.jobs.givenUp(kind);
      logger.warn({ job: kind }, 'a job could not begin in time and was given up');
    },
    lost: (jobs) => logger.warn({ jobs }, 'jobs end with this process, because there is no Redis'),
    dropped: (entries) => metrics.redisDropped('jobs', entries),
    begun: ({ kind, attempt, traceparent }) =>
      tracing.begin(`job ${kind}`, 'job', { 'portolan.job.attempt': attempt }, traceparent),
    trouble: (kind, error) => {
      if (performance.now() - saidAt < TROUBLE_LINE_MS) return;
      saidAt = performance.now();
      const name = error instanceof Error ? error.name : 'unknown';
      logger.warn({ job: kind, err: name }, 'the queue of jobs does not answer as it should');
    },
  };
}

/** Has the depth of the queue shown, and hands back what runs here when the application stops. */
@Injectable()
class JobsLife implements BeforeApplicationShutdown {
  constructor(
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(Metrics) metrics: Metrics,
  ) {
    metrics.jobs.watch(() => jobs.depth());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.jobs.drain(DRAIN_MS);
  }
}

/** Work without a caller who waits, for all features. */
@Global()
@Module({
  providers: [
    {
      provide: Jobs,
      inject: [AppConfig, Logger, Metrics, Tracing, { token: RedisPort, optional: true }],
      useFactory: (
        config: AppConfig,
        logger: Logger,
        metrics: Metrics,
        tracing: Tracing,
        port: RedisPort | undefined,
      ) =>
        openJobs(
          { ...config.jobs, secrets: config.secrets },
          port === undefined ? undefined : { port, config: redisConfigOf(config.redis) },
          eventsOf(logger, metrics, tracing),
        ),
    },
    JobsLife,
  ],
  exports: [Jobs],
})
export class JobsModule {}
