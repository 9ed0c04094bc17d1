import { hkdfSync } from 'node:crypto';
import { Module } from '@nestjs/common';
import { CursorCodec } from '../../fleet/cursor.js';
import { systemClock } from '../../kernel/clock.js';
import { shareOfHeap } from '../../kernel/memory.js';
import { AppConfig } from '../../platform/config/config.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { AgedCache, type AgedCacheEvent } from '../../platform/redis/aged-cache.js';
import { CacheCipher } from '../../platform/redis/cache-cipher.js';
import { RedisPort } from '../../platform/redis/redis-port.js';
import { FleetRows } from '../../platform/fleet-rows/fleet-rows.js';
import { UpstreamProjects } from '../../upstream/projects.js';
import { CHANGE_CONTROLLERS } from '../changes/change-controllers.js';
import { ChangesService } from '../changes/changes.service.js';
import { CollectController } from './collect.controller.js';
import { RowFeed } from './feed/row-feed.js';
import { HostsController } from '../hosts/hosts.controller.js';
import { HostsService } from '../hosts/hosts.service.js';
import { PortAssetController } from '../ports/port-asset.controller.js';
import { PortViewsController } from '../ports/port-views.controller.js';
import { PortsController } from '../ports/ports.controller.js';
import { PortChangesService } from '../changes/port-changes.service.js';
import { PortsService } from '../ports/ports.service.js';
import { OverviewController } from './overview.controller.js';
import { OverviewService } from './overview.service.js';
import { Cursors } from '../../query/question/cursors.js';
import { FleetQueryService } from '../../query/fleet-query.service.js';
import { HostDirectory } from '../../query/servers/host-directory.js';
import { HostReader } from '../../query/reading/host-reader.js';
import { ListAnswers } from '../../rest/answers/list-answer.js';
import { QueryClock } from '../../rest/query-clock.js';
import { PlanPricing } from '../../query/plan/plan-pricing.js';
import { QueryPlanner } from '../../query/plan/query-planner.js';
import { QueryResolver } from '../../query/servers/query-resolver.js';
import { RedisSharedLists } from '../../query/servers/redis-shared-lists.js';
import { SnapshotStore } from '../../query/snapshots/snapshot-store.js';
import { StatisticsBook } from '../../query/plan/statistics.js';
import { projectDigest } from '../../query/cache/project-digest.js';
import { RedisSharedRows } from '../../query/cache/redis-shared-rows.js';
import { RowCache } from '../../query/cache/row-cache.js';
import { ASSET_CONTROLLERS } from './asset-controllers.js';
import { AssetsService } from '../../rest/assets.service.js';

/** What is shared with the other replicas, and under which name a project is; undefined where nothing is to be shared. */
function sharing(
  { upstream, projects, secrets }: AppConfig,
  redis: RedisPort | undefined,
  observe: (event: AgedCacheEvent, entries: number) => void,
): [cache: AgedCache, tagOf: (alias: string) => string] | undefined {
  if (redis === undefined || upstream.sharedCacheS === 0 || upstream.cacheMib === 0) return undefined;
  const tags = new Map(projects.map((project) => [project.alias, projectDigest(project)]));
  const cache = new AgedCache(redis, new CacheCipher(secrets, 'row-cache'), {
    lifeMs: upstream.sharedCacheS * 1_000,
    mostBytes: upstream.sharedCacheMib * 1024 * 1024,
    tags: [...new Set(tags.values())],
    clock: systemClock,
    observe,
  });
  return [cache, (alias) => tags.get(alias) ?? ''];
}

/** Fleet queries over every asset type, and the fleet itself. */
@Module({
  controllers: [
    PortsController,
    HostsController,
    ...ASSET_CONTROLLERS,
    ...CHANGE_CONTROLLERS,
    OverviewController,
    CollectController,
    PortViewsController,
    PortAssetController,
  ],
  providers: [
    {
      provide: CursorCodec,
      inject: [AppConfig],
      useFactory: (config: AppConfig) =>
        new CursorCodec(
          config.secrets.map(({ id, value }) => ({
            id,
            key: Buffer.from(hkdfSync('sha256', value, 'portolan', 'cursor', 32)),
          })),
        ),
    },
    {
      provide: HostDirectory,
      inject: [AppConfig, Metrics, { token: RedisPort, optional: true }],
      useFactory: (config: AppConfig, { rowCache }: Metrics, redis: RedisPort | undefined) => {
        const { pageLimit, window, hostsMaxAgeS } = config.upstream;
        const shared = sharing(config, redis, (event, parts) => rowCache.sharedList(event, parts));
        return new HostDirectory(
          { pageLimit, window, maxAgeMs: hostsMaxAgeS * 1_000 },
          shared === undefined ? undefined : new RedisSharedLists(...shared),
        );
      },
    },
    {
      provide: QueryResolver,
      inject: [UpstreamProjects, HostDirectory],
      useFactory: (projects: UpstreamProjects, directory: HostDirectory) =>
        new QueryResolver(projects, directory),
    },
    {
      provide: HostReader,
      inject: [AppConfig, Metrics, { token: RedisPort, optional: true }],
      useFactory: (config: AppConfig, { rowCache }: Metrics, redis: RedisPort | undefined) => {
        const { cacheMib, pageLimit, window, assurance, maxRowsPerHost } = config.upstream;
        const shared = sharing(config, redis, (event, hosts) => rowCache.shared(event, hosts));
        return new HostReader(
          new RowCache(cacheMib === 0 ? 0 : shareOfHeap(1 / 12, cacheMib * 1024 * 1024)),
          { pageLimit, window, assurance, maxRowsPerHost },
          shared === undefined ? undefined : new RedisSharedRows(...shared),
          (hit) => rowCache.looked(hit),
        );
      },
    },
    {
      provide: Cursors,
      inject: [CursorCodec, AppConfig],
      useFactory: (codec: CursorCodec, { query }: AppConfig) => new Cursors(codec, query.cursorTtlS * 1_000),
    },
    {
      provide: SnapshotStore,
      inject: [AppConfig],
      useFactory: ({ upstream }: AppConfig) =>
        new SnapshotStore(upstream.cacheMib === 0 ? 0 : shareOfHeap(1 / 16, upstream.cacheMib * 1024 * 1024)),
    },
    {
      provide: QueryPlanner,
      inject: [AppConfig, QueryResolver, HostDirectory, HostReader, SnapshotStore],
      useFactory: (
        { upstream }: AppConfig,
        resolver: QueryResolver,
        directory: HostDirectory,
        reader: HostReader,
        snapshots: SnapshotStore,
      ) => {
        const options = { pageLimit: upstream.pageLimit, window: upstream.window };
        const statistics = new StatisticsBook(options);
        const pricing = new PlanPricing(directory, reader, statistics, options);
        return new QueryPlanner(resolver, directory, reader, statistics, pricing, snapshots, options);
      },
    },
    {
      provide: FleetQueryService,
      inject: [QueryResolver, QueryPlanner, Cursors],
      useFactory: (resolver: QueryResolver, planner: QueryPlanner, cursors: Cursors) =>
        new FleetQueryService(resolver, planner, cursors),
    },
    HostsService,
    PortsService,
    PortChangesService,
    AssetsService,
    QueryClock,
    ListAnswers,
    OverviewService,
    ChangesService,
    { provide: FleetRows, useClass: RowFeed },
  ],
  exports: [FleetRows],
})
export class AssetsModule {}
