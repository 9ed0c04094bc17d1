import {
  Global,
  Inject,
  Module,
  Optional,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { AppConfig } from './config/config.js';
import { ExplorerPage } from './explorer/explorer-page.js';
import { StartController } from './http/start.controller.js';
import { Drain } from './http/connections/drain.js';
import { Logger } from './logging/logger.js';
import { connectRedis } from './redis/redis-connection.js';
import { RedisPort, type RedisState } from './redis/redis-port.js';
import { redisConfigOf } from './redis/redis-settings.js';
import { Tracing } from './tracing/tracing.js';

const REDIS_STATES: Readonly<Record<RedisState, string>> = {
  up: 'Redis answers',
  full: 'Redis is full: nothing new is kept there, what can be read again is given up; raise maxmemory',
  down: 'Redis does not answer; going on without it',
};

/** What every room may use: configuration, the logger, Redis where there is one, the state of the drain. */
@Global()
@Module({})
export class PlatformModule implements OnApplicationShutdown {
  constructor(
    @Inject(Tracing) private readonly tracing: Tracing,
    @Optional() @Inject(RedisPort) private readonly redis?: RedisPort,
  ) {}

  static with(config: AppConfig, logger: Logger, tracing: Tracing): DynamicModule {
    const redis =
      config.redis.url === ''
        ? undefined
        : connectRedis({
            ...redisConfigOf(config.redis),
            commandTimeoutMs: config.redis.commandTimeoutMs,
          });
    redis?.onState((state) => logger.warn({ redis: state }, REDIS_STATES[state]));
    return {
      module: PlatformModule,
      controllers: [StartController],
      providers: [
        { provide: AppConfig, useValue: config },
        { provide: Logger, useValue: logger },
        { provide: RedisPort, useValue: redis },
        { provide: Tracing, useValue: tracing },
        { provide: ExplorerPage, useValue: new ExplorerPage(config, logger) },
        Drain,
      ],
      exports: [AppConfig, Logger, RedisPort, Tracing, Drain],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.redis?.close(), this.tracing.close()]);
  }
}
