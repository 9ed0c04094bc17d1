import { createHash } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { openRedisClient, type RedisConfig } from './redis-client.js';
import { currentSpan } from '../../kernel/trace.js';
import {
  RedisFailure,
  type LuaScript,
  type RedisPort,
  type RedisReply,
  type RedisState,
} from './redis-port.js';

interface RedisTimings {
  /** How long one command may take; choice: measured, ioredis's own defaults wait over 8 s. */
  readonly commandTimeoutMs: number;
  /** How often a Redis that is down is probed. */
  readonly probeMs: number;
  /** A connection without an answer for so long is replaced, because the other end may be gone without closing it. */
  readonly staleMs: number;
}

/** For so long after the start, commands wait for the first connection; choice. */
const STARTING_MS = 1_000;
/** How often a full Redis is probed for room; it counts as full until two probes in a row succeed; choice. */
const ROOM_PROBE_MS = 1_000;
const ROOM_PROBE_KEY = 'room-probe';
/** The longest that `close` waits for the connection to end; choice. */
const CLOSE_MS = 500;

const DEFAULT_TIMINGS: RedisTimings = { commandTimeoutMs: 130, probeMs: 200, staleMs: 1_000 };

/**
 * Returns the port over ioredis; undefined when no Redis is configured. Connects in the background: `ready` waits for it.
 *
 * @throws RedisUrlError
 */
export function connectRedis(
  config: (RedisConfig & Partial<RedisTimings>) | undefined,
): RedisPort | undefined {
  if (config === undefined) return undefined;
  return new RedisConnection(openRedisClient(config), { ...DEFAULT_TIMINGS, ...definedTimings(config) });
}

/**
 * A circuit breaker around the connection: the first command without an answer opens it, an answered PING closes it. So a
 * dead Redis costs one time-out instead of one for each call, and no caller's request serves as the probe.
 */
class RedisConnection implements RedisPort {
  private current: 'up' | 'down' = 'down';
  private full = false;
  private announced: RedisState = 'down';
  /** When a write was last refused for lack of memory, and when room was last probed. */
  private refusedAt = -Infinity;
  private roomAt = -Infinity;
  private roomTimer: NodeJS.Timeout | undefined;
  private closed = false;
  private wasUp = false;
  private readonly startedAt = performance.now();
  private probeTimer: NodeJS.Timeout | undefined;
  /** When the connection last made progress. When that is longer ago than `staleMs` while down, it is replaced. */
  private freshAt = performance.now();
  private readonly listeners = new Set<(state: RedisState) => void>();
  private readonly shas = new Map<string, string>();

  constructor(
    private readonly client: Redis | Cluster,
    private readonly timings: RedisTimings,
  ) {
    client.on('connect', () => (this.freshAt = performance.now()));
    client.on('ready', () => this.markUp());
    client.on('close', () => this.markDown());
    client.on('end', () => this.markDown());
    this.scheduleProbe();
  }

  get state(): RedisState {
    return this.current === 'up' && this.full ? 'full' : this.current;
  }

  get(key: string): Promise<string | null> {
    return this.command('get', () => this.client.get(key));
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.command('set', () => this.client.set(key, value, 'PX', Math.ceil(ttlMs)));
  }

  async setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean> {
    const reply = await this.command('set', () => this.client.set(key, value, 'PX', Math.ceil(ttlMs), 'NX'));
    return reply === 'OK';
  }

  async del(key: string): Promise<boolean> {
    return (await this.command('del', () => this.client.del(key))) > 0;
  }

  async run(
    script: LuaScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<RedisReply> {
    const sha = this.shaOf(script);
    const reply = await this.command(script.name, async () => {
      try {
        return await this.client.evalsha(sha, keys.length, ...keys, ...args);
      } catch (error) {
        // A server that was restarted or flushed does not know the script; EVAL runs and caches it.
        if (!isReply(error) || !error.message.startsWith('NOSCRIPT')) throw error;
        return await this.client.eval(script.text, keys.length, ...keys, ...args);
      }
    });
    return reply as RedisReply;
  }

  checkRoom(): void {
    if (performance.now() - this.roomAt >= ROOM_PROBE_MS) void this.probeRoom();
  }

  async ready(timeoutMs: number): Promise<boolean> {
    if (this.current === 'up') return true;
    return new Promise((resolve) => {
      const settle = (up: boolean): void => {
        clearTimeout(timer);
        stop();
        resolve(up);
      };
      const stop = this.onState((state) => {
        if (state !== 'down') settle(true);
      });
      const timer = setTimeout(() => settle(false), timeoutMs);
    });
  }

  onState(listener: (state: RedisState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.probeTimer);
    clearTimeout(this.roomTimer);
    this.listeners.clear();
    this.current = 'down';
    if (this.client.status === 'end') return;
    const ended = new Promise<void>((resolve) => {
      this.client.once('end', resolve);
      setTimeout(resolve, CLOSE_MS).unref();
    });
    this.client.disconnect();
    await ended;
  }

  private async command<T>(name: string, send: () => Promise<T>): Promise<T> {
    const span = currentSpan()?.begin(`redis ${name}`, 'client', { 'db.system.name': 'redis' });
    if (span === undefined) return this.perform(name, send);
    try {
      const reply = await this.perform(name, send);
      span.end();
      return reply;
    } catch (error) {
      span.end({}, error instanceof RedisFailure ? error.reason : 'unknown');
      throw error;
    }
  }

  private async perform<T>(name: string, send: () => Promise<T>): Promise<T> {
    // Replicas that start together must share from their first command on, else each signs in by itself.
    if (this.isStarting()) await this.ready(this.timings.commandTimeoutMs);
    if (this.current === 'down') throw new RedisFailure('down', `redis ${name}: not connected`);
    try {
      return await this.withinTimeout(name, send());
    } catch (error) {
      throw this.failure(name, error);
    }
  }

  /** Converts an error of ioredis. It holds the command with its arguments, so it is not kept as the cause. */
  private failure(name: string, error: unknown): RedisFailure {
    if (error instanceof RedisFailure) {
      this.markDown();
      return error;
    }
    if (isReply(error)) {
      const code = /^[A-Z]+/.exec(error.message)?.[0] ?? 'ERR';
      if (SERVER_NOT_READY.has(code)) this.markDown();
      if (code === 'OOM') this.markFull();
      return new RedisFailure('refused', `redis ${name}: ${code}`, code);
    }
    this.markDown();
    return new RedisFailure('down', `redis ${name}: connection lost`);
  }

  /**
   * Replaces ioredis's `commandTimeout`: when our event loop was blocked for that long, the answer is often in the socket
   * already, and further turns of the loop (`setImmediate`) let it win over the timer.
   */
  private withinTimeout<T>(name: string, work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const expire = (): void => reject(new RedisFailure('timeout', `redis ${name}: no answer in time`));
      const timer = setTimeout(() => setImmediate(() => setImmediate(expire)), this.timings.commandTimeoutMs);
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  /** Whether the first connection is still expected. */
  private isStarting(): boolean {
    return !this.wasUp && !this.closed && performance.now() - this.startedAt < STARTING_MS;
  }

  private markUp(): void {
    if (this.closed) return;
    this.wasUp = true;
    this.freshAt = performance.now();
    this.change('up');
  }

  private markDown(): void {
    if (this.closed) return;
    if (this.current === 'up') this.freshAt = performance.now();
    this.change('down');
    this.scheduleProbe();
  }

  private change(state: 'up' | 'down'): void {
    this.current = state;
    this.announce();
  }

  private announce(): void {
    const { state } = this;
    if (this.announced === state) return;
    this.announced = state;
    for (const listener of [...this.listeners]) listener(state);
  }

  private markFull(): void {
    this.refusedAt = performance.now();
    if (this.closed) return;
    this.full = true;
    this.announce();
    if (this.roomTimer === undefined) this.scheduleRoomProbe();
  }

  private scheduleRoomProbe(): void {
    this.roomTimer = setTimeout(() => {
      void this.probeRoom().finally(() => {
        this.roomTimer = undefined;
        if (this.closed) return;
        if (performance.now() - this.refusedAt > ROOM_PROBE_MS * 1.5) {
          this.full = false;
          this.announce();
        } else this.scheduleRoomProbe();
      });
    }, ROOM_PROBE_MS);
    this.roomTimer.unref();
  }

  /** Writes a small value; `failure` notices a refusal, as for every command. */
  private async probeRoom(): Promise<void> {
    this.roomAt = performance.now();
    if (this.current === 'up') await this.set(ROOM_PROBE_KEY, '1', ROOM_PROBE_MS).catch(() => undefined);
  }

  private scheduleProbe(): void {
    if (this.closed || this.probeTimer !== undefined) return;
    this.probeTimer = setTimeout(() => {
      void this.probe().finally(() => {
        this.probeTimer = undefined;
        if (this.current === 'down') this.scheduleProbe();
      });
    }, this.timings.probeMs);
    this.probeTimer.unref();
  }

  private async probe(): Promise<void> {
    if (this.current === 'up') return;
    if (this.client.status === 'ready') {
      const answered = await this.withinTimeout('ping', this.client.ping()).then(
        () => true,
        // A refusal is an answer, unless it says that the server is not ready.
        (error: unknown) => isReply(error) && !SERVER_NOT_READY.has(/^[A-Z]+/.exec(error.message)?.[0] ?? ''),
      );
      if (answered) {
        this.markUp();
        return;
      }
    }
    if (this.closed || performance.now() - this.freshAt < this.timings.staleMs) return;
    this.freshAt = performance.now();
    if (this.client.status === 'end') await this.client.connect().catch(() => undefined);
    else if (STUCK.has(this.client.status)) this.client.disconnect(true);
  }

  private shaOf(script: LuaScript): string {
    let sha = this.shas.get(script.text);
    if (sha === undefined) {
      sha = createHash('sha1').update(script.text).digest('hex');
      this.shas.set(script.text, sha);
    }
    return sha;
  }
}

/** Error replies about the whole server rather than one command. */
const SERVER_NOT_READY: ReadonlySet<string> = new Set([
  'LOADING',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'NOAUTH',
  'WRONGPASS',
]);

/** States in which a connection can hang; `reconnecting` has its own timer. */
const STUCK: ReadonlySet<string> = new Set(['connecting', 'connect', 'ready']);

function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

function definedTimings(config: Partial<RedisTimings>): Partial<RedisTimings> {
  const { commandTimeoutMs, probeMs, staleMs } = config;
  return {
    ...(commandTimeoutMs === undefined ? {} : { commandTimeoutMs }),
    ...(probeMs === undefined ? {} : { probeMs }),
    ...(staleMs === undefined ? {} : { staleMs }),
  };
}
