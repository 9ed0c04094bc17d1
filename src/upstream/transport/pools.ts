import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import { proxyFor, type ProxySettings } from './outbound-proxy.js';

interface PoolOptions {
  /** Connections to each origin; one request at a time on each. */
  readonly connections: number;
  /** Longest wait for a connection, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** Default: every origin is called directly. */
  readonly proxies?: ProxySettings;
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
  private readonly byOrigin = new Map<string, Dispatcher>();

  constructor(private readonly options: PoolOptions) {}

  /**
   * Returns the connections to an origin, through the proxy that the configuration names for it. Requests must name the
   * origin again, because a proxy carries many. Time limits are the caller's: a pool cuts nothing by itself but the
   * connecting.
   */
  of(origin: string): Dispatcher {
    let pool = this.byOrigin.get(origin);
    if (pool === undefined) {
      pool = this.open(origin);
      this.byOrigin.set(origin, pool);
    }
    return pool;
  }

  /** Cuts every connection. */
  async close(): Promise<void> {
    await Promise.all([...this.byOrigin.values()].map((pool) => pool.destroy()));
    this.byOrigin.clear();
  }

  private open(origin: string): Dispatcher {
    const { connections, connectTimeoutMs, proxies } = this.options;
    // Set explicitly, because an environment variable could otherwise turn the check off.
    const connect = { timeout: connectTimeoutMs, rejectUnauthorized: true, minVersion: 'TLSv1.2' } as const;
    const settings = {
      connections,
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
    };
    const proxy = proxies === undefined ? undefined : proxyFor(origin, proxies);
    if (proxy === undefined) return new Pool(origin, { ...settings, connect });
    // Proxies allow tunnels to https endpoints only, so plain http goes to the proxy as a request with the whole URL.
    return new ProxyAgent({
      ...settings,
      uri: proxy.href,
      requestTls: connect,
      proxyTls: connect,
      proxyTunnel: false,
    });
  }
}
