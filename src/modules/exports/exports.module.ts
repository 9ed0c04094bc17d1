import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type FactoryProvider,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { AppConfig, ExportsConfig } from '../../platform/config/config.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { CacheCipher } from '../../platform/redis/cache-cipher.js';
import { KeyedDigest } from '../../platform/redis/keyed-digest.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { SealedEntries } from '../../platform/redis/sealed-entries.js';
import { RestModule } from '../../rest/rest.module.js';
import { ExportChanges } from './export-changes.js';
import { ExportFollow } from './export-follow.js';
import { ExportJobs, ExportWorker } from './export-jobs.js';
import { ExportOrders } from './export-orders.js';
import { ExportRuns } from './export-runs.js';
import { ExportWorks } from './export-works.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { ExportFileController } from './file/export-file.controller.js';
import { ExportFiles } from './file/export-files.js';
import { FinishedFiles } from './file/finished-files.js';
import { FleetRows } from './fleet/fleet-rows.js';
import { FullStore } from './full-store.js';
import { OrderPreparation } from './order-preparation.js';
import { countedExportStore } from './store/counted-export-store.js';
import { ExportBlobs } from './store/export-blobs.js';
import { ExportStore } from './store/export-store.js';
import { MemoryExportBlobs } from './store/memory-export-blobs.js';
import { MemoryExportStore } from './store/memory-export-store.js';
import { RedisExportBlobs } from './store/redis-export-blobs.js';
import { RedisExportStore } from './store/redis-export-store.js';

/** What a store in Redis is made of; its entries are sealed, so that nobody else reads, forges or moves them. */
type RedisParts = ConstructorParameters<typeof RedisExportStore>;

/** Provides a store in Redis, or in memory when there is no Redis. */
function storeProvider<Store>(
  provide: symbol,
  inRedis: (...parts: RedisParts) => Store,
  inMemory: () => Store,
  counted: (store: Store, metrics: Metrics) => Store = (store) => store,
): FactoryProvider<Store> {
  return {
    provide,
    inject: [AppConfig, Metrics, { token: RedisPort, optional: true }],
    useFactory: ({ secrets }: AppConfig, metrics: Metrics, redis: RedisPort | undefined) => {
      if (redis === undefined) return counted(inMemory(), metrics);
      const cipher = new CacheCipher(secrets, 'export-store');
      const entries = new SealedEntries(redis, cipher, 'exports', (event, count) => {
        if (event === 'poisoned') metrics.redisDropped('exports', count);
      });
      return counted(inRedis(redis, systemClock, entries, new KeyedDigest(secrets, 'export-names')), metrics);
    },
  };
}

/** Runs as long as the application. */
@Injectable()
class ExportsLife implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(ExportRuns) private readonly runs: ExportRuns,
    @Inject(ExportFiles) private readonly files: ExportFiles,
  ) {}

  onApplicationBootstrap(): void {
    this.runs.start();
  }

  beforeApplicationShutdown(): void {
    this.runs.close();
    this.files.close();
  }
}

/** Exports: ordered, followed, fetched. */
@Module({
  imports: [RestModule],
  controllers: [ExportsController, ExportFileController],
  providers: [
    { provide: ExportsConfig, inject: [AppConfig], useFactory: ({ exports }: AppConfig) => exports },
    storeProvider<ExportStore>(
      ExportStore,
      (...parts) => new RedisExportStore(...parts),
      () => new MemoryExportStore(systemClock),
      (store, { work }) => countedExportStore(store, (state) => work.exportCame(state)),
    ),
    storeProvider<ExportBlobs>(
      ExportBlobs,
      (...parts) => new RedisExportBlobs(...parts),
      () => new MemoryExportBlobs(systemClock),
    ),
    ...[ExportChanges, ExportFiles, ExportFollow, ExportOrders, ExportRuns, ExportsLife, ExportsService],
    ...[FinishedFiles, FleetRows, FullStore, OrderPreparation],
    { provide: ExportWorker, useClass: ExportWorks },
    { provide: ExportJobs, useExisting: ExportRuns },
  ],
})
export class ExportsModule {}
