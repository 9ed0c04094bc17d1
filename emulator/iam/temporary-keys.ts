import { randomBytes } from 'node:crypto';
import type { User } from './directory.js';

/** An access key with an end. Requests signed with it must carry the security token too. */
export interface TemporaryKey {
  readonly user: User;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken: string;
  /** Unix milliseconds by the emulated cloud's clock. */
  readonly expiresAt: number;
}

/** Expired keys are removed when so many are kept, so that memory stays bounded in a long run; choice. */
const SWEEP_AT = 10_000;

/** Letters and digits without the two characters that base64 adds. */
function word(length: number): string {
  return randomBytes(length * 2)
    .toString('base64')
    .replace(/[+/=]/g, '')
    .slice(0, length);
}

/** Keeps the temporary keys that IAM issued. A new key does not end older ones. */
export class TemporaryKeys {
  private readonly keys = new Map<string, TemporaryKey>();

  issue(user: User, now: number, lifeMs: number): TemporaryKey {
    if (this.keys.size >= SWEEP_AT) this.sweep(now);
    const key: TemporaryKey = {
      user,
      accessKey: word(20).toUpperCase(),
      secretKey: word(40),
      securityToken: word(400),
      expiresAt: now + lifeMs,
    };
    this.keys.set(key.accessKey, key);
    return key;
  }

  /** Returns the key, even when it has expired. */
  find(accessKey: string): TemporaryKey | undefined {
    return this.keys.get(accessKey);
  }

  private sweep(now: number): void {
    for (const { accessKey, expiresAt } of this.keys.values())
      if (expiresAt <= now) this.keys.delete(accessKey);
  }
}
