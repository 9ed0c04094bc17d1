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

/** How long a TCP connection may take to come up; choice: loopback and one data centre need a hundredth. */
const CONNECT_TIMEOUT_MS = 1_000;
/** Pause between two tries to connect; short, because nobody waits for them and a healed Redis shall be used again. */
const RECONNECT_MS = 250;
/** A connection given up may say good-bye for so long; one whose other end is gone would otherwise linger for 2 s. */
const GOODBYE_MS = 100;
/** A read-only answer means a fail-over that left us on the old master: look anew, but not more often than this. */
const READONLY_RECONNECT_MS = 2_000;

/**
 * Opens a client that never queues commands while there is no connection, never sends one twice, and keeps trying to
 * connect. No command time-out of its own: the port keeps that, see there.
 */
export function openRedisClient(config: RedisConfig): Redis | Cluster {
  const target = parseRedisUrl(config.url);
  const options = clientOptions(config, target);
  const client =
    target.mode === 'cluster'
      ? new Cluster(
          target.nodes.map(({ host, port }) => ({ host, port })),
          {
            redisOptions: options,
            keyPrefix: config.keyPrefix,
            enableOfflineQueue: false,
            clusterRetryStrategy: () => RECONNECT_MS,
            slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
            // Nodes that announce names behind TLS are resolved by the TLS layer, which also checks them.
            dnsLookup: (address, done) => done(null, address),
          },
        )
      : new Redis({
          ...options,
          keyPrefix: config.keyPrefix,
          enableOfflineQueue: false,
          ...addressOptions(config, target),
        });
  // Without a listener ioredis prints the error, address included; what happened is told by the port's state.
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
    // A command that timed out must not run later behind its caller's back: a lease nobody holds would come of it.
    autoResendUnfulfilledCommands: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: GOODBYE_MS,
    maxLoadingRetryTime: 500,
    retryStrategy: () => RECONNECT_MS,
    // CLIENT SETINFO would need one more right in a least-privilege ACL.
    disableClientInfo: true,
    // RESP2 needs no HELLO, which older servers and narrow ACLs lack.
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
    // Two switches: one for the servers that Sentinels name, one for the Sentinels, which get a log-in as well.
    ...(target.tls ? { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(config) } : {}),
  };
}

function tlsOptions(config: RedisConfig): NonNullable<RedisOptions['tls']> {
  return { minVersion: 'TLSv1.2', ...(config.tlsCa === undefined ? {} : { ca: config.tlsCa }) };
}
