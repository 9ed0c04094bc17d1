/** A Lua script by name; its KEYS, ARGV and result are described beside its text. */
export interface LuaScript {
  /** For logs and metrics. */
  readonly name: string;
  readonly text: string;
}

/** What Lua can answer. */
export type RedisReply = string | number | null | RedisReply[];

/**
 * `up`: answers come. `full`: they do, but what is new is refused for want of memory. `down`: calls fail at once while
 * the connection is tried in the background.
 */
export type RedisState = 'up' | 'full' | 'down';

/**
 * The few things we ask of Redis. Every call settles within the command timeout (150 ms by default); once Redis is
 * known to be dead or hung they fail at once, and they work again within 2 s of its return. Callers go on without it.
 * Keys get the configured prefix; keys of one script call must share a `{hash tag}`.
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
  /** Runs the script by its SHA, loading it where the server does not know it. */
  run(script: LuaScript, keys: readonly string[], args: readonly (string | number)[]): Promise<RedisReply>;
  /** Finds out in the background whether there is room for something new; at most once a second. */
  checkRoom(): void;
  /** Resolves with true as soon as Redis is up or full, with false after `timeoutMs`. For the start of the process. */
  ready(timeoutMs: number): Promise<boolean>;
  /** Calls back on every change of state; the result takes the listener away. */
  onState(listener: (state: RedisState) => void): () => void;
  close(): Promise<void>;
}

export const RedisPort = Symbol('RedisPort');

/**
 * Redis did not do it. `down`: not even tried, or the connection broke; `timeout`: no answer in time, so it may or may
 * not have happened; `refused`: Redis answered with an error (read-only, out of memory, no permission, wrong type).
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
