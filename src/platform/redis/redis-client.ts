import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl, type RedisTarget } from './redis-url.js';

export interface RedisConfig {
  /** See `parseRedisUrl` for the forms. */
  readonly url: string;
  /** Stands before every key. */
  readonly keyPrefix: string;
  /** PEM of the authority that signed the server's certificate, where it is not a public one. */
  readonly tlsCa?: string;
}

/** How long a TCP connection may take to open; choice: within one data centre it takes a hundredth of this. */
const CONNECT_TIMEOUT_MS = 1_000;
/** Pause between two attempts to connect; choice: short, so that a Redis that has come back is used soon. */
const RECONNECT_MS = 250;
/** How long a command of a hasty client of BullMQ may take; choice. */
const HASTY_COMMAND_MS = 1_000;
/** How long a graceful close may take; choice: ioredis would wait 2 s when the other end is gone. */
const DISCONNECT_MS = 100;
/** A read-only answer means that a fail-over left us on the old master: reconnect, but not more often than this. */
const READONLY_RECONNECT_MS = 2_000;

/**
 * Opens a client that never queues commands while there is no connection, never sends one twice, and keeps trying to
 * connect. It has no command time-out: `RedisConnection` has one.
 */
export function openRedisClient(config: RedisConfig): Redis | Cluster {
  return open(config, { keyPrefix: config.keyPrefix, enableOfflineQueue: false }, {});
}

/** A client for BullMQ, and the clients that BullMQ makes of it. */
export interface QueueClient {
  readonly client: Redis | Cluster;
  /** Ends all of them at once, and for good. */
  end(): void;
}

/**
 * Opens a client for BullMQ, which sets its own prefix. A `hasty` one fails soon when Redis is away; a `patient` one keeps
 * commands until Redis is back, and sends them again, as workers of BullMQ expect.
 */
export function openQueueClient(config: RedisConfig, manner: 'hasty' | 'patient'): QueueClient {
  let over = false;
  const clients: (Redis | Cluster)[] = [];
  // A worker that is closed while Redis is away may connect its second client once more.
  const keep = (client: Redis | Cluster): void => {
    clients.push(client);
    for (const event of ['connecting', 'connect', 'ready', 'reconnecting'])
      client.on(event, () => {
        if (over) client.disconnect();
      });
  };
  const client =
    manner === 'hasty'
      ? open(config, { enableOfflineQueue: false }, { commandTimeout: HASTY_COMMAND_MS })
      : open(config, {}, { maxRetriesPerRequest: null, autoResendUnfulfilledCommands: true });
  keep(client);
  const duplicate = client.duplicate.bind(client) as (...options: unknown[]) => Redis | Cluster;
  Object.assign(client, {
    duplicate: (...options: unknown[]) => {
      const second = duplicate(...options);
      keep(second);
      return second;
    },
  });
  return {
    client,
    end: () => {
      over = true;
      for (const each of clients) each.disconnect();
    },
  };
}

function open(
  config: RedisConfig,
  common: Pick<RedisOptions, 'keyPrefix' | 'enableOfflineQueue'>,
  more: RedisOptions,
): Redis | Cluster {
  const target = parseRedisUrl(config.url);
  const options = { ...clientOptions(config, target), ...more };
  const client =
    target.mode === 'cluster'
      ? new Cluster(
          target.nodes.map(({ host, port }) => ({ host, port })),
          {
            redisOptions: options,
            ...common,
            clusterRetryStrategy: () => RECONNECT_MS,
            slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
            // Nodes that announce names behind TLS are resolved by the TLS layer, which also checks them.
            dnsLookup: (address, done) => done(null, address),
          },
        )
      : new Redis({
          ...options,
          ...common,
          ...addressOptions(config, target),
        });
  // Without a listener ioredis prints the error with the address. The state of the port tells callers enough.
  client.on('error', () => undefined);
  return client;
}

function clientOptions(config: RedisConfig, target: RedisTarget): RedisOptions {
  let reconnectedAt = -Infinity;
  return {
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(target.tls ? { tls: tlsOptions(config) } : {}),
    maxRetriesPerRequest: 1,
    // A command that timed out must not run later: it could take a lease that nobody knows of.
    autoResendUnfulfilledCommands: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: DISCONNECT_MS,
    maxLoadingRetryTime: 500,
    retryStrategy: () => RECONNECT_MS,
    // CLIENT SETINFO would need one more permission in a strict ACL.
    disableClientInfo: true,
    // RESP2 needs no HELLO, which older servers and strict ACLs refuse.
    protocol: 2,
    reconnectOnError: (error) => {
      const now = performance.now();
      if (!error.message.startsWith('READONLY') || now - reconnectedAt < READONLY_RECONNECT_MS) return false;
      reconnectedAt = now;
      return true;
    },
  };
}

function addressOptions(config: RedisConfig, target: RedisTarget): RedisOptions {
  const [first] = target.nodes;
  if (target.mode === 'single')
    return { host: first?.host ?? '', port: first?.port ?? 0, db: target.database };
  return {
    sentinels: target.nodes.map(({ host, port }) => ({ host, port })),
    name: target.master ?? '',
    db: target.database,
    sentinelRetryStrategy: () => RECONNECT_MS,
    sentinelReconnectStrategy: () => RECONNECT_MS,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    ...(target.sentinelUsername === undefined ? {} : { sentinelUsername: target.sentinelUsername }),
    ...(target.sentinelPassword === undefined ? {} : { sentinelPassword: target.sentinelPassword }),
    // The first option is for the servers that Sentinels name, the second one for the Sentinels themselves.
    ...(target.tls ? { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(config) } : {}),
  };
}

function tlsOptions(config: RedisConfig): NonNullable<RedisOptions['tls']> {
  return { minVersion: 'TLSv1.2', ...(config.tlsCa === undefined ? {} : { ca: config.tlsCa }) };
}
