import type { FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.js';
import type { LimitsConfig } from '../config/config.js';
import { whenOver } from '../http/connections/answer-over.js';
import type { Caller } from '../http/admission/caller.js';
import { invalidRequest, Problem } from '../problem/problem.js';
import type { Counter, Taken } from './counter.js';
import { InFlight } from './in-flight.js';
import type { WalkCredit } from './walk-credit.js';

/** Callers whose last count is remembered, for headers and `whoami`. */
const MAX_REMEMBERED = 10_000;
/** `Retry-After` for a caller with too many requests in progress, in seconds; choice: one of them will probably have ended by then. */
const BUSY_RETRY_S = 1;

/** What a caller has left, as far as this process knows. */
export interface LimitsView {
  readonly points: { readonly limit: number; readonly remaining: number; readonly resetS: number };
  readonly requests: { readonly limit: number; readonly inProgress: number };
  readonly streams: { readonly limit: number; readonly inProgress: number };
}

/** Limits of each caller: points a minute over all replicas, and requests and streams at the same time in this process. */
export class CallerLimits {
  private readonly last = new LRUCache<string, { readonly used: number; readonly endsAt: number }>({
    max: MAX_REMEMBERED,
  });
  private readonly requests = new InFlight();
  private readonly streams = new InFlight();

  constructor(
    private readonly counter: Counter,
    private readonly config: LimitsConfig,
    private readonly clock: Clock,
    /** Called for each refusal, with the limit that was reached. */
    private readonly onRefused: (limit: 'points' | 'requests' | 'streams') => void = () => undefined,
  ) {}

  /** Counts a request until its answer is over, and takes its point. @throws Problem `rate-limited` */
  enter(caller: Caller, reply: FastifyReply): Promise<void> | undefined {
    this.hold('requests', caller, this.config.concurrentRequests, reply);
    return this.charge(caller, 1);
  }

  /** Counts a streamed answer until it is over. @throws Problem `rate-limited` */
  enterStream(caller: Caller, reply: FastifyReply): void {
    this.hold('streams', caller, this.config.concurrentStreams, reply);
  }

  /** Takes no points. @throws Problem `invalid-request` when so many hosts cost more points than the caller has in a minute. */
  affords(caller: Caller, hosts: number): void {
    const limit = this.limitOf(caller);
    if (hosts <= limit) return;
    throw invalidRequest([
      {
        detail: `the query is about ${hosts} hosts and costs as many points; this caller has ${limit} a minute: ask in parts`,
      },
    ]);
  }

  /** Takes points, all or none; returns a promise only where something waits. @throws Problem `rate-limited` with the time until there are points again. */
  charge(caller: Caller, points: number): Promise<void> | undefined {
    const limit = this.limitOf(caller);
    const taken = this.counter.take(`caller ${caller.id}`, points, limit);
    if (taken instanceof Promise) return taken.then((found) => this.charged(caller, points, found));
    this.charged(caller, points, taken);
    return undefined;
  }

  private charged(caller: Caller, points: number, taken: Taken): void {
    this.last.set(caller.id, { used: taken.used, endsAt: this.clock.monotonic() + taken.resetMs });
    if (taken.ok) return;
    this.onRefused('points');
    throw tooMany(points, this.limitOf(caller), taken);
  }

  /** Takes points for work that is done already, even when fewer are left. */
  async owe(caller: Caller, points: number): Promise<void> {
    const taken = await this.counter.take(`caller ${caller.id}`, points, Number.MAX_SAFE_INTEGER);
    this.last.set(caller.id, { used: taken.used, endsAt: this.clock.monotonic() + taken.resetMs });
  }

  /** Takes up to `points` of those that a walk has paid in advance, and returns how many it took. */
  async draw({ id, points: most, until }: WalkCredit, points: number): Promise<number> {
    if (Date.now() >= until) return 0;
    const key = `walk ${id}`;
    const taken = await this.counter.take(key, points, most);
    if (taken.ok) return points;
    const rest = most - taken.used;
    return rest > 0 && (await this.counter.take(key, rest, most)).ok ? rest : 0;
  }

  view(caller: Caller): LimitsView {
    return {
      points: this.points(caller),
      requests: { limit: this.config.concurrentRequests, inProgress: this.requests.of(caller.id) },
      streams: { limit: this.config.concurrentStreams, inProgress: this.streams.of(caller.id) },
    };
  }

  /** Returns what a caller has left of its points. */
  points(caller: Caller): LimitsView['points'] {
    const limit = this.limitOf(caller);
    const last = this.last.get(caller.id);
    const resetMs = (last?.endsAt ?? 0) - this.clock.monotonic();
    const used = last === undefined || resetMs <= 0 ? 0 : last.used;
    return {
      limit,
      remaining: Math.max(0, limit - used),
      resetS: used === 0 ? 0 : Math.ceil(resetMs / 1_000),
    };
  }

  private hold(what: 'requests' | 'streams', caller: Caller, limit: number, reply: FastifyReply): void {
    const leave = this[what].enter(caller.id, limit);
    if (leave === undefined) {
      this.onRefused(what);
      throw new Problem('rate-limited', `More than ${limit} ${what} of this caller are in progress`, {
        retryAfterS: BUSY_RETRY_S,
      });
    }
    whenOver(reply, leave);
  }

  private limitOf(caller: Caller): number {
    return caller.pointsPerMinute ?? this.config.pointsPerMinute;
  }
}

function tooMany(points: number, limit: number, taken: Taken): Problem {
  const left = Math.max(0, limit - taken.used);
  return new Problem(
    'rate-limited',
    points === 1
      ? `All ${limit} points of this minute are used up`
      : `This costs ${points} points more; ${left} of the ${limit} of this minute are left`,
    { retryAfterS: Math.max(1, Math.ceil(taken.resetMs / 1_000)) },
  );
}
