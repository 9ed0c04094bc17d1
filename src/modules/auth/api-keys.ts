import { hash as digest, timingSafeEqual } from 'node:crypto';
import { SCOPES, type ApiKeyConfig, type AuthConfig } from '../../platform/config/config.js';
import { DEMO_CALLER } from '../../platform/config/cross-check.js';
import type { Caller } from '../../platform/http/admission/caller.js';

/** Maximum length of a key, in characters. Longer ones are not hashed. A choice. */
const MAX_KEY = 256;

interface KnownKey {
  readonly hash: Buffer;
  readonly caller: Caller;
}

/** Finds callers by their keys. It keeps hashes only, and compares all of them, each in constant time. */
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

  /** Names of the configured keys. Keys of the keys file must have other names. */
  get names(): ReadonlySet<string> {
    return new Set(this.configured.map(({ caller }) => caller.id));
  }

  /** SHA-256 of the configured keys, in hex. The keys file must not repeat them. */
  get hashes(): ReadonlySet<string> {
    return new Set(this.configured.map(({ hash }) => hash.toString('hex')));
  }

  /** Sets the keys that count besides the configured ones. Replaces those of the last call. */
  setAdditional(keys: readonly ApiKeyConfig[]): void {
    this.known = [...this.configured, ...keys.map(knownKey)];
  }

  /** Returns the caller of this name; undefined when no key has it. */
  named(id: string | undefined): Caller | undefined {
    return this.known.find(({ caller }) => caller.id === id)?.caller;
  }

  /** Returns the caller that holds the key; undefined for an unknown key. */
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
  return digest('sha256', key, 'buffer');
}
