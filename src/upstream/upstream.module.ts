import { HttpModule, HttpService } from '@nestjs/axios';
import {
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type Provider,
} from '@nestjs/common';
import { systemClock } from '../kernel/clock.js';
import { AppConfig } from '../platform/config/config.js';
import { Logger } from '../platform/logging/logger.js';
import { Metrics } from '../platform/metrics/metrics.js';
import type { UpstreamLoad, UpstreamMetrics } from '../platform/metrics/upstream-metrics.js';
import { CacheCipher } from '../platform/redis/cache-cipher.js';
import { KeyedDigest } from '../platform/redis/keyed-digest.js';
import { RedisPort } from '../platform/redis/redis-port.js';
import { MemoryQuota } from '../resilience/memory-quota.js';
import {
  connectProject,
  type ConnectedProject,
  type ProjectLoad,
  type ProjectTools,
} from './connect-project.js';
import { ConnectedProjects } from './connected-projects.js';
import { MemoryTokenStore } from './iam/memory-token-store.js';
import { RedisTokenStore } from './iam/redis-token-store.js';
import type { TokenEvent } from './iam/token-events.js';
import { UpstreamProjects } from './projects.js';
import { AxiosWire, poolAdapter } from './transport/axios-wire.js';
import { RedisQuota } from './quota/redis-quota.js';
import { DispatchWire } from './transport/dispatch-wire.js';
import { Pools } from './transport/pools.js';
import type { PipelineEvents } from './transport/pipeline.js';
import { StreamingWire } from './transport/streaming-wire.js';
import { UpstreamTrouble } from './upstream-trouble.js';

/** Closes connections and timers when the application has drained. */
@Injectable()
class UpstreamShutdown implements OnApplicationShutdown {
  constructor(
    @Inject(Pools) private readonly pools: Pools,
    @Inject(UpstreamProjects) private readonly projects: ConnectedProjects,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    for (const project of this.projects.all) project.credentials.close();
    await this.pools.close();
  }
}

/** One set of connections for all wires. */
@Module({
  providers: [
    {
      provide: Pools,
      inject: [AppConfig],
      useFactory: (config: AppConfig) =>
        new Pools({
          // Each project's window bounds its own calls. Several projects may ask one origin, and a call that waits for
          // a connection there would spend its attempt's time on it.
          connections: config.upstream.window * Math.max(1, config.projects.length),
          connectTimeoutMs: config.upstream.attemptTimeoutMs,
          proxies: config.upstream,
        }),
    },
  ],
  exports: [Pools],
})
class PoolsModule {}

/** HttpService without redirects, proxies, status checks and transformations by axios: the pipeline does what is needed. */
const http = HttpModule.registerAsync({
  imports: [PoolsModule],
  inject: [Pools],
  useFactory: (shared: Pools) => ({
    adapter: poolAdapter(shared),
    maxRedirects: 0,
    proxy: false as const,
    validateStatus: () => true,
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
  }),
});

/** What carries the calls of all projects. */
const WIRES = Symbol('Wires');
type Wires = Pick<ProjectTools, 'rowWire' | 'singleWire' | 'downloadWire'>;

const wires: Provider = {
  provide: WIRES,
  inject: [Pools, HttpService],
  useFactory: (shared: Pools, service: HttpService): Wires => ({
    rowWire: new DispatchWire(shared),
    singleWire: new AxiosWire(service),
    downloadWire: new StreamingWire(shared),
  }),
};

const projects: Provider = {
  provide: UpstreamProjects,
  inject: [AppConfig, Logger, Metrics, WIRES, { token: RedisPort, optional: true }],
  useFactory: (
    config: AppConfig,
    logger: Logger,
    metrics: Metrics,
    carriers: Wires,
    redis: RedisPort | undefined,
  ) => {
    const trouble = new UpstreamTrouble(logger);
    const observeTokens = (event: TokenEvent): void => {
      metrics.tokenEvent(event.kind);
      if (event.kind !== 'failed') {
        logger.debug({ iam: event }, 'token event');
        return;
      }
      if (event.fault.status !== undefined) metrics.upstream.errorCode(event.fault.upstreamCode);
      trouble.note('iam', 'sign-in', event.fault);
    };
    const store =
      redis === undefined
        ? new MemoryTokenStore(systemClock)
        : new RedisTokenStore(redis, new CacheCipher(config.secrets), observeTokens);
    const perMinute = config.upstream.quota.callsPerMinute;
    const limits = {
      limitOf: () => (perMinute === 0 ? undefined : { calls: perMinute, windowMs: 60_000 }),
      onChange: (key: string, limit: number, windowMs: number, why: 'narrowed' | 'widened') => {
        metrics.upstream.quotaChanged(why);
        logger.info({ quota: key, limit: Number.isFinite(limit) ? limit : null, windowMs }, `quota ${why}`);
      },
    };
    const tools = {
      clock: systemClock,
      ...carriers,
      store,
      quota:
        redis === undefined
          ? new MemoryQuota(limits)
          : new RedisQuota(redis, {
              ...limits,
              marks: new KeyedDigest(config.secrets, 'quota'),
              onDropped: (entries) => metrics.redisDropped('quota', entries),
            }),
      observeTokens,
      events: withTrouble(metrics.upstream, trouble),
      onSmallerPages: (project: string, api: string, size: number) =>
        logger.info({ project, api, size }, 'the vendor takes smaller pages of this list only'),
    };
    const all = config.projects.map((project) => connectProject(project, config.upstream, tools));
    metrics.upstream.watch(() => loadOf(all));
    metrics.work.watchTokens(() => tokenLives(all));
    if (redis !== undefined) metrics.watchRedis(() => redis.state);
    return new ConnectedProjects(all, config.defaultProject ?? '');
  },
};

/** Counts what happens, and logs what fails. */
function withTrouble(counts: UpstreamMetrics, trouble: UpstreamTrouble): PipelineEvents {
  return {
    exchange: (exchange) => counts.exchange(exchange),
    failed: (scope, endpoint, fault) => trouble.note(scope, endpoint, fault),
    retry: (endpoint, event) => counts.retry(endpoint, event),
    giveUp: (endpoint, reason) => counts.giveUp(endpoint, reason),
    circuit: (endpoint, state) => counts.circuit(endpoint, state),
    hedge: () => counts.hedge(),
    shared: () => counts.shared(),
    quotaWait: (endpoint, waitMs) => counts.quotaWait(endpoint, waitMs),
  };
}

/** Returns the seconds until the first token of each project expires; a project without a token is left out. */
function tokenLives(projects: readonly ConnectedProject[]): Map<string, number> {
  const lives = new Map<string, number>();
  for (const { alias, credentials } of projects) {
    const ends = credentials.states().flatMap(({ token }) => token?.expiresAt ?? []);
    if (ends.length > 0) lives.set(alias, (Math.min(...ends) - Date.now()) / 1_000);
  }
  return lives;
}

/** Sums up all projects. A label for each project would put its name into the metrics. */
function loadOf(projects: readonly ConnectedProject[]): UpstreamLoad {
  const loads = projects.map((project) => project.load());
  const sum = (of: (load: ProjectLoad) => number): number => loads.reduce((all, load) => all + of(load), 0);
  const inState = (state: string): number => sum((load) => load.circuits.get(state) ?? 0);
  return {
    inFlight: sum((load) => load.inFlight),
    window: sum((load) => load.window),
    queued: sum((load) => load.queued),
    waitingForQuota: sum((load) => load.waitingForQuota),
    retryBudget: sum((load) => load.retryBudget),
    circuits: { closed: inState('closed'), open: inState('open'), half_open: inState('half_open') },
  };
}

/** The vendor, as other rooms may see it. */
@Global()
@Module({
  imports: [http, PoolsModule],
  providers: [wires, projects, UpstreamShutdown],
  exports: [UpstreamProjects],
})
export class UpstreamModule {}
