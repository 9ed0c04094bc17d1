import { hkdfSync } from 'node:crypto';
import type { AppConfig } from './config.js';

/** A key of 32 bytes for one purpose, by the id of the secret that it is derived from. */
interface DerivedKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Keys that sign for one purpose, of every configured secret, the first signing anew. No purpose can read another's. */
export function derivedKeys(
  { secrets }: Pick<AppConfig, 'secrets'>,
  purpose: 'cursor' | 'ticket',
): DerivedKey[] {
  return secrets.map(({ id, value }) => ({
    id,
    key: Buffer.from(hkdfSync('sha256', value, 'portolan', purpose, 32)),
  }));
}
