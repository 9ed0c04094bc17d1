import { Pool } from 'undici';

interface PoolOptions {
  /** Connections to each origin; one request at a time on each. */
  readonly connections: number;
  /** Longest wait for a connection, in milliseconds. */
  readonly connectTimeoutMs: number;
}

/** Real tokens reach 9 KB and gateways allow 32 KB for a header, so answers may carry more than Node's 16 KB default. */
const MAX_HEADER_BYTES = 65_536;

/**
 * Idle connections are closed by us after this long, in milliseconds. A choice: shorter than the idle time of usual
 * gateways (60 s), because a connection that the server closes first shows as a reset of the next request.
 */
const IDLE_MS = 15_000;

/** Keep-alive connection pools, one for each origin, shared by all wires. */
export class Pools {
  private readonly byOrigin = new Map<string, Pool>();

  constructor(private readonly options: PoolOptions) {}

  /** The pool of an origin. Time limits are the caller's: a pool cuts nothing by itself but the connecting. */
  of(origin: string): Pool {
    let pool = this.byOrigin.get(origin);
    if (pool === undefined) {
      pool = new Pool(origin, {
        connections: this.options.connections,
        pipelining: 1,
        keepAliveTimeout: IDLE_MS,
        keepAliveMaxTimeout: IDLE_MS,
        headersTimeout: 0,
        bodyTimeout: 0,
        maxHeaderSize: MAX_HEADER_BYTES,
        // Set explicitly, because an environment variable could otherwise turn the check off.
        connect: {
          timeout: this.options.connectTimeoutMs,
          rejectUnauthorized: true,
          minVersion: 'TLSv1.2',
        },
      });
      this.byOrigin.set(origin, pool);
    }
    return pool;
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.byOrigin.values()].map((pool) => pool.destroy()));
    this.byOrigin.clear();
  }
}
