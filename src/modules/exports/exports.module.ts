import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CursorCodec } from '../../fleet/cursor.js';
import { systemClock } from '../../kernel/clock.js';
import { AppConfig } from '../../platform/config/config.js';
import { FleetRows } from './fleet/fleet-rows.js';
import { Drain } from '../../platform/http/connections/drain.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import { Logger } from '../../platform/logging/logger.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { CacheCipher } from '../../platform/redis/cache-cipher.js';
import { KeyedDigest } from '../../platform/redis/keyed-digest.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { SealedEntries } from '../../platform/redis/sealed-entries.js';
import { RestModule } from '../../rest/rest.module.js';
import { UpstreamProjects } from '../../upstream/projects.js';
import { ExportChanges } from './export-changes.js';
import { ExportFollow } from './export-follow.js';
import { ExportRunner } from './export-runner.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { ExportFileController } from './file/export-file.controller.js';
import { ExportFiles } from './file/export-files.js';
import { ExportBlobs } from './store/export-blobs.js';
import { ExportStore } from './store/export-store.js';
import { MemoryExportBlobs } from './store/memory-export-blobs.js';
import { MemoryExportStore } from './store/memory-export-store.js';
import { RedisExportBlobs } from './store/redis-export-blobs.js';
import { RedisExportStore } from './store/redis-export-store.js';

/** How exports are kept in Redis so that nobody else reads, forges or moves them. */
function sealing(
  { secrets }: AppConfig,
  metrics: Metrics,
  redis: RedisPort,
): [entries: SealedEntries, names: KeyedDigest] {
  const cipher = new CacheCipher(secrets, 'export-store');
  const entries = new SealedEntries(redis, cipher, 'exports', (event, count) => {
    if (event === 'poisoned') metrics.redisDropped('exports', count);
  });
  return [entries, new KeyedDigest(secrets, 'export-names')];
}

/** Works while the application does; on its end, exports under way are free for other replicas at once. */
@Injectable()
class ExportsLife implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    @Inject(ExportRunner) private readonly runner: ExportRunner,
    @Inject(ExportFiles) private readonly files: ExportFiles,
  ) {}

  onApplicationBootstrap(): void {
    this.runner.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runner.close();
    this.files.close();
  }
}

/** Exports: ordered, followed, fetched. */
@Module({
  imports: [RestModule],
  controllers: [ExportsController, ExportFileController],
  providers: [
    ExportChanges,
    ExportsLife,
    FleetRows,
    {
      provide: ExportStore,
      inject: [AppConfig, Metrics, { token: RedisPort, optional: true }],
      useFactory: (config: AppConfig, metrics: Metrics, redis: RedisPort | undefined) =>
        redis === undefined
          ? new MemoryExportStore(systemClock)
          : new RedisExportStore(redis, systemClock, ...sealing(config, metrics, redis)),
    },
    {
      provide: ExportBlobs,
      inject: [AppConfig, Metrics, { token: RedisPort, optional: true }],
      useFactory: (config: AppConfig, metrics: Metrics, redis: RedisPort | undefined) =>
        redis === undefined
          ? new MemoryExportBlobs(systemClock)
          : new RedisExportBlobs(redis, systemClock, ...sealing(config, metrics, redis)),
    },
    {
      provide: ExportRunner,
      inject: [
        ...[ExportStore, ExportBlobs, FleetRows, UpstreamProjects],
        ...[ExportChanges, AppConfig, CallerLimits, Logger],
      ],
      useFactory: (
        store: ExportStore,
        blobs: ExportBlobs,
        rows: FleetRows,
        projects: UpstreamProjects,
        changes: ExportChanges,
        { exports: config }: AppConfig,
        limits: CallerLimits,
        logger: Logger,
      ) => new ExportRunner(store, projects, { rows, blobs, config }, changes, config, limits, logger),
    },
    {
      provide: ExportFiles,
      inject: [UpstreamProjects, ExportBlobs, AppConfig, CallerLimits],
      useFactory: (projects: UpstreamProjects, blobs: ExportBlobs, config: AppConfig, limits: CallerLimits) =>
        new ExportFiles(projects, blobs, config.exports, limits),
    },
    {
      provide: ExportFollow,
      inject: [ExportStore, ExportChanges, Drain],
      useFactory: (store: ExportStore, changes: ExportChanges, drain: Drain) =>
        new ExportFollow(store, changes, drain),
    },
    {
      provide: ExportsService,
      inject: [
        ...[ExportStore, ExportBlobs, UpstreamProjects, FleetRows, CallerLimits],
        ...[ExportRunner, ExportFiles, ExportChanges, CursorCodec, AppConfig],
      ],
      useFactory: (
        store: ExportStore,
        blobs: ExportBlobs,
        projects: UpstreamProjects,
        rows: FleetRows,
        limits: CallerLimits,
        runner: ExportRunner,
        files: ExportFiles,
        changes: ExportChanges,
        cursors: CursorCodec,
        config: AppConfig,
      ) =>
        new ExportsService(
          store,
          blobs,
          projects,
          rows,
          limits,
          runner,
          files,
          changes,
          cursors,
          config.exports,
          systemClock,
        ),
    },
  ],
})
export class ExportsModule {}
