import { Global, Module } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { AppConfig } from '../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { KeyedDigest } from '../redis/keyed-digest.js';
import { RedisPort } from '../redis/redis-port.js';
import { CallerLimits } from './caller-limits.js';
import { Counter, POINTS_WINDOW_S } from './counter.js';
import { MemoryCounter } from './memory-counter.js';
import { FallbackCounter, RedisCounter } from './redis-counter.js';

/** What callers may use up, counted over all replicas where there is a Redis. */
@Global()
@Module({
  providers: [
    {
      provide: Counter,
      inject: [AppConfig, Metrics, { token: RedisPort, optional: true }],
      useFactory: ({ secrets }: AppConfig, metrics: Metrics, redis: RedisPort | undefined): Counter => {
        const own = new MemoryCounter(POINTS_WINDOW_S * 1_000, systemClock);
        if (redis === undefined) return own;
        const shared = new RedisCounter(
          redis,
          POINTS_WINDOW_S * 1_000,
          new KeyedDigest(secrets, 'limits'),
          (entries) => metrics.redisDropped('limits', entries),
        );
        return new FallbackCounter(shared, own);
      },
    },
    {
      provide: CallerLimits,
      inject: [Counter, AppConfig, Metrics],
      useFactory: (counter: Counter, { limits }: AppConfig, { work }: Metrics) =>
        new CallerLimits(counter, limits, systemClock, (limit) => work.refused(limit)),
    },
  ],
  exports: [Counter, CallerLimits],
})
export class LimitsModule {}
