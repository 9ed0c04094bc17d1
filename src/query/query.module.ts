import { Module } from '@nestjs/common';
import { CursorCodec } from '../fleet/cursor.js';
import { systemClock } from '../kernel/clock.js';
import { shareOfHeap } from '../kernel/memory.js';
import { AppConfig } from '../platform/config/config.js';
import { derivedKeys } from '../platform/config/derived-keys.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { AgedCache, type AgedCacheEvent } from '../platform/redis/aged-cache.js';
import { CacheCipher } from '../platform/redis/cache-cipher.js';
import { RedisPort } from '../platform/redis/redis-port.js';
import { UpstreamProjects } from '../upstream/projects.js';
import { projectDigest } from './cache/project-digest.js';
import { RedisSharedRows } from './cache/redis-shared-rows.js';
import { RowCache } from './cache/row-cache.js';
import { FleetQueryService } from './fleet-query.service.js';
import { QueryPlanner } from './plan/query-planner.js';
import { StatisticsBook } from './plan/statistics.js';
import { Cursors } from './question/cursors.js';
import { HostReader } from './reading/host-reader.js';
import { HostDirectory } from './servers/host-directory.js';
import { QueryResolver } from './servers/query-resolver.js';
import { RedisSharedLists } from './servers/redis-shared-lists.js';
import { SnapshotStore } from './snapshots/snapshot-store.js';

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

/** The query engine, put together. */
@Module({
  providers: [
    {
      provide: CursorCodec,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new CursorCodec(derivedKeys(config, 'cursor')),
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
      provide: StatisticsBook,
      inject: [AppConfig],
      useFactory: ({ upstream: { pageLimit, window } }: AppConfig) =>
        new StatisticsBook({ pageLimit, window }),
    },
    {
      provide: QueryPlanner,
      inject: [AppConfig, QueryResolver, HostDirectory, HostReader, SnapshotStore, StatisticsBook],
      useFactory: (
        { upstream }: AppConfig,
        resolver: QueryResolver,
        ...[directory, hosts, snapshots, statistics]: [
          HostDirectory,
          HostReader,
          SnapshotStore,
          StatisticsBook,
        ]
      ) => {
        const options = { pageLimit: upstream.pageLimit, window: upstream.window };
        return new QueryPlanner({ resolver, directory, hosts, statistics, snapshots, options });
      },
    },
    {
      provide: FleetQueryService,
      inject: [QueryResolver, QueryPlanner, Cursors, Metrics],
      useFactory: (resolver: QueryResolver, planner: QueryPlanner, cursors: Cursors, { work }: Metrics) =>
        new FleetQueryService(resolver, planner, cursors, ({ project, code }) =>
          work.hostFailed(project, code),
        ),
    },
  ],
  exports: [
    FleetQueryService,
    HostDirectory,
    QueryResolver,
    QueryPlanner,
    StatisticsBook,
    SnapshotStore,
    Cursors,
    CursorCodec,
  ],
})
export class QueryModule {}
