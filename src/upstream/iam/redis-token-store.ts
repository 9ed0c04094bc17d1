import { sealedGeneration, type CacheCipher, type SealContext } from '../../platform/redis/cache-cipher.js';
import { DELETE_IF_EQUAL } from '../../platform/redis/delete-if-equal.js';
import { lengthPrefixed } from '../../platform/redis/length-prefixed.js';
import { luaScript, readLua } from '../../platform/redis/lua-script.js';
import {
  RedisFailure,
  type LuaScript,
  type RedisPort,
  type RedisReply,
} from '../../platform/redis/redis-port.js';
import type { ObserveTokens } from './token-events.js';
import {
  CREDENTIAL_PROBLEMS,
  slotDigest,
  StoreFailure,
  type Claim,
  type Refusal,
  type StoredToken,
  type TokenSlot,
  type TokenStore,
} from './token-store.js';

const ENTRY = readLua(new URL('./token-entry.lua', import.meta.url));
const READ_ENTRY = luaScript('token-read', new URL('./token-read.lua', import.meta.url), ENTRY);
const CLAIM_TOKEN = luaScript('token-claim', new URL('./token-claim.lua', import.meta.url), ENTRY);
const WRITE_TOKEN = luaScript('token-write', new URL('./token-write.lua', import.meta.url), ENTRY);
const EXTEND_LEASE = luaScript('lease-extend', new URL('./lease-extend.lua', import.meta.url));

/** One slot's keys; the braces put them on one node of a cluster. */
interface SlotKeys {
  readonly token: string;
  readonly lease: string;
  readonly fence: string;
  readonly refusal: string;
  readonly tenant: string;
}

/**
 * The token store that replicas share. Values are sealed; what is left of a token's life is the key's own time to
 * live, so no clocks are compared. An entry that is not ours or was changed is dropped, reported and as good as absent.
 */
export class RedisTokenStore implements TokenStore {
  readonly kind = 'redis';

  constructor(
    private readonly redis: RedisPort,
    private readonly cipher: CacheCipher,
    private readonly observe: ObserveTokens = () => undefined,
  ) {}

  async read(slot: TokenSlot): Promise<StoredToken | undefined> {
    const keys = keysOf(slot);
    const entry = await this.entry(keys.token);
    return entry === undefined ? undefined : this.openToken(keys, entry.text, entry.leftMs);
  }

  async claim(slot: TokenSlot, after: number, owner: string, leaseMs: number): Promise<Claim> {
    const keys = keysOf(slot);
    let floor = after;
    for (let attempt = 1; attempt <= MAX_CLAIMS; attempt++) {
      const reply = await this.run(
        CLAIM_TOKEN,
        [keys.token, keys.lease, keys.fence, keys.refusal],
        [floor, owner, leaseMs],
      );
      const [kind, first, second, dropped] = Array.isArray(reply) ? reply : [];
      if (dropped === 1) this.observe({ kind: 'poisoned' });
      if (kind === 'busy') return { kind, forMs: Number(first) };
      if (kind === 'lease') {
        const refusal = await this.openRefusal(keys, String(second));
        return { kind, generation: Number(first), ...(refusal === undefined ? {} : { refusal }) };
      }
      const text = String(first);
      const token = await this.openToken(keys, text, Number(second));
      if (token !== undefined) return { kind: 'token', token };
      // Dropped when poisoned. Left alone when another replica's key sealed it: then ours has to be newer than that.
      floor = Math.max(floor, sealedGeneration(text) ?? 0);
    }
    throw new StoreFailure('token entries that do not open keep appearing');
  }

  async write(slot: TokenSlot, token: StoredToken): Promise<boolean> {
    const ttlMs = Math.floor(token.remainingMs);
    if (ttlMs <= 0) return false;
    const keys = keysOf(slot);
    const { value, issuedAt, expiresAt, lifeMs, projectId } = token;
    const text = this.cipher.seal(JSON.stringify({ value, issuedAt, expiresAt, lifeMs, projectId }), {
      name: keys.token,
      tenant: keys.tenant,
      generation: token.generation,
    });
    return (await this.run(WRITE_TOKEN, [keys.token, keys.refusal], [token.generation, text, ttlMs])) === 1;
  }

  async extend(slot: TokenSlot, owner: string, leaseMs: number): Promise<boolean> {
    return (await this.run(EXTEND_LEASE, [keysOf(slot).lease], [owner, leaseMs])) === 1;
  }

  async release(slot: TokenSlot, owner: string): Promise<void> {
    await this.run(DELETE_IF_EQUAL, [keysOf(slot).lease], [owner]);
  }

  async remember(slot: TokenSlot, refusal: Refusal, ttlMs: number): Promise<void> {
    const keys = keysOf(slot);
    const text = this.cipher.seal(JSON.stringify(refusal), refusalContext(keys));
    await this.guard(() => this.redis.set(keys.refusal, text, ttlMs));
  }

  async refusal(slot: TokenSlot): Promise<Refusal | undefined> {
    const keys = keysOf(slot);
    const entry = await this.entry(keys.refusal);
    return entry === undefined ? undefined : this.openRefusal(keys, entry.text);
  }

  async forget(slot: TokenSlot): Promise<void> {
    await this.guard(() => this.redis.del(keysOf(slot).refusal));
  }

  private async entry(key: string): Promise<{ readonly text: string; readonly leftMs: number } | undefined> {
    const reply = await this.run(READ_ENTRY, [key], []);
    const [text, left, dropped] = Array.isArray(reply) ? reply : [];
    if (dropped === 1) this.observe({ kind: 'poisoned' });
    return typeof text === 'string' && text !== '' ? { text, leftMs: Number(left) } : undefined;
  }

  private async openToken(keys: SlotKeys, text: string, leftMs: number): Promise<StoredToken | undefined> {
    const generation = sealedGeneration(text) ?? 0;
    const json = await this.open(keys.token, text, { name: keys.token, tenant: keys.tenant, generation });
    if (json === undefined) return undefined;
    const { value, issuedAt, expiresAt, lifeMs, projectId } = json;
    if (typeof value !== 'string' || typeof lifeMs !== 'number') return undefined;
    return {
      value,
      generation,
      issuedAt: Number(issuedAt),
      expiresAt: Number(expiresAt),
      lifeMs,
      remainingMs: Math.min(leftMs, lifeMs),
      ...(typeof projectId === 'string' ? { projectId } : {}),
    };
  }

  private async openRefusal(keys: SlotKeys, text: string): Promise<Refusal | undefined> {
    if (text === '') return undefined;
    const json = await this.open(keys.refusal, text, refusalContext(keys));
    const problem = CREDENTIAL_PROBLEMS.find((known) => known === json?.['problem']);
    if (json === undefined || problem === undefined || typeof json['credential'] !== 'string')
      return undefined;
    return { problem, credential: json['credential'], at: Number(json['at']) };
  }

  /** The sealed object, or undefined; what is poisoned is deleted on the way, if it is still the same. */
  private async open(
    key: string,
    text: string,
    context: SealContext,
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const opened = this.cipher.open(text, context);
    if (opened.kind === 'plain') return JSON.parse(opened.text) as Record<string, unknown>;
    if (opened.kind === 'foreign') {
      this.observe({ kind: 'foreign_key' });
      return undefined;
    }
    this.observe({ kind: 'poisoned' });
    await this.run(DELETE_IF_EQUAL, [key], [text]);
    return undefined;
  }

  private run(
    script: LuaScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<RedisReply> {
    return this.guard(() => this.redis.run(script, keys, args));
  }

  private async guard<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof RedisFailure) throw new StoreFailure(error.message, { cause: error });
      throw error;
    }
  }
}

/** Claims until the poisoned entries on the way are gone; choice: more means that somebody is writing them. */
const MAX_CLAIMS = 3;

function keysOf(slot: TokenSlot): SlotKeys {
  const tag = `token:{${slotDigest(slot)}}`;
  return {
    token: `${tag}:value`,
    lease: `${tag}:lease`,
    fence: `${tag}:fence`,
    refusal: `${tag}:refusal`,
    tenant: lengthPrefixed([slot.iam, slot.account, slot.user, slot.project]).toString('base64url'),
  };
}

function refusalContext(keys: SlotKeys): SealContext {
  return { name: keys.refusal, tenant: keys.tenant, generation: 0 };
}
