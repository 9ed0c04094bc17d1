import { hkdfSync } from 'node:crypto';
import type { AppConfig } from './config.js';

/** A key of 32 bytes for one purpose, with the id of the secret that it is derived from. */
interface DerivedKey {
  readonly id: string;
  readonly key: Buffer;
}

/**
 * Returns one key of each configured secret for a purpose (HKDF-SHA256). The first one signs, all of them verify. What is
 * signed for one purpose is refused for another.
 */
export function derivedKeys(
  { secrets }: Pick<AppConfig, 'secrets'>,
  purpose: 'cursor' | 'ticket',
): DerivedKey[] {
  return secrets.map(({ id, value }) => ({
    id,
    key: Buffer.from(hkdfSync('sha256', value, 'portolan', purpose, 32)),
  }));
}
