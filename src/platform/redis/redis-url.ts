/** Addresses and log-in of Redis, read from one URL. */
export interface RedisTarget {
  readonly mode: 'single' | 'sentinel' | 'cluster';
  /** At least one; of Sentinels or of cluster nodes several. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  /** 0 in a cluster. */
  readonly database: number;
  /** Sentinel only: the name of the monitored master, and the Sentinels' own log-in. */
  readonly master?: string;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
}

/** The URL cannot be used; the message says why and holds no part of the log-in. */
export class RedisUrlError extends Error {
  override readonly name = 'RedisUrlError';
}

const SCHEME = /^(rediss?)(?:\+(sentinel|cluster))?:\/\//;
const REDIS_PORT = 6379;
const SENTINEL_PORT = 26379;

/**
 * Reads `redis://`, `rediss://` (TLS), and with `+sentinel` or `+cluster` after either:
 *
 * - `redis://user:password@host:6379/0`
 * - `rediss+sentinel://user:password@s1:26379,s2:26379/master-name/0?sentinel_username=…&sentinel_password=…`
 * - `redis+cluster://user:password@n1:6379,n2:6379`
 *
 * With `rediss` every connection is TLS, those to Sentinels too. Log-in parts are percent-decoded; IPv6 addresses stand
 * in brackets. Read by hand because `URL` knows one host only.
 *
 * @throws RedisUrlError
 */
export function parseRedisUrl(url: string): RedisTarget {
  const scheme = SCHEME.exec(url);
  if (scheme === null) {
    throw new RedisUrlError(
      'Redis URL must start with redis://, rediss://, or either with +sentinel or +cluster',
    );
  }
  const mode = (scheme[2] ?? 'single') as RedisTarget['mode'];
  const rest = url.slice(scheme[0].length);
  const [beforeQuery = '', query = ''] = splitOnce(rest, '?');
  const [authority = '', path = ''] = splitOnce(beforeQuery, '/');
  const at = authority.lastIndexOf('@');
  const login = at < 0 ? '' : authority.slice(0, at);
  const nodes = parseNodes(authority.slice(at + 1), mode);
  const segments = path === '' ? [] : path.split('/');
  const master = mode === 'sentinel' ? decode(segments.shift() ?? '', 'master name') : undefined;
  if (master === '') throw new RedisUrlError('Redis URL of Sentinels needs /master-name after the hosts');
  const database = parseDatabase(segments, mode);
  const [username, password] = splitOnce(login, ':').map((part) => decode(part, 'log-in'));
  const options = parseOptions(query, mode);
  return {
    mode,
    nodes,
    tls: scheme[1] === 'rediss',
    database,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(master === undefined ? {} : { master }),
    ...options,
  };
}

function parseNodes(text: string, mode: RedisTarget['mode']): RedisTarget['nodes'] {
  const nodes = text
    .split(',')
    .map((node) => parseNode(node, mode === 'sentinel' ? SENTINEL_PORT : REDIS_PORT));
  if (mode === 'single' && nodes.length > 1) {
    throw new RedisUrlError('Redis URL has several hosts, which need redis+sentinel:// or redis+cluster://');
  }
  return nodes;
}

function parseNode(text: string, defaultPort: number): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) throw new RedisUrlError('Redis URL has an invalid host');
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (port < 1 || port > 65535) throw new RedisUrlError('Redis URL has a port outside 1 to 65535');
  return { host, port };
}

function parseDatabase(segments: readonly string[], mode: RedisTarget['mode']): number {
  const text = segments[0] ?? '';
  if (segments.length > 1 || !/^\d{0,5}$/.test(text)) {
    throw new RedisUrlError('Redis URL has a path that is not a database number');
  }
  const database = Number(text);
  if (mode === 'cluster' && database !== 0) throw new RedisUrlError('A Redis cluster has database 0 only');
  return database;
}

function parseOptions(
  query: string,
  mode: RedisTarget['mode'],
): Pick<RedisTarget, 'sentinelUsername' | 'sentinelPassword'> {
  const parameters = new URLSearchParams(query);
  for (const name of parameters.keys()) {
    if (mode !== 'sentinel' || (name !== 'sentinel_username' && name !== 'sentinel_password')) {
      throw new RedisUrlError('Redis URL has an unknown parameter');
    }
  }
  const sentinelUsername = parameters.get('sentinel_username');
  const sentinelPassword = parameters.get('sentinel_password');
  return {
    ...(sentinelUsername ? { sentinelUsername } : {}),
    ...(sentinelPassword ? { sentinelPassword } : {}),
  };
}

function splitOnce(text: string, separator: string): string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlError(`Redis URL has a ${what} with invalid percent-encoding`);
  }
}
