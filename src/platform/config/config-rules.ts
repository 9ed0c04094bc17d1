import { isIP } from 'node:net';
import { parseRedisUrl } from '../redis/redis-url.js';
import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Returns whether `text` is a Redis URL of a form that we know; an empty text means no Redis. */
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
        defaultMessage: () =>
          'must be a URL that begins with redis:// or rediss://, or with either plus +cluster or +sentinel',
      },
    },
    options,
  );

/** Returns whether `text` is an http(s) origin without user, path, query or fragment. `endpointRefusal` judges its host. */
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

/** Returns whether `text` is the URL of an outbound proxy; an empty text means none. */
function isProxyUrl(text: unknown): boolean {
  if (text === '') return true;
  if (typeof text !== 'string' || !URL.canParse(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.pathname === '/' && url.search + url.hash === '';
}

export const IsProxyUrl = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isProxyUrl',
      validator: {
        validate: isProxyUrl,
        defaultMessage: () => 'must be a URL such as http://proxy.example:3128, without path or query',
      },
    },
    options,
  );

const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
/** Returns whether a host name or address, as written in a URL or a setting, can only mean this machine. */
export function isLoopback(host: string): boolean {
  return host === '::1' || LOOPBACK.test(host);
}

/**
 * The metadata service of servers in the vendor's cloud (source: the vendor's page on server metadata). It is the one
 * link-local address that is called, and only for the keys of the machine itself.
 */
export const METADATA_ORIGIN = 'http://169.254.169.254';

/** Returns whether `text` is the metadata service's own origin, or one on this machine that takes its place in tests. */
function isMetadataEndpoint(text: unknown): boolean {
  if (!isUpstreamEndpoint(text)) return false;
  const { origin, hostname } = new URL(text as string);
  return origin === METADATA_ORIGIN || isLoopback(hostname);
}

export const IsMetadataEndpoint = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isMetadataEndpoint',
      validator: {
        validate: isMetadataEndpoint,
        defaultMessage: () => `must be ${METADATA_ORIGIN}, or an address of loopback`,
      },
    },
    options,
  );

const VENDOR_SUFFIXES = ['.myhuaweicloud.com', '.myhuaweicloud.eu'];

/**
 * Returns why an upstream endpoint is refused; undefined when it is allowed. Allowed are: loopback; https to the vendor's
 * domains and to `hosts`; plain http to `plainHttpHosts`. Other IP addresses are refused, because an address cannot be
 * compared with a list of names.
 */
export function endpointRefusal(
  endpoint: string,
  allowed: { readonly hosts: readonly string[]; readonly plainHttpHosts: readonly string[] },
): string | undefined {
  const url = new URL(endpoint);
  const host = url.hostname.toLowerCase();
  if (LOOPBACK.test(host)) return undefined;
  if (/^\[|^\d+(\.\d+){3}$/.test(host))
    return 'holds an IP address; use a host name, or an address of loopback';
  if (url.protocol === 'http:') {
    return allowed.plainHttpHosts.includes(host)
      ? undefined
      : 'is plain http, which is allowed for loopback and for the hosts in upstream.plain_http_hosts only';
  }
  if (VENDOR_SUFFIXES.some((suffix) => host.endsWith(suffix)) || allowed.hosts.includes(host))
    return undefined;
  return "is not in one of the vendor's domains; add the host to upstream.allowed_hosts if you trust it";
}

/** Returns whether keys of an issuer may be fetched from `text`: https, or http on this machine; no user, no fragment. */
export function isKeySetUrl(text: unknown): boolean {
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
        defaultMessage: () => 'must be an https URL without user or fragment; http is allowed on loopback',
      },
    },
    options,
  );

/** Returns whether `text` is an IP address or a network such as `10.0.0.0/8`. `/0` is refused: it would trust every address. */
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
          'must be IP addresses or networks such as 10.0.0.0/8; /0 is refused because it holds every address',
      },
    },
    options,
  );

/** Returns whether `text` is an http(s) URL without user, query, fragment or percent-encoding. */
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

/** Returns whether `text` is `*` or an origin as browsers send it: without the port when it is the scheme's default. */
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

/** Returns whether `text` is an http(s) URL without user and fragment. `hookRefusal` judges its host. */
export function isHookUrl(text: unknown): boolean {
  if (typeof text !== 'string' || text.length > 2_048 || !URL.canParse(text)) return false;
  const url = new URL(text);
  return ['https:', 'http:'].includes(url.protocol) && url.username + url.password + url.hash === '';
}

export const IsHookUrl = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isHookUrl',
      validator: {
        validate: isHookUrl,
        defaultMessage: () =>
          'must be a URL such as https://hooks.example.com/portolan, without user and fragment',
      },
    },
    options,
  );

/**
 * Returns why nothing may be sent to a URL; undefined when it may. Its host must be listed; plain http is for loopback.
 *
 * @param hosts names and addresses.
 */
export function hookRefusal(text: string, hosts: readonly string[]): string | undefined {
  const { hostname, protocol } = new URL(text);
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (!hosts.some((host) => host.toLowerCase() === bare))
    return 'names a host that is not in webhooks.allowed_hosts';
  return protocol === 'http:' && !isLoopback(hostname)
    ? 'is plain http, which is for loopback only'
    : undefined;
}

const HOOK_SECRET = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;

/** Returns the bytes of a secret of Standard Webhooks; undefined when it is none of 24 to 64 bytes. */
export function hookSecretBytes(text: string): Buffer | undefined {
  const bytes = Buffer.from(HOOK_SECRET.exec(text)?.[1] ?? '', 'base64');
  return bytes.length >= 24 && bytes.length <= 64 ? bytes : undefined;
}

export const IsHookSecret = (options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isHookSecret',
      validator: {
        validate: (text: unknown) => typeof text === 'string' && hookSecretBytes(text) !== undefined,
        defaultMessage: () => 'must be whsec_ and 24 to 64 bytes in base64',
      },
    },
    options,
  );
