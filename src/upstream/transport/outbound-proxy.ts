import { isLoopback, METADATA_ORIGIN } from '../../platform/config/config-rules.js';

/** The outbound proxies of a configuration; empty texts mean none. */
export interface ProxySettings {
  /** Carries calls to https endpoints; may hold a user and a password. */
  readonly proxy: string;
  /** Carries calls to plain http endpoints. */
  readonly httpProxy: string;
  /** Host names, domains and addresses called directly; `*` means all. */
  readonly noProxy: readonly string[];
}

/**
 * Returns the proxy that carries calls to an origin, or undefined when they go directly. Loopback and the
 * metadata service of this machine are always called directly. The rules for `noProxy` are those that curl documents: `example.com` and `.example.com` both mean the host and
 * everything below it; `host:port` means that port only.
 */
export function proxyFor(origin: string, { proxy, httpProxy, noProxy }: ProxySettings): URL | undefined {
  const { hostname, port, protocol } = new URL(origin);
  const chosen = protocol === 'https:' ? proxy : httpProxy;
  if (chosen === '' || isLoopback(hostname) || origin === METADATA_ORIGIN) return undefined;
  const usedPort = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  const isExempt = noProxy.some((entry) => matches(entry.trim().toLowerCase(), hostname, usedPort));
  return isExempt ? undefined : new URL(chosen);
}

function matches(entry: string, hostname: string, port: string): boolean {
  if (entry === '*') return true;
  const [name = '', onlyPort] = entry.split(':');
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return domain !== '' && (hostname === domain || hostname.endsWith(`.${domain}`));
}

/** Returns a proxy as logs and readiness may show it: without user and password. */
export function shownProxy(proxy: URL): string {
  return proxy.origin === 'null' ? `${proxy.protocol}//${proxy.host}` : proxy.origin;
}
