import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { lengthPrefixed } from './length-prefixed.js';

/** A secret of the configuration. The first of a list seals, all of them open. */
export interface CacheSecret {
  /** 1 to 32 of `A-Z a-z 0-9 _ -`; stored unsealed with each text that the secret sealed. */
  readonly id: string;
  /** At least 32 characters. */
  readonly value: string;
}

/** What a sealed text is bound to; it opens with the same context only. */
export interface SealContext {
  /** The full name of the cache entry. */
  readonly name: string;
  /** Owner of the entry. */
  readonly tenant: string;
  /** 0 for entries without generations. */
  readonly generation: number;
}

type Opened = { readonly kind: 'plain'; readonly text: string } | Unopened;

type OpenedBytes = { readonly kind: 'plain'; readonly bytes: Buffer } | Unopened;

type Unopened =
  /** Sealed with a key that we lack: another replica is ahead or behind in a key rotation. */
  | { readonly kind: 'foreign' }
  /** Forged, moved or changed. */
  | { readonly kind: 'poisoned' };

const VERSION = '1';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const SECRET_MIN_LENGTH = 32;
const SEALED = /^1\.(\d{1,16})\.([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]+)$/;

/**
 * Seals texts for a shared cache: AES-256-GCM with a random 96-bit IV, bound to entry name, tenant, generation and key id.
 * Keys are derived (HKDF-SHA256, one for each purpose), so the same secret may serve other purposes.
 * Sealed: `1.<generation>.<key id>.<iv>.<ciphertext and tag>`, the last two in base64url; ASCII, so Lua can read the
 * generation.
 */
export class CacheCipher {
  private keys: ReadonlyMap<string, KeyObject> = new Map();
  private currentId = '';

  /**
   * @param purpose a text sealed for one purpose opens for no other.
   * @throws RangeError without a secret, when one is too short, or when an id is invalid or used twice.
   */
  constructor(
    secrets: readonly CacheSecret[],
    private readonly purpose:
      | 'token-cache'
      | 'row-cache'
      | 'export-store'
      | 'query-store'
      | 'watch-store'
      | 'job-queue' = 'token-cache',
  ) {
    this.useSecrets(secrets);
  }

  /** Replaces all secrets at once. Texts of secrets that are gone become `foreign`. @throws as the constructor. */
  useSecrets(secrets: readonly CacheSecret[]): void {
    const [current] = secrets;
    if (current === undefined) throw new RangeError('a sealed cache needs at least one secret');
    const keys = new Map<string, KeyObject>();
    for (const { id, value } of secrets) {
      if (!KEY_ID.test(id))
        throw new RangeError('the id of a cache secret is 1 to 32 letters, digits, _ or -');
      if (keys.has(id)) throw new RangeError(`two cache secrets have the id ${id}`);
      if (value.length < SECRET_MIN_LENGTH) {
        throw new RangeError(`the cache secret ${id} has fewer than ${SECRET_MIN_LENGTH} characters`);
      }
      const derived = hkdfSync('sha256', value, 'portolan', this.purpose, 32);
      keys.set(id, createSecretKey(Buffer.from(derived)));
    }
    this.keys = keys;
    this.currentId = current.id;
  }

  seal(plain: string | Buffer, context: SealContext): string {
    const key = this.keys.get(this.currentId) as KeyObject;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(binding(context, this.currentId));
    const bytes = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
    const sealed = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    return [
      VERSION,
      context.generation,
      this.currentId,
      iv.toString('base64url'),
      sealed.toString('base64url'),
    ].join('.');
  }

  open(sealed: string, context: SealContext): Opened {
    const opened = this.openBytes(sealed, context);
    return opened.kind === 'plain' ? { kind: 'plain', text: opened.bytes.toString('utf8') } : opened;
  }

  openBytes(sealed: string, context: SealContext): OpenedBytes {
    const [, generation, keyId = '', iv = '', body = ''] = SEALED.exec(sealed) ?? [];
    if (generation === undefined || Number(generation) !== context.generation) return { kind: 'poisoned' };
    const key = this.keys.get(keyId);
    if (key === undefined) return { kind: 'foreign' };
    const bytes = Buffer.from(body, 'base64url');
    if (bytes.length < TAG_BYTES) return { kind: 'poisoned' };
    try {
      const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(iv, 'base64url'), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(binding(context, keyId));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const plain = Buffer.concat([
        decipher.update(bytes.subarray(0, bytes.length - TAG_BYTES)),
        decipher.final(),
      ]);
      return { kind: 'plain', bytes: plain };
    } catch {
      return { kind: 'poisoned' };
    }
  }
}

/** Returns a sealed text's generation; undefined when the text has another form. Do not trust it before `open`. */
export function sealedGeneration(sealed: string): number | undefined {
  const generation = SEALED.exec(sealed)?.[1];
  return generation === undefined ? undefined : Number(generation);
}

function binding(context: SealContext, keyId: string): Buffer {
  return lengthPrefixed([VERSION, context.name, context.tenant, keyId, String(context.generation)]);
}
