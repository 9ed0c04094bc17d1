import { Fault } from '../../../kernel/fault.js';
import type { AccessKey } from './access-key.js';

/** Temporary keys as the vendor writes them. */
export interface TemporaryKey {
  readonly key: AccessKey;
  /** Unix milliseconds by the vendor's clock; undefined when nothing is said of an end. */
  readonly expiresAt: number | undefined;
}

/** Longest member that is believed; the vendor's tokens have some hundred characters. */
const MAX_LENGTH = 32_768;

/**
 * Reads temporary keys: `{"credential": {"access", "secret", "securitytoken", "expires_at"}}`, as the metadata service and
 * IAM's `securitytokens` write them, with the outer member or without (source: the vendor's SDKs and references).
 *
 * @param where names the source in the message; the message never holds what was read.
 * @throws Fault kind `bad_payload`.
 */
export function readTemporaryKey(text: string, where: string): TemporaryKey {
  const unusable = (what: string): Fault => new Fault('bad_payload', `${where} ${what}`);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw unusable('holds no JSON');
  }
  const { access, secret, securitytoken, expires_at: end } = membersOf(document);
  if (!isWord(access) || !isWord(secret)) throw unusable('holds no keys (access, secret)');
  if (securitytoken !== undefined && !isWord(securitytoken)) throw unusable('holds a bad securitytoken');
  const expiresAt = end === undefined ? undefined : typeof end === 'string' ? Date.parse(end) : NaN;
  if (Number.isNaN(expiresAt)) throw unusable('holds a bad expires_at');
  return {
    key: {
      accessKey: access,
      secretKey: secret,
      ...(securitytoken === undefined ? {} : { securityToken: securitytoken }),
    },
    expiresAt,
  };
}

function membersOf(document: unknown): Readonly<Record<string, unknown>> {
  if (typeof document !== 'object' || document === null) return {};
  const { credential } = document as { credential?: unknown };
  return (typeof credential === 'object' && credential !== null ? credential : document) as Readonly<
    Record<string, unknown>
  >;
}

/** Printable ASCII without blanks: it goes into headers. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_LENGTH && /^[\x21-\x7e]+$/.test(value);
}
