import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { AppConfig } from '../../platform/config/config.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Logger } from '../../platform/logging/logger.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { CacheCipher } from '../../platform/redis/cache-cipher.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { SealedEntries } from '../../platform/redis/sealed-entries.js';
import { HookAddresses } from '../../platform/webhooks/hook-addresses.js';
import { WebhookSender } from '../../platform/webhooks/send-webhook.js';
import { FleetQueryService } from '../../query/fleet-query.service.js';
import { QueryPlanner } from '../../query/plan/query-planner.js';
import { StatisticsBook } from '../../query/plan/statistics.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import { Deliveries } from '../../query/watches/deliveries.js';
import { Looks } from '../../query/watches/looks.js';
import { MemoryWatchStore } from '../../query/watches/memory-watch-store.js';
import { RedisWatchStore } from '../../query/watches/redis-watch-store.js';
import { ScheduledReading } from '../../query/watches/scheduled-reading.js';
import { WatchBook } from '../../query/watches/watch-book.js';
import { WatchStore } from '../../query/watches/watch-store.js';
import { AssetQueries } from '../../rest/asset-queries.js';
import { RestModule } from '../../rest/rest.module.js';
import { ConfiguredWatches } from './configured-watches.js';
import { ScheduleJobs } from './schedule-jobs.js';
import { WatchJobs } from './watch-jobs.js';
import { WatchesController } from './watches.controller.js';
import { WatchesService } from './watches.service.js';

/** Watches and schedules of the configuration. */
@Module({
  imports: [RestModule],
  controllers: [WatchesController],
  providers: [
    {
      provide: ConfiguredWatches,
      inject: [AppConfig, AssetQueries],
      useFactory: async (config: AppConfig, queries: AssetQueries) => {
        const configured = new ConfiguredWatches(config, queries);
        await configured.load();
        return configured;
      },
    },
    {
      provide: WatchStore,
      inject: [AppConfig, Metrics, { token: RedisPort, optional: true }],
      useFactory: ({ secrets }: AppConfig, metrics: Metrics, redis: RedisPort | undefined): WatchStore => {
        if (redis === undefined) return new MemoryWatchStore();
        const cipher = new CacheCipher(secrets, 'watch-store');
        const entries = new SealedEntries(redis, cipher, 'watches', (event, count) => {
          if (event === 'poisoned') metrics.redisDropped('watches', count);
        });
        return new RedisWatchStore(redis, entries);
      },
    },
    {
      provide: WatchBook,
      inject: [WatchStore],
      useFactory: (store: WatchStore) => new WatchBook(store, () => `msg-${randomUUID()}`),
    },
    {
      provide: Looks,
      inject: [AppConfig, Logger, WatchStore, WatchBook, QueryResolver, StatisticsBook, FleetQueryService],
      useFactory: (
        { upstream: { pageLimit, window } }: AppConfig,
        logger: Logger,
        store: WatchStore,
        book: WatchBook,
        ...[resolver, statistics, queries]: [QueryResolver, StatisticsBook, FleetQueryService]
      ) =>
        new Looks(
          store,
          book,
          { resolver, statistics, queries, options: { pageLimit, window } },
          {
            baseline: (watch, reason, rows) => {
              if (reason === 'state_lost')
                logger.warn(
                  { watch, rows },
                  'what a watch had kept is gone; it compares with a new baseline',
                );
              else logger.info({ watch, reason, rows }, 'a watch has its baseline');
            },
            failed: (watch, code, error) => {
              const err = error instanceof Error ? error.message : 'unknown';
              logger.warn({ watch, code, err }, 'a look of a watch failed; the next one comes');
            },
          },
        ),
    },
    {
      provide: Deliveries,
      inject: [AppConfig, Logger, Metrics, WatchBook, Jobs],
      useFactory: (
        { webhooks }: AppConfig,
        logger: Logger,
        metrics: Metrics,
        book: WatchBook,
        jobs: Jobs,
      ) => {
        const { allowedHosts, privateNetworks, timeoutMs, firstRetryMs, giveUpS } = webhooks;
        const sender = new WebhookSender(new HookAddresses(allowedHosts, privateNetworks), timeoutMs);
        const settings = { firstRetryMs, giveUpMs: giveUpS * 1_000 };
        return new Deliveries(book, jobs, sender, settings, (watch, result, { id, attempts, reason }) => {
          metrics.watches.sent(result);
          if (result === 'dead') logger.warn({ watch, id, attempts, reason }, 'a webhook was given up');
        });
      },
    },
    {
      provide: ScheduledReading,
      inject: [QueryResolver, QueryPlanner],
      useFactory: (resolver: QueryResolver, planner: QueryPlanner) => new ScheduledReading(resolver, planner),
    },
    ScheduleJobs,
    WatchJobs,
    WatchesService,
  ],
})
export class WatchesModule {}
