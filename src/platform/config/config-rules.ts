import { isIP } from 'node:net';
import { parseRedisUrl } from '../redis/redis-url.js';
import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Whether `text` is a URL that Redis can be reached by, or empty for none. */
function isRedisUrl(text: unknown): boolean {
  if (text === '') return true;
  if (typeof text !== 'string') return false;
  try {
    parseRedisUrl(text);
    return true;
  } catch {
    return false;
  }
}

export const IsRedisUrl = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isRedisUrl',
      validator: {
        validate: isRedisUrl,
        defaultMessage: () => 'must be redis://, rediss://, or either with +cluster or +sentinel',
      },
    },
    options,
  );

/** Whether `text` is a bare http(s) origin: no user, path, query or fragment. Which hosts may be named is decided later. */
export function isUpstreamEndpoint(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === ''
  );
}

export const IsUpstreamEndpoint = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isUpstreamEndpoint',
      validator: {
        validate: isUpstreamEndpoint,
        defaultMessage: () => 'must be an http(s) origin without user, path or query',
      },
    },
    options,
  );

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** Whether only this machine can be meant by a host name or address, as it stands in a URL or a setting. */
export function isLoopback(host: string): boolean {
  return host === '::1' || LOOPBACK.test(host);
}

const VENDOR_SUFFIXES = ['.myhuaweicloud.com', '.myhuaweicloud.eu'];

/**
 * Why an upstream endpoint may not be used, or undefined when it may: https to the vendor's domains or to hosts the
 * operator allows by name; plain http to loopback or to hosts named for it; never an IP literal elsewhere.
 */
export function endpointRefusal(
  endpoint: string,
  allowed: { readonly hosts: readonly string[]; readonly plainHttpHosts: readonly string[] },
): string | undefined {
  const url = new URL(endpoint);
  const host = url.hostname.toLowerCase();
  if (LOOPBACK.test(host)) return undefined;
  if (/^\[|^\d+(\.\d+){3}$/.test(host)) return 'names an IP address; only loopback may be given as one';
  if (url.protocol === 'http:') {
    return allowed.plainHttpHosts.includes(host)
      ? undefined
      : 'is plain http; allowed for loopback and for hosts in upstream.plain_http_hosts';
  }
  if (VENDOR_SUFFIXES.some((suffix) => host.endsWith(suffix)) || allowed.hosts.includes(host))
    return undefined;
  return "is not one of the vendor's domains; name the host in upstream.allowed_hosts to trust it";
}

/** Whether `text` is where an issuer's keys may be fetched: https, or plain http on this machine; no log-in, no fragment. */
function isKeySetUrl(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const url = new URL(text);
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
  return safe && url.username === '' && url.password === '' && url.hash === '';
}

export const IsKeySetUrl = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isKeySetUrl',
      validator: {
        validate: isKeySetUrl,
        defaultMessage: () => 'must be an https URL (plain http on loopback only) without user or fragment',
      },
    },
    options,
  );

/** Whether `text` is an IP address or a network such as `10.0.0.0/8`; the network of everybody (`/0`) is none. */
function isNetwork(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) >= 1 && Number(prefix) <= (version === 4 ? 32 : 128);
}

export const IsNetwork = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isNetwork',
      validator: {
        validate: isNetwork,
        defaultMessage: () =>
          'must be IP addresses or networks such as 10.0.0.0/8; a network of /0 would be everybody',
      },
    },
    options,
  );

/** Whether `text` is an http(s) URL with a plain path at most: no user, query or fragment, nothing encoded. */
function isPublicUrl(text: unknown): boolean {
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { protocol, origin, pathname } = new URL(text);
  const whole = text === origin ? `${text}/` : text;
  const isPlain = pathname.length <= 256 && /^(?:\/[A-Za-z0-9._~-]+)*\/?$/.test(pathname);
  return (protocol === 'https:' || protocol === 'http:') && isPlain && whole === origin + pathname;
}

export const IsPublicUrl = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isPublicUrl',
      validator: {
        validate: isPublicUrl,
        defaultMessage: () => 'must be an http(s) URL such as https://api.example.com/portolan',
      },
    },
    options,
  );

/** Whether `text` is `*` or an origin as browsers send it: scheme, host, port where it is not the scheme's own. */
function isWebOrigin(text: unknown): boolean {
  if (text === '*') return true;
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const { origin, protocol } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && origin === text;
}

export const IsWebOrigin = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isWebOrigin',
      validator: {
        validate: isWebOrigin,
        defaultMessage: () => 'must be * or origins such as https://console.example.com',
      },
    },
    options,
  );
