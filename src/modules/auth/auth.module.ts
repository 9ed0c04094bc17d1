import { Inject, Module, Optional, type OnApplicationShutdown } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { AppConfig } from '../../platform/config/config.js';
import { derivedKeys } from '../../platform/config/derived-keys.js';
import type { Access } from '../../platform/http/admission/access.js';
import { CallerLimits } from '../../platform/limits/caller-limits.js';
import { Counter } from '../../platform/limits/counter.js';
import { Logger } from '../../platform/logging/logger.js';
import { ApiKeys } from './api-keys.js';
import { AuthController } from './auth.controller.js';
import { AuthFailures } from './auth-failures.js';
import { Authenticator } from './authenticator.js';
import { Gate, type PathAccess } from './gate.js';
import { JwtCallers } from './jwt/jwt-callers.js';
import { KeysFileWatch } from './keys-file-watch.js';
import { Tickets } from './tickets.js';
import { TicketsController } from './tickets.controller.js';
import { UpstreamAccess } from './upstream-access.js';
import { Whoami } from './whoami.js';

/** Pages of the documentation. No controller serves them, so no decorator can declare who may read them. */
const DOCUMENTATION = ['/docs', '/openapi.json', '/openapi.full.json'] as const;

/** Returns who may read the pages that no controller serves: the configuration opens documentation and metrics. */
function accessOfPages({ docs, metrics }: AppConfig): PathAccess {
  const documentation: Access = { kind: docs.public ? 'public' : 'known' };
  return {
    ...Object.fromEntries(DOCUMENTATION.map((path) => [path, documentation])),
    ...(metrics.public ? { '/metrics': { kind: 'public' } } : {}),
  };
}

/** Who may call, and which calls. */
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
      provide: Authenticator,
      inject: [ApiKeys, JwtCallers, Tickets],
      useFactory: (keys: ApiKeys, tokens: JwtCallers, tickets: Tickets) =>
        new Authenticator(keys, tokens, tickets),
    },
    {
      provide: AuthFailures,
      inject: [Counter, AppConfig],
      useFactory: (counter: Counter, { limits }: AppConfig) =>
        new AuthFailures(counter, limits.authFailuresPerMinute, systemClock),
    },
    {
      provide: Gate,
      inject: [AppConfig, Authenticator, AuthFailures, CallerLimits],
      useFactory: (
        config: AppConfig,
        authenticator: Authenticator,
        failures: AuthFailures,
        limits: CallerLimits,
      ) => new Gate(authenticator, failures, limits, accessOfPages(config)),
    },
  ],
})
export class AuthModule implements OnApplicationShutdown {
  constructor(@Optional() @Inject(KeysFileWatch) private readonly watch?: KeysFileWatch) {}

  onApplicationShutdown(): void {
    this.watch?.close();
  }
}
