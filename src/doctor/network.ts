import { lookup } from 'node:dns/promises';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { isLoopback } from '../platform/config/config-rules.js';
import { proxyFor, shownProxy, type ProxySettings } from '../upstream/transport/outbound-proxy.js';
import type { Finding } from './finding.js';

/** Finds the addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly unknown[]>;
export const systemResolve: Resolve = (host) => lookup(host, { all: true });

/** A look-up that takes longer slows every new connection; choice. */
const SLOW_DNS_MS = 1_000;
/** Longest TLS handshake, in milliseconds; choice. */
const HANDSHAKE_MS = 10_000;
/** A certificate that ends sooner is reported, in days; choice. */
const SOON_DAYS = 14;
const DAY_MS = 86_400_000;

type Seen = Pick<Finding, 'check' | 'outcome' | 'text' | 'setting'>;

/** Checks the way to one endpoint: proxy, DNS and TLS. Sends no request. */
export async function checkNetwork(
  origin: string,
  proxies: ProxySettings,
  resolve: Resolve,
): Promise<Seen[]> {
  const { hostname, protocol, port } = new URL(origin);
  const proxy = proxyFor(origin, proxies);
  if (proxy !== undefined) {
    const text = `calls to ${hostname} go through ${shownProxy(proxy)}, which finds the address and opens the connection`;
    return [{ check: 'proxy', outcome: 'note', text }, await checkDns(proxy.hostname, resolve)];
  }
  const dns = await checkDns(hostname, resolve);
  if (dns.outcome === 'trouble' && dns.setting === undefined) return [dns];
  if (protocol === 'http:') {
    const text = isLoopback(hostname)
      ? `${hostname} is this machine, by plain http`
      : `${hostname} is called by plain http: everybody on the way can read tokens`;
    return [dns, { check: 'tls', outcome: 'note', text }];
  }
  return [dns, await checkTls(hostname, port === '' ? 443 : Number(port))];
}

async function checkDns(host: string, resolve: Resolve): Promise<Seen> {
  const check = 'dns';
  const startedAt = performance.now();
  try {
    const { length } = await resolve(host);
    const tookMs = Math.round(performance.now() - startedAt);
    const text = `${host} has ${length} address(es), found in ${tookMs} ms`;
    if (tookMs <= SLOW_DNS_MS) return { check, outcome: 'ok', text };
    return {
      check,
      outcome: 'trouble',
      text: `${text}: every new connection waits for that. Use a nearer DNS server, or allow more time`,
      setting: `upstream.attempt_timeout_ms: ${Math.max(10_000, 4 * tookMs)}`,
    };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const text = `${host} cannot be found (${typeof code === 'string' ? code : 'unknown'}): check region, endpoint and DNS, or set upstream.proxy`;
    return { check, outcome: 'trouble', text };
  }
}

function checkTls(host: string, port: number): Promise<Seen> {
  const check = 'tls';
  return new Promise((done) => {
    const socket = connect({ host, port, servername: host, timeout: HANDSHAKE_MS, minVersion: 'TLSv1.2' });
    const end = (seen: Omit<Seen, 'check'>): void => {
      socket.destroy();
      done({ check, ...seen });
    };
    socket.once('secureConnect', () => end(certificateText(host, socket)));
    socket.once('timeout', () =>
      end({ outcome: 'trouble', text: `${host}: no TLS handshake in ${HANDSHAKE_MS / 1_000} s` }),
    );
    socket.once('error', (error: NodeJS.ErrnoException) =>
      end({
        outcome: 'trouble',
        text: `${host}: no TLS connection (${error.code ?? 'unknown'}). ${CERTIFICATE_ADVICE}`,
      }),
    );
  });
}

const CERTIFICATE_ADVICE =
  'If a company proxy signs certificates itself, name its authority in NODE_EXTRA_CA_CERTS; the check is never turned off';

function certificateText(host: string, socket: TLSSocket): Omit<Seen, 'check'> {
  const { valid_to: until } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  const days = Math.floor((Date.parse(until ?? '') - Date.now()) / DAY_MS);
  const text = `${host}: ${socket.getProtocol() ?? 'TLS'}, certificate good for ${days} more days`;
  return { outcome: days < SOON_DAYS ? 'note' : 'ok', text };
}
