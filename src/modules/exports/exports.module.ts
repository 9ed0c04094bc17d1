import { hkdfSync } from 'node:crypto';
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
import { Drain } from '../../platform/http/drain.js';
import { Logger } from '../../platform/logging/logger.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { UpstreamProjects } from '../../upstream/projects.js';
import { ExportChanges } from './export-changes.js';
import { ExportFollow } from './export-follow.js';
import { ExportRunner } from './export-runner.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';
import { ExportFileController } from './file/export-file.controller.js';
import { ExportFiles } from './file/export-files.js';
import { ExportStore } from './store/export-store.js';
import { MemoryExportStore } from './store/memory-export-store.js';
import { RedisExportStore } from './store/redis-export-store.js';

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
  controllers: [ExportsController, ExportFileController],
  providers: [
    ExportChanges,
    ExportsLife,
    {
      provide: ExportStore,
      inject: [{ token: RedisPort, optional: true }],
      useFactory: (redis: RedisPort | undefined) =>
        redis === undefined ? new MemoryExportStore(systemClock) : new RedisExportStore(redis, systemClock),
    },
    {
      provide: ExportRunner,
      inject: [ExportStore, UpstreamProjects, ExportChanges, AppConfig, Logger],
      useFactory: (
        store: ExportStore,
        projects: UpstreamProjects,
        changes: ExportChanges,
        config: AppConfig,
        logger: Logger,
      ) => new ExportRunner(store, projects, changes, config.exports, logger),
    },
    {
      provide: ExportFiles,
      inject: [UpstreamProjects, AppConfig],
      useFactory: (projects: UpstreamProjects, config: AppConfig) =>
        new ExportFiles(projects, config.exports),
    },
    {
      provide: ExportFollow,
      inject: [ExportStore, ExportChanges, Drain],
      useFactory: (store: ExportStore, changes: ExportChanges, drain: Drain) =>
        new ExportFollow(store, changes, drain),
    },
    {
      provide: ExportsService,
      inject: [ExportStore, UpstreamProjects, ExportRunner, ExportFiles, ExportChanges, AppConfig],
      useFactory: (
        store: ExportStore,
        projects: UpstreamProjects,
        runner: ExportRunner,
        files: ExportFiles,
        changes: ExportChanges,
        config: AppConfig,
      ) =>
        new ExportsService(
          store,
          projects,
          runner,
          files,
          changes,
          new CursorCodec(
            config.secrets.map(({ id, value }) => ({
              id,
              key: Buffer.from(hkdfSync('sha256', value, 'portolan', 'cursor', 32)),
            })),
          ),
          config.exports,
          systemClock,
        ),
    },
  ],
})
export class ExportsModule {}
