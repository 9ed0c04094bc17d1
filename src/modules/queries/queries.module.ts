import { Global, Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { AppConfig, QueriesConfig } from '../../platform/config/config.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { CacheCipher } from '../../platform/redis/cache-cipher.js';
import { KeyedDigest } from '../../platform/redis/keyed-digest.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { SealedEntries } from '../../platform/redis/sealed-entries.js';
import { KeyedReading } from '../../query/background/keyed-reading.js';
import { MemoryQueryStore } from '../../query/background/memory-query-store.js';
import { QueryStore } from '../../query/background/query-store.js';
import { RedisQueryStore } from '../../query/background/redis-query-store.js';
import { StatisticsBook } from '../../query/plan/statistics.js';
import { HostDirectory } from '../../query/servers/host-directory.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import { BackgroundQueries } from '../../rest/background-queries.js';
import { RestModule } from '../../rest/rest.module.js';
import { BackgroundOffer } from './background-offer.js';
import { KeyWork } from './key-work.js';
import { QueriesController } from './queries.controller.js';
import { QueriesService } from './queries.service.js';
import { QueryFollow } from './query-follow.js';
import { CHUNK_JOB, PLAN_JOB, TEND_JOB } from './query-jobs.js';
import { QueryOrders } from './query-orders.js';
import { QueryReading } from './query-reading.js';
import { QueryResults } from './query-results.js';
import { QueryRetry } from './query-retry.js';
import { QueryWork } from './query-work.js';

/** How often some replica looks after all queries under way, in milliseconds. A choice: chunks of a dead replica wait for it. */
const TEND_EVERY_MS = 5_000;

/** Queries that one process plans at a time, small ones among them, which it reads as well. A choice: they mostly wait for the vendor. */
const PLANS_AT_ONCE = 32;

/** Begins to do jobs of background queries with the application; the drain of jobs ends that. */
@Injectable()
class QueriesLife implements OnApplicationBootstrap {
  constructor(
    @Inject(Jobs) private readonly jobs: Jobs,
    private readonly work: QueryWork,
    private readonly config: QueriesConfig,
  ) {}

  onApplicationBootstrap(): void {
    this.jobs.work(PLAN_JOB, (job) => this.work.plan(job), PLANS_AT_ONCE);
    this.jobs.work(CHUNK_JOB, (job) => this.work.chunk(job), this.config.concurrency);
    this.jobs.work(TEND_JOB, () => this.work.tend(), 1);
    this.jobs.schedule({ kind: TEND_JOB, id: 'all', caller: 'queries' }, TEND_EVERY_MS);
  }
}

/** Background queries: ordered by the calls that answer queries, followed and read here. */
@Global()
@Module({
  imports: [RestModule],
  controllers: [QueriesController],
  providers: [
    { provide: QueriesConfig, inject: [AppConfig], useFactory: ({ queries }: AppConfig) => queries },
    {
      provide: QueryStore,
      inject: [AppConfig, Metrics, { token: RedisPort, optional: true }],
      useFactory: ({ secrets }: AppConfig, metrics: Metrics, redis: RedisPort | undefined): QueryStore => {
        if (redis === undefined) return new MemoryQueryStore(systemClock);
        const cipher = new CacheCipher(secrets, 'query-store');
        const entries = new SealedEntries(redis, cipher, 'queries', (event, count) => {
          if (event === 'poisoned') metrics.redisDropped('queries', count);
        });
        return new RedisQueryStore(redis, systemClock, entries, new KeyedDigest(secrets, 'query-names'));
      },
    },
    {
      provide: KeyedReading,
      inject: [AppConfig, QueryResolver, HostDirectory, StatisticsBook],
      useFactory: (
        { upstream: { pageLimit, window } }: AppConfig,
        resolver: QueryResolver,
        directory: HostDirectory,
        statistics: StatisticsBook,
      ) => new KeyedReading({ resolver, directory, statistics, options: { pageLimit, window } }),
    },
    ...[
      KeyWork,
      QueriesLife,
      QueriesService,
      QueryFollow,
      QueryOrders,
      QueryReading,
      QueryResults,
      QueryRetry,
      QueryWork,
    ],
    { provide: BackgroundQueries, useClass: BackgroundOffer },
  ],
  exports: [BackgroundQueries],
})
export class QueriesModule {}
