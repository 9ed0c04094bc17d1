/** Whether a job is one of many. While both wait, one turn in eight belongs to `bulk`. */
export type JobLane = 'usual' | 'bulk';

/** Work that is to be done by one of the replicas. */
export interface JobOrder {
  /** Which handler does it: 1 to 32 of `a-z` and `-`. One of a short list in our code. */
  readonly kind: string;
  /** 1 to 128 of `A-Z a-z 0-9 _ -`; one job of a kind and an id at a time. */
  readonly id: string;
  /** Whose work it is; callers take turns. */
  readonly caller: string;
  /** What the handler needs beyond the id, up to 64 KiB; sealed in Redis. */
  readonly payload?: string;
  /** Default `usual`. */
  readonly lane?: JobLane;
  /** The job does not begin before this time has passed, in milliseconds. Default 0. */
  readonly delayMs?: number;
  /** From then on the job does not begin any more, in milliseconds from now. Default: a day. */
  readonly ttlMs?: number;
  /** `traceparent` of the request that ordered the work: the spans of the job link to it. */
  readonly traceparent?: string | undefined;
}

/** A job that has begun here. */
export interface Job {
  readonly kind: string;
  readonly id: string;
  readonly caller: string;
  /** Empty when the order had none. */
  readonly payload: string;
  /** `traceparent` of the request that ordered the work, where the order had one. */
  readonly traceparent?: string | undefined;
  /** How often the job has begun, on all replicas: 1 the first time. */
  readonly attempt: number;
  /** Greater than that of every earlier beginning of any job of this kind: a store that remembers the greatest can refuse older ones. */
  readonly fence: number;
  /** Aborts with a `JobStopped`. The handler then ends soon, well or not. */
  readonly signal: AbortSignal;
}

/**
 * Why a job must not go on here. `cancelled`: by `cancel`; `draining`: this process ends, and another one goes on;
 * `lost`: another replica has it by now, or Redis was emptied.
 */
export type StopReason = 'cancelled' | 'draining' | 'lost';

/** The reason of the signal of a job. */
export class JobStopped extends Error {
  override readonly name = 'JobStopped';
  constructor(readonly why: StopReason) {
    super(`the job was stopped: ${why}`);
  }
}

/** The queue is out of reach or full; nothing is known about whether the call had an effect. */
export class JobsUnavailable extends Error {
  override readonly name = 'JobsUnavailable';
  /** @param full whether Redis has no memory left. */
  constructor(
    readonly full: boolean,
    cause?: unknown,
  ) {
    super(full ? 'Redis is full' : 'the queue of jobs is out of reach', { cause });
  }
}

/**
 * What became of a job. `later` gives it back, to be begun again by any replica after `ms` milliseconds; it counts as an
 * attempt but not as a failure. A replica that cannot do the job says so with `later`.
 */
export type JobOutcome = 'done' | { readonly later: number };

/**
 * Does one job. The same job may be done again: after a crash, or when Redis was away for longer than a lease. So
 * it finds out from its own store what is left to do. When it throws, the job is tried again after a pause that grows.
 */
export type JobHandler = (job: Job) => Promise<JobOutcome>;

export interface KindDepth {
  readonly kind: string;
  /** Jobs that could begin now. */
  readonly waiting: number;
  readonly running: number;
  /** Jobs that wait for their time: ordered with a delay, or tried again later. */
  readonly delayed: number;
  /** How long the job whose turn is next has existed, in milliseconds; 0 when none waits. */
  readonly oldestMs: number;
}

/**
 * Work without a caller who waits: any replica begins it, one at a time, and another one goes on when that one dies.
 *
 * Promised:
 * - A job that was submitted begins at least once, unless it is cancelled, grows too old, or Redis is emptied. It is over
 *   when its handler says `done`.
 * - A job runs on one replica at a time while Redis answers. A replica that was frozen, or cut off from Redis, may go on
 *   for some seconds beside its successor; `fence` tells them apart, and the end that the older one reports has no effect.
 * - When a replica is killed, another one begins its jobs within 10 s; when it drains, within 3 s.
 * - Callers take turns: the first job of a caller waits for one job of each other caller, however many those have
 *   waiting. To keep the queue short, an owner of many jobs has a few of them outstanding (16) and submits the next one
 *   whenever one has ended.
 * - Nobody reads caller or payload in Redis. Foreign records there are dropped and counted.
 *
 * Not promised: that a job survives an emptied Redis. Owners keep the truth in a store of their own, and submit again
 * from time to time what should be under way: submitting what waits or runs already has no effect.
 *
 * In Redis for several replicas, in memory for one process, whose jobs end with it. Both pass one contract suite.
 */
export interface Jobs {
  /** Whether jobs end with this process. */
  readonly endWithProcess: boolean;
  /** Adds a job; nothing happens while one with this kind and id waits or runs. @throws JobsUnavailable. */
  submit(order: JobOrder): Promise<void>;
  /**
   * Has jobs of a kind done here, from now on until the drain. Once for each kind.
   *
   * @param concurrency most jobs of the kind at a time in this process; default `jobs.concurrency`.
   */
  work(kind: string, handler: JobHandler, concurrency?: number): void;
  /** Removes a job that waits; stops one that runs: here at once, on another replica within 2 s. @throws JobsUnavailable. */
  cancel(kind: string, id: string): Promise<void>;
  /**
   * Submits a job every `everyMs` milliseconds, on one replica for all that call this with the same kind and id; the first
   * one at once. Left out while the one before still waits or runs. Goes on after Redis was away or emptied.
   *
   * @returns stops it in this process.
   */
  schedule(order: JobOrder, everyMs: number): () => void;
  /** Returns what waits and runs on all replicas, for each kind that has a handler here. @throws JobsUnavailable. */
  depth(): Promise<readonly KindDepth[]>;
  /**
   * Begins no more jobs, stops those that run here, and hands back what its handler ended without `done`. Resolves after
   * `budgetMs` at the latest; what still runs then is taken over by other replicas when its lease ends.
   */
  drain(budgetMs: number): Promise<void>;
}

export const Jobs = Symbol('Jobs');
