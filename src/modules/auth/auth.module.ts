import { Inject, Module, Optional, type OnApplicationShutdown } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { AppConfig } from '../../platform/config/config.js';
import { derivedKeys } from '../../platform/config/derived-keys.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import { Counter } from '../../platform/limits/counter.js';
import { Logger } from '../../platform/logging/logger.js';
import { ApiKeys } from './api-keys.js';
import { AuthController } from './auth.controller.js';
import { AuthFailures } from './auth-failures.js';
import { Authenticator } from './authenticator.js';
import { foreignRoutes } from './foreign-routes.js';
import { Gate } from './gate.js';
import { JwtCallers } from './jwt/jwt-callers.js';
import { KeysFileWatch } from './keys-file-watch.js';
import { Tickets } from './tickets.js';
import { TicketsController } from './tickets.controller.js';
import { UpstreamAccess } from './upstream-access.js';
import { Whoami } from './whoami.js';

/** Who may call, and what of. */
@Module({
  controllers: [AuthController, TicketsController],
  providers: [
    Whoami,
    UpstreamAccess,
    {
      provide: Tickets,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => new Tickets(derivedKeys(config, 'ticket')),
    },
    { provide: ApiKeys, inject: [AppConfig], useFactory: ({ auth }: AppConfig) => new ApiKeys(auth) },
    {
      provide: KeysFileWatch,
      inject: [AppConfig, ApiKeys, Logger],
      useFactory: ({ auth, projects }: AppConfig, keys: ApiKeys, logger: Logger) => {
        if (auth.keysFile === undefined) return undefined;
        const aliases = new Set(projects.map(({ alias }) => alias));
        const watch = new KeysFileWatch(auth.keysFile, keys, aliases, logger);
        watch.start();
        return watch;
      },
    },
    {
      provide: JwtCallers,
      inject: [AppConfig, Logger],
      useFactory: ({ auth }: AppConfig, logger: Logger) => new JwtCallers(auth.jwt, systemClock, logger),
    },
    {
      provide: Gate,
      inject: [AppConfig, ApiKeys, JwtCallers, Tickets, Counter, CallerLimits],
      useFactory: (
        config: AppConfig,
        keys: ApiKeys,
        tokens: JwtCallers,
        tickets: Tickets,
        counter: Counter,
        limits: CallerLimits,
      ) =>
        new Gate(
          new Authenticator(keys, tokens, tickets),
          new AuthFailures(counter, config.limits.authFailuresPerMinute, systemClock),
          limits,
          foreignRoutes(config),
        ),
    },
  ],
})
export class AuthModule implements OnApplicationShutdown {
  constructor(@Optional() @Inject(KeysFileWatch) private readonly watch?: KeysFileWatch) {}

  onApplicationShutdown(): void {
    this.watch?.close();
  }
}
