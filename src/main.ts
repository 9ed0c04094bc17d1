import 'reflect-metadata';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './app.js';
import type { AppConfig } from './platform/config/config.js';
import {
  ConfigError,
  environmentOfProcess,
  loadConfig,
  projectDirectory,
} from './platform/config/load-config.js';
import { Drain } from './platform/http/connections/drain.js';
import { ManagementPort } from './platform/http/management/management-port.js';
import { createLogger, type Logger } from './platform/logging/logger.js';
import { RedisPort } from './platform/redis/redis-port.js';

/**
 * How long the start waits for Redis, in milliseconds. A choice: a connection through Sentinels took 1.7 s on a machine
 * with ten things to do for each core, a tenth of that on a quiet one.
 */
const REDIS_WITHIN_MS = 2_000;
/** Time kept at the end of the drain for writing the last lines of answers: a share of it, and most milliseconds. Choice. */
const LAST_WORDS_SHARE = 0.5;
const MOST_LAST_WORDS_MS = 3_000;
/** After this share of the drain's time, clients that do not take the end of their answers are cut. Choice. */
const CONNECTIONS_SHARE = 0.95;

/**
 * Turns of the event loop between the end of the lame-duck time and the close. A process that was held for long still has
 * requests in its sockets, and the close would reset their connections as idle. One turn accepts, the next one reads.
 */
const TURNS_BEFORE_CLOSING = 3;

/**
 * V8 makes objects of one kind old from the start once most of them have lived for a while. Rows that wait for a slow reader look
 * like that, and then all rows of the process are left to the rare collection of the whole heap, with their texts. Measured 2026-11
 * in streams of 60 000 servers: 130 MB of old garbage in one run of three, 35 MB in the others; without it 35 MB always, for no more
 * processor time, also where rows are kept.
 */
const NO_KIND_IS_OLD = '--no-allocation-site-pretenuring';

/** Reads the configuration, serves, and drains on SIGTERM or SIGINT. Exit codes: 0 after a drain, 1 for a fault, 2 for the configuration. */
async function main(): Promise<void> {
  setFlagsFromString(NO_KIND_IS_OLD);
  let config: AppConfig;
  let logger: Logger;
  let app: NestFastifyApplication;
  try {
    config = loadConfig(environmentOfProcess(), projectDirectory());
    logger = createLogger(config.log, process.stdout.isTTY);
    // What concerns asset types is checked here.
    app = await createApp(config, logger);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
    return;
  }
  await serve(app, config, logger);

  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'draining');
    const drain = app.get(Drain);
    drain.begin();
    const { lameDuckMs, shutdownMs } = config.server;
    const after = (ms: number, act: () => void): void => void setTimeout(act, lameDuckMs + ms).unref();
    after(shutdownMs - Math.min(MOST_LAST_WORDS_MS, shutdownMs * LAST_WORDS_SHARE), () => {
      logger.info('the time of the drain is nearly over; answers in progress end with what they have');
      drain.end();
    });
    after(shutdownMs * CONNECTIONS_SHARE, () => {
      logger.warn('connections that are still busy are cut');
      app.getHttpServer().closeAllConnections();
    });
    after(shutdownMs, () => {
      logger.error('the drain took too long; what is left is cut');
      process.exit(1);
    });
    const close = async (): Promise<void> => {
      for (let turn = 0; turn < TURNS_BEFORE_CLOSING; turn++) await nextTurn();
      await app.close();
    };
    setTimeout(() => {
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error instanceof Error ? error.message : 'unknown' }, 'the drain failed');
          process.exit(1);
        },
      );
    }, lameDuckMs);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Opens the ports. @throws Error when one is taken. */
async function serve(app: NestFastifyApplication, config: AppConfig, logger: Logger): Promise<void> {
  // Before anything that takes time: the start-up probe asks here.
  await app.get(ManagementPort).open(app.getHttpAdapter().getInstance());
  // Replicas that start together share from their first request on; a Redis that is away keeps nobody waiting for long.
  await app.get<RedisPort | undefined>(RedisPort, { strict: false })?.ready(REDIS_WITHIN_MS);
  await app.listen(config.server.port, config.server.host);
  logger.info(
    {
      url: await app.getUrl(),
      docs: config.docs.enabled ? '/docs' : undefined,
      managementPort: app.get(ManagementPort).address?.port,
    },
    'Portolan listens',
  );
}

main().catch((error: unknown) => {
  process.stderr.write(
    `Portolan could not start: ${error instanceof Error ? error.message : 'unknown fault'}\n`,
  );
  process.exit(1);
});
