import { sealedGeneration, type CacheCipher } from './cache-cipher.js';
import { DELETE_IF_EQUAL } from './delete-if-equal.js';
import { DROPPING } from './keyed-digest.js';
import type { RedisPort } from './redis-port.js';
import { luaScript } from './lua-script.js';

/** Called with the number of entries that were forged or damaged (deleted), or sealed with a secret we lack (kept). */
type ObserveSealed = (event: 'poisoned' | 'foreign_key', entries: number) => void;

export interface SealedEntry {
  readonly bytes: Buffer;
  readonly generation: number;
  /** As stored in Redis. */
  readonly text: string;
}

const READ_TEXT = luaScript('sealed-read', new URL('./sealed-read.lua', import.meta.url), DROPPING);

/** Reads and writes texts in Redis, each sealed under the name of its key. One that was damaged or moved is deleted, counted and treated as absent. */
export class SealedEntries {
  constructor(
    private readonly redis: RedisPort,
    private readonly cipher: CacheCipher,
    /** Owner of the texts; a text of one tenant opens for no other. */
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

  /** Opens the text found under the key; returns undefined when that is impossible. @throws RedisFailure */
  async open(key: string, text: string): Promise<SealedEntry | undefined> {
    const generation = sealedGeneration(text) ?? -1;
    const opened = this.cipher.openBytes(text, { name: key, tenant: this.tenant, generation });
    if (opened.kind === 'plain') return { bytes: opened.bytes, generation, text };
    if (opened.kind === 'foreign') this.observe('foreign_key', 1);
    else await this.reject(key, text);
    return undefined;
  }

  /** Deletes a text that is not ours, or whose content makes no sense, and counts it. @throws RedisFailure */
  async reject(key: string, text: string): Promise<void> {
    this.observe('poisoned', 1);
    await this.redis.run(DELETE_IF_EQUAL, [key], [text]);
  }

  /** Counts the entries that a script says it has deleted. */
  countDropped(entries: unknown): void {
    if (Number(entries) > 0) this.observe('poisoned', Number(entries));
  }
}
