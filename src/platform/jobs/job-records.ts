import type { CacheCipher } from '../redis/cache-cipher.js';
import { DROPPING, type KeyedDigest } from '../redis/keyed-digest.js';
import { luaScript } from '../redis/lua-script.js';
import type { LuaScript, RedisPort, RedisReply } from '../redis/redis-port.js';
import type { JobOrder } from './jobs.js';

const script = (name: string): LuaScript =>
  luaScript(name, new URL(`./${name}.lua`, import.meta.url), DROPPING);

const SUBMIT = script('jobs-submit');
const BEGIN = script('jobs-begin');
const CANCELLED = script('jobs-cancelled');
const TICK = script('jobs-tick');
const RENEW = script('jobs-renew');
const MEND = script('jobs-mend');

/** BullMQ's highest priority number. Beyond it jobs begin in the order in which they came. */
const LATEST_TURN = 2_097_152;
/** While both lanes wait, one turn in eight is of the lane `bulk`, as in the request path. */
const TURNS = { usual: 1, bulk: 8 } as const;
/** How long it is remembered that a job was cancelled, in milliseconds: long enough to take it from a dead replica. A choice. */
const CANCELLED_MS = 600_000;
/** How long the replica that finds a scheduled job due has to submit it, in milliseconds. A choice. */
const TICK_CLAIM_MS = 5_000;
/** Keys of BullMQ in the order of `jobs-mend.lua`. */
const MENDED = [
  ...['wait', 'active', 'paused', 'prioritized', 'delayed', 'marker', 'completed', 'failed', 'repeat'],
  ...['stalled', 'meta', 'events', 'id', 'pc', 'stalled-check', 'limiter'],
];

/** What is sealed in a job. */
interface Content {
  readonly caller: string;
  readonly payload: string;
  readonly traceparent?: string | undefined;
  /** Unix milliseconds by the clock of Redis. */
  readonly until: number;
}

export interface Begun {
  readonly fence: number;
  readonly nowMs: number;
  readonly cancelled: boolean;
}

/** Our own keys beside those of BullMQ: turns, fences, marks of cancelled and of scheduled jobs. All share one hash tag. */
export class JobRecords {
  /** @param dropped called with the number of foreign entries that were deleted. */
  constructor(
    private readonly redis: RedisPort,
    private readonly tag: string,
    private readonly cipher: CacheCipher,
    private readonly names: KeyedDigest,
    private readonly dropped: (entries: number) => void,
  ) {}

  /** Whether Redis is known to be away. */
  get down(): boolean {
    return this.redis.state === 'down';
  }

  /** Returns the job's turn and what is to be kept of it; undefined when it waits or runs already. @throws RedisFailure. */
  async submit(
    order: JobOrder,
    ttlMs: number,
  ): Promise<{ readonly turn: number; readonly sealed: string } | undefined> {
    const { kind, id, caller, payload = '', lane = 'usual', traceparent } = order;
    const lists = ['wait', 'active', 'prioritized', 'delayed'].map((name) => this.key(kind, name));
    const keys = [this.turns(kind), this.cancelledKey(kind, id), this.key(kind, bullId(id)), ...lists];
    const args = [this.names.of(`caller ${caller}`), TURNS[lane], LATEST_TURN, bullId(id)];
    const [turn, now, dropped] = numbers(await this.redis.run(SUBMIT, keys, args));
    this.count(dropped);
    if (turn === undefined || turn === 0) return undefined;
    const content: Content = { caller, payload, traceparent, until: (now ?? 0) + ttlMs };
    return { turn, sealed: this.cipher.seal(JSON.stringify(content), this.context(kind, id)) };
  }

  /** Returns what was kept of a job; why not, when it does not open. */
  open(kind: string, id: string, sealed: unknown): Content | 'foreign' | 'poisoned' {
    const opened = this.cipher.open(typeof sealed === 'string' ? sealed : '', this.context(kind, id));
    if (opened.kind === 'plain') return JSON.parse(opened.text) as Content;
    if (opened.kind === 'poisoned') this.count(1);
    return opened.kind;
  }

  /** @throws RedisFailure. */
  async begin(kind: string, id: string, turn: number): Promise<Begun> {
    const keys = [this.turns(kind), `${this.tag}.fence:${kind}`, this.cancelledKey(kind, id)];
    const [fence, nowMs, cancelled, dropped] = numbers(await this.redis.run(BEGIN, keys, [turn]));
    this.count(dropped);
    return { fence: fence ?? 0, nowMs: nowMs ?? 0, cancelled: cancelled === 1 };
  }

  /** Remembers that a job was cancelled, for the replica that runs it. @throws RedisFailure. */
  markCancelled(kind: string, id: string): Promise<void> {
    return this.redis.set(this.cancelledKey(kind, id), '1', CANCELLED_MS);
  }

  /** Returns those of the jobs that were cancelled. @throws RedisFailure. */
  async cancelled(kind: string, ids: readonly string[]): Promise<readonly string[]> {
    const keys = ids.map((id) => this.cancelledKey(kind, id));
    const found = numbers(await this.redis.run(CANCELLED, keys, []));
    return ids.filter((_, at) => found[at] === 1);
  }

  /** Takes a lease that has ended again, if nobody else has the job. @throws RedisFailure. */
  async renew(kind: string, id: string, holder: string, leaseMs: number): Promise<boolean> {
    const job = this.key(kind, bullId(id));
    const keys = [job, `${job}:lock`, this.key(kind, 'active')];
    return (await this.redis.run(RENEW, keys, [holder, leaseMs, bullId(id)])) === 1;
  }

  /** Returns 0 when a scheduled job is due and left to the caller; else milliseconds until it is due. @throws RedisFailure. */
  async tick(kind: string, id: string, everyMs: number): Promise<number> {
    const args = [TICK_CLAIM_MS, Math.max(everyMs, TICK_CLAIM_MS)];
    const [left, dropped] = numbers(await this.redis.run(TICK, [this.tickKey(kind, id)], args));
    this.count(dropped);
    return left ?? 0;
  }

  /** Notes that a scheduled job was submitted. @throws RedisFailure. */
  ticked(kind: string, id: string, everyMs: number): Promise<void> {
    return this.redis.set(this.tickKey(kind, id), '1', everyMs);
  }

  /** Deletes what is not ours among the keys of a kind. @throws RedisFailure. */
  async mend(kind: string): Promise<void> {
    const keys = MENDED.map((name) => this.key(kind, name));
    this.count(Number(await this.redis.run(MEND, keys, [])));
  }

  private key(kind: string, name: string): string {
    return `${this.tag}:${kind}:${name}`;
  }

  private turns(kind: string): string {
    return `${this.tag}.turns:${kind}`;
  }

  private cancelledKey(kind: string, id: string): string {
    return `${this.tag}.cancelled:${kind}:${id}`;
  }

  private tickKey(kind: string, id: string): string {
    return `${this.tag}.tick:${kind}:${id}`;
  }

  private context(kind: string, id: string) {
    return { name: `${kind}:${id}`, tenant: 'jobs', generation: 0 };
  }

  private count(entries: number | undefined): void {
    if (entries !== undefined && entries > 0) this.dropped(entries);
  }
}

/** The id under which BullMQ knows a job: never a whole number, which it refuses, and never the name of another key. */
export function bullId(id: string): string {
  return `j-${id}`;
}

function numbers(reply: RedisReply): number[] {
  return Array.isArray(reply) ? reply.map(Number) : [];
}
