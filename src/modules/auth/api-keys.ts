import { createHash, timingSafeEqual } from 'node:crypto';
import { SCOPES, type ApiKeyConfig, type AuthConfig } from '../../platform/config/config.js';
import { DEMO_CALLER } from '../../platform/config/cross-check.js';
import type { Caller } from '../../platform/http/admission/caller.js';

/** Longest key that is looked at, in characters. */
const MAX_KEY = 256;

interface KnownKey {
  readonly hash: Buffer;
  readonly caller: Caller;
}

/** The callers that hold keys. Only hashes are kept; all are compared, in constant time each. */
export class ApiKeys {
  private readonly configured: readonly KnownKey[];
  private known: readonly KnownKey[];

  constructor(config: AuthConfig) {
    const demo: KnownKey[] =
      config.demoKey === undefined
        ? []
        : [
            {
              hash: hashOf(config.demoKey),
              caller: { id: DEMO_CALLER, kind: 'demo', scopes: new Set(SCOPES), projects: '*' },
            },
          ];
    this.configured = [...config.apiKeys.map(knownKey), ...demo];
    this.known = this.configured;
  }

  /** Names that keys from elsewhere cannot have. */
  get names(): ReadonlySet<string> {
    return new Set(this.configured.map(({ caller }) => caller.id));
  }

  /** SHA-256 of the keys that keys from elsewhere cannot be. */
  get hashes(): ReadonlySet<string> {
    return new Set(this.configured.map(({ hash }) => hash.toString('hex')));
  }

  /** Puts `keys` beside those of the configuration, in the place of all that were put there before. */
  replaceFurther(keys: readonly ApiKeyConfig[]): void {
    this.known = [...this.configured, ...keys.map(knownKey)];
  }

  /** The caller of this name, as long as it has a key. */
  named(id: string | undefined): Caller | undefined {
    return this.known.find(({ caller }) => caller.id === id)?.caller;
  }

  /** Who holds the key, or undefined. */
  find(key: string): Caller | undefined {
    if (key.length === 0 || key.length > MAX_KEY) return undefined;
    const hash = hashOf(key);
    let found: Caller | undefined;
    for (const each of this.known) if (timingSafeEqual(each.hash, hash)) found = each.caller;
    return found;
  }
}

function knownKey({ name, sha256, scopes, projects, pointsPerMinute }: ApiKeyConfig): KnownKey {
  return {
    hash: Buffer.from(sha256, 'hex'),
    caller: {
      id: name,
      kind: 'api-key',
      scopes: new Set(scopes),
      projects: projects.includes('*') ? '*' : new Set(projects),
      ...(pointsPerMinute === undefined ? {} : { pointsPerMinute }),
    },
  };
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
