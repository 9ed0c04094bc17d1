/** A Lua script; the head of its file describes KEYS, ARGV and result. */
export interface LuaScript {
  /** For logs and metrics. */
  readonly name: string;
  readonly text: string;
}

/** What a script can return. */
export type RedisReply = string | number | null | RedisReply[];

/**
 * `up`: Redis answers. `full`: it answers, but refuses writes for lack of memory. `down`: calls fail at once, and the
 * connection is restored in the background.
 */
export type RedisState = 'up' | 'full' | 'down';

/**
 * The operations of Redis that we use. Every call settles within the command time-out (130 ms by default, plus turns of the
 * event loop). Once Redis is known to be dead or hung, calls fail at once; they work again within 2 s of its return. Callers
 * continue without it. Keys get the configured prefix; keys of one script call must share a `{hash tag}`.
 *
 * @throws RedisFailure from every call, nothing else.
 */
export interface RedisPort {
  readonly state: RedisState;
  get(key: string): Promise<string | null>;
  /** @param ttlMs more than 0. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** True when the key was absent and is now set. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** True when there was something to delete. */
  del(key: string): Promise<boolean>;
  /** Runs the script by its SHA, and loads it when the server does not know it. */
  run(script: LuaScript, keys: readonly string[], args: readonly (string | number)[]): Promise<RedisReply>;
  /** Checks in the background whether Redis has room for a write; at most once a second. */
  checkRoom(): void;
  /** Resolves with true as soon as Redis is up or full, with false after `timeoutMs`. For the start of the process. */
  ready(timeoutMs: number): Promise<boolean>;
  /** Calls the listener on every change of state. Returns a function that removes it. */
  onState(listener: (state: RedisState) => void): () => void;
  close(): Promise<void>;
}

export const RedisPort = Symbol('RedisPort');

/**
 * A command failed. `down`: it was not sent, or the connection broke; `timeout`: no answer in time, so it may or may not
 * have happened; `refused`: Redis answered with an error (read-only, out of memory, no permission, wrong type).
 * The message names the command and the error's first word, never a key, a value or an address.
 */
export class RedisFailure extends Error {
  override readonly name = 'RedisFailure';
  constructor(
    readonly reason: 'down' | 'timeout' | 'refused',
    message: string,
    /** The first word of a refusal, such as `OOM`. */
    readonly code?: string,
  ) {
    super(message);
  }
}
