import type { RedisConfig as RedisSettings } from '../config/config.js';
import type { RedisConfig } from './redis-client.js';
import { readTlsAuthority } from './tls-authority.js';

/** Returns what a connection needs of the configuration; reads the file of authorities. @throws Error as `readTlsAuthority`. */
export function redisConfigOf({ url, keyPrefix, tlsCaFile }: RedisSettings): RedisConfig {
  return { url, keyPrefix, ...(tlsCaFile === undefined ? {} : { tlsCa: readTlsAuthority(tlsCaFile) }) };
}
