import { sealedGeneration, type CacheCipher } from './cache-cipher.js';
import { DELETE_IF_EQUAL } from './delete-if-equal.js';
import { DROPPING } from './keyed-digest.js';
import type { RedisPort } from './redis-port.js';
import { luaScript } from './lua-script.js';

/** Called with the number of entries that were not ours (dropped), or whose secret we do not have (left alone). */
type ObserveSealed = (event: 'poisoned' | 'foreign_key', entries: number) => void;

export interface SealedEntry {
  readonly bytes: Buffer;
  readonly generation: number;
  /** As it stands in Redis. */
  readonly text: string;
}

const READ_TEXT = luaScript('sealed-read', new URL('./sealed-read.lua', import.meta.url), DROPPING);

/** Texts in Redis, each sealed under the name of its key: what is spoilt or moved is dropped, counted, and as good as absent. */
export class SealedEntries {
  constructor(
    private readonly redis: RedisPort,
    private readonly cipher: CacheCipher,
    /** Whose they are; a text of one tenant opens for no other. */
    private readonly tenant: string,
    readonly observe: ObserveSealed = () => undefined,
  ) {}

  seal(key: string, plain: string | Buffer, generation = 0): string {
    return this.cipher.seal(plain, { name: key, tenant: this.tenant, generation });
  }

  /** @throws RedisFailure */
  async read(key: string, most: number): Promise<SealedEntry | undefined> {
    const reply = await this.redis.run(READ_TEXT, [key], [most]);
    const [text, dropped] = Array.isArray(reply) ? reply : [];
    this.countDropped(dropped);
    return typeof text === 'string' && text !== '' ? this.open(key, text) : undefined;
  }

  /** What was found under the key, opened; undefined when that cannot be done. @throws RedisFailure */
  async open(key: string, text: string): Promise<SealedEntry | undefined> {
    const generation = sealedGeneration(text) ?? -1;
    const opened = this.cipher.openBytes(text, { name: key, tenant: this.tenant, generation });
    if (opened.kind === 'plain') return { bytes: opened.bytes, generation, text };
    if (opened.kind === 'foreign') this.observe('foreign_key', 1);
    else await this.reject(key, text);
    return undefined;
  }

  /** Drops a text that opened, or did not, but is nothing of ours. @throws RedisFailure */
  async reject(key: string, text: string): Promise<void> {
    this.observe('poisoned', 1);
    await this.redis.run(DELETE_IF_EQUAL, [key], [text]);
  }

  /** Counts what a script says it has dropped. */
  countDropped(entries: unknown): void {
    if (Number(entries) > 0) this.observe('poisoned', Number(entries));
  }
}
