import { Module, type DynamicModule } from '@nestjs/common';
import { AssetsModule } from './modules/assets/assets.module.js';
import { AuthModule } from './modules/auth/auth.module.js';
import { ChangesModule } from './modules/changes/changes.module.js';
import { ExportsModule } from './modules/exports/exports.module.js';
import { HealthModule } from './modules/health/health.module.js';
import { HostsModule } from './modules/hosts/hosts.module.js';
import { PortsModule } from './modules/ports/ports.module.js';
import { QueriesModule } from './modules/queries/queries.module.js';
import { WatchesModule } from './modules/watches/watches.module.js';
import type { AppConfig } from './platform/config/config.js';
import { HttpEdgeModule } from './platform/http/http-edge.module.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import { LimitsModule } from './platform/limits/limits.module.js';
import type { Logger } from './platform/logging/logger.js';
import { MetricsModule } from './platform/metrics/metrics.module.js';
import { PlatformModule } from './platform/platform.module.js';
import type { Tracing } from './platform/tracing/tracing.js';
import { UpstreamModule } from './upstream/upstream.module.js';

/** The composition root: the one place that sees every room. */
@Module({})
export class AppModule {
  static with(config: AppConfig, logger: Logger, tracing: Tracing): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(config, logger, tracing),
        HttpEdgeModule,
        LimitsModule,
        MetricsModule,
        JobsModule,
        UpstreamModule,
        AuthModule,
        PortsModule,
        HostsModule,
        AssetsModule,
        ChangesModule,
        ExportsModule,
        QueriesModule,
        WatchesModule,
        HealthModule,
      ],
    };
  }
}
