import { reasonOf } from '../kernel/abort.js';
import { CallSignal } from '../kernel/call-signal.js';
import { Fault, type FaultKind } from '../kernel/fault.js';
import type { GrowingList, Items } from './growing-list.js';
import type { FetchPage, Outcome, Page } from './outcome.js';
import { DueQueue, OpenTarget } from './open-target.js';
import { checkWalk, PageWalk, type PageWalkOptions } from './page-walk.js';

/** Counts of a run so far. One live object: copy what must be kept. */
export interface FanOutProgress {
  readonly targetsTotal: number;
  /** Targets with an outcome, failures included. */
  readonly targetsDone: number;
  readonly targetsFailed: number;
  /** Rows in the outcomes so far. */
  readonly rows: number;
  /** Pages asked for so far. */
  readonly requests: number;
}

export interface FanOutOptions<T, R> extends PageWalkOptions<R> {
  readonly fetchPage: FetchPage<T, R>;
  /** Most requests in flight, at least 1. A function is asked before each launch. */
  readonly window: number | (() => number);
  /** Rows (plus one for each outcome) that may wait for the consumer before launching stops. Default 20 000. */
  readonly maxBuffered?: number;
  /** Reason `Fault` of kind `deadline`: unfinished targets become failures. Any other reason is thrown. */
  readonly signal?: AbortSignal;
  /** The targets where they are still being found: its items are the targets. Default: they are all there. */
  readonly growth?: GrowingList<T>;
  /** Called after each outcome. Must not throw. */
  readonly onProgress?: (progress: FanOutProgress) => void;
}

interface RunOptions<T, R> extends FanOutOptions<T, R> {
  /** Index of the first target to read. Default 0. */
  readonly from?: number;
  /** Asked before a further target is started; `false` holds it back until the next outcome. */
  readonly admit?: (run: FanOutRun<T, R>) => boolean;
  /** The first target, where its first page has been read before and others are due. */
  readonly begun?: OpenTarget<T, R> | undefined;
}

/** Reasons that end the time only: somebody still waits for the answer, so unfinished targets become failures. */
const ENDS_IN_FAILURES: ReadonlySet<FaultKind> = new Set<FaultKind>(['deadline', 'draining']);

/** Why a run ended before its last outcome: time is up, or another reason, which is thrown to the consumer. */
export type Ending =
  { readonly kind: 'deadline'; readonly fault: Fault } | { readonly kind: 'thrown'; readonly error: Error };

/** Pages that may arrive before other work of the process gets a turn (choice: about 1 ms of work). */
const PAGES_PER_TURN = 256;

/** Failures made by one pull when a deadline leaves targets unfinished (choice: never holds the loop for long). */
const FAILURES_PER_PULL = 250;

const DEFAULT_MAX_BUFFERED = 20_000;

/**
 * Rows of targets that are still being read, past which one target goes on until it ends and the others wait: a hundred
 * endless targets then take the memory of one (choice: as many as may wait for the consumer).
 */
const MAX_OPEN_ROWS = 20_000;

/**
 * Runs what `fanOut` and `takeInOrder` promise: keeps up to `window` page requests in flight over all targets, and collects
 * outcomes until they are pulled. A finished request is replaced at once. Pages of targets already started go first, oldest
 * target first, so that targets end early; then the first page of the next target.
 */
export class FanOutRun<T, R> implements FanOutProgress {
  targetsDone = 0;
  targetsFailed = 0;
  rows = 0;
  requests = 0;
  /** Index of the first target not started. */
  next: number;
  ending: Ending | undefined;
  /** Called whenever `pull` may have something new. */
  onReady: () => void = () => undefined;

  private readonly from: number;
  private readonly window: () => number;
  private readonly maxBuffered: number;
  /** What every request in flight listens to. */
  private readonly signal = new CallSignal();
  private hasOutcome: Uint8Array;
  private ready: Outcome<T, R>[] = [];
  /** Weight of the outcomes that wait to be pulled: one each, and one for each row. */
  private buffered = 0;
  /** Weight of those pulled last: the consumer works on them until it pulls again. */
  private handedOut = 0;
  private inFlight = 0;
  /** Rows of targets that have no outcome yet. */
  private openRows = 0;
  /** The only target that is read on while the open rows are too many. */
  private onlyTarget: OpenTarget<T, R> | undefined;
  private readonly due = new DueQueue<T, R>();
  private unfinished: number;
  private pagesThisTurn = 0;
  private turn: NodeJS.Immediate | undefined;
  private closed = false;

  /** @throws RangeError when `pageLimit` or `maxReads` is out of its range. */
  constructor(
    readonly targets: Items<T>,
    readonly options: RunOptions<T, R>,
  ) {
    const { window, from = 0, maxBuffered = DEFAULT_MAX_BUFFERED, signal, begun } = options;
    checkWalk(options);
    this.from = from;
    this.next = from;
    this.unfinished = from;
    this.window = typeof window === 'number' ? () => window : window;
    this.maxBuffered = maxBuffered;
    this.hasOutcome = new Uint8Array(targets.length - from);
    if (begun !== undefined) {
      this.next++;
      this.requests++;
      this.openRows = begun.rows;
      this.due.add(begun);
    }
    options.growth?.follow(this.onGrowth);
    if (options.growth?.error !== undefined) this.onGrowth();
    else if (this.finished) this.closed = true;
    else if (signal?.aborted) this.onAbort();
    else signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  get targetsTotal(): number {
    return this.targets.length - this.from;
  }

  /** Targets started that have no outcome yet. */
  get targetsOpen(): number {
    return this.next - this.from - this.targetsDone;
  }

  /** Whether every outcome that will ever be is pulled or ready. */
  get finished(): boolean {
    if (this.targetsDone === this.targetsTotal && this.options.growth?.growing !== true) return true;
    return this.ending?.kind === 'deadline' && this.unfinished >= this.failBefore;
  }

  /**
   * Takes the outcomes that are ready, possibly none, and lets the run go on. After the deadline the unfinished
   * targets come as failures, some at a time.
   */
  pull(): Outcome<T, R>[] {
    if (this.ready.length === 0) this.failUnfinished(FAILURES_PER_PULL);
    const ready = this.ready;
    this.handedOut = this.buffered;
    if (ready.length > 0) {
      this.ready = [];
      this.buffered = 0;
    }
    this.launch();
    return ready;
  }

  /** Launches nothing more and cancels what is in flight, with `reason`. What was collected can still be pulled. */
  close(reason: unknown = new Fault('cancelled', 'nobody reads the answer any more')): void {
    if (this.closed) return;
    this.closed = true;
    this.options.signal?.removeEventListener('abort', this.onAbort);
    if (this.turn !== undefined) clearImmediate(this.turn);
    this.due.clear();
    // At a deadline whoever finds targets ends with the same fault.
    if (this.ending?.kind !== 'deadline') this.options.growth?.stop();
    if (this.inFlight > 0) this.signal.abort(reason);
  }

  private readonly onAbort = (): void => {
    const reason = reasonOf(this.options.signal as AbortSignal);
    this.end(
      reason instanceof Fault && ENDS_IN_FAILURES.has(reason.kind)
        ? { kind: 'deadline', fault: reason }
        : { kind: 'thrown', error: reason },
    );
  };

  private readonly onGrowth = (): void => {
    if (this.closed) return;
    const error = this.options.growth?.error;
    if (error !== undefined) {
      this.end({ kind: 'thrown', error });
      return;
    }
    const { targetsTotal } = this;
    if (this.hasOutcome.length < targetsTotal) {
      const larger = new Uint8Array(2 * targetsTotal);
      larger.set(this.hasOutcome);
      this.hasOutcome = larger;
    }
    this.launch();
    if (!this.finished) return;
    this.close();
    this.onReady();
  };

  private end(ending: Ending): void {
    if (this.closed) return;
    this.ending = ending;
    this.close(ending.kind === 'deadline' ? ending.fault : ending.error);
    this.onReady();
  }

  private launch(): void {
    while (!this.closed && this.turn === undefined && this.buffered + this.handedOut < this.maxBuffered) {
      if (this.inFlight > 0 && !(this.inFlight < this.window())) return;
      const open = this.choose();
      if (open === undefined) return;
      this.request(open);
    }
  }

  /** The target whose page is asked for next; undefined when none may be asked for now. */
  private choose(): OpenTarget<T, R> | undefined {
    if (this.openRows >= MAX_OPEN_ROWS) {
      if (this.onlyTarget === undefined || this.onlyTarget.closed) this.onlyTarget = this.due.first();
      if (this.onlyTarget?.walk.due === true) return this.onlyTarget;
      if (this.inFlight > 0) return undefined;
    } else this.onlyTarget = undefined;
    return this.due.first() ?? this.start();
  }

  private start(): OpenTarget<T, R> | undefined {
    const index = this.next;
    if (index >= this.targets.length) return undefined;
    if (this.options.admit?.(this) === false) return undefined;
    this.next++;
    return new OpenTarget(index, this.targets.at(index) as T, new PageWalk(this.options));
  }

  private request(open: OpenTarget<T, R>): void {
    const offset = open.walk.take();
    const { fetchPage } = this.options;
    this.inFlight++;
    this.requests++;
    let answer: Promise<Page<R>>;
    try {
      answer = fetchPage({ target: open.target, offset, limit: open.walk.limit, signal: this.signal });
    } catch (error) {
      answer = Promise.reject(Fault.from(error));
    }
    answer.then(
      (page) => this.arrived(open, offset, page, undefined),
      (error: unknown) => this.arrived(open, offset, undefined, error),
    );
  }

  private arrived(open: OpenTarget<T, R>, offset: number, page: Page<R> | undefined, error: unknown): void {
    this.inFlight--;
    if (this.closed) return;
    try {
      if (!open.closed) this.settle(open, offset, page, error);
      if (++this.pagesThisTurn >= PAGES_PER_TURN) this.takeTurn();
      this.launch();
    } catch (bug) {
      // Neither an answer nor a fault: a comparison, a callback or this file threw. It is thrown to the consumer.
      this.end({ kind: 'thrown', error: bug instanceof Error ? bug : new Error('failed', { cause: bug }) });
    }
  }

  private settle(open: OpenTarget<T, R>, offset: number, page: Page<R> | undefined, error: unknown): void {
    const { rows } = open;
    const outcome = open.accept(offset, page, error);
    this.openRows += open.rows - rows;
    if (outcome === undefined) this.due.add(open);
    else this.finish(open, outcome);
  }

  private finish(open: OpenTarget<T, R>, outcome: Outcome<T, R>): void {
    open.closed = true;
    this.openRows -= open.rows;
    this.collect(outcome);
    if (this.finished) this.close();
    this.onReady();
  }

  private collect(outcome: Outcome<T, R>): void {
    const rows = outcome.rows?.length ?? 0;
    this.hasOutcome[outcome.index - this.from] = 1;
    this.targetsDone++;
    if (outcome.kind === 'failure') this.targetsFailed++;
    this.rows += rows;
    this.buffered += rows + 1;
    this.ready.push(outcome);
    this.options.onProgress?.(this);
  }

  /** Index behind the targets that a deadline fails: those held back were not asked for, except the first one. */
  private get failBefore(): number {
    if (this.options.admit === undefined) return this.targets.length;
    return Math.min(this.targets.length, Math.max(this.next, this.from + 1));
  }

  /** Turns up to `most` targets that a deadline left unfinished into failures. */
  private failUnfinished(most: number): void {
    if (this.ending?.kind !== 'deadline') return;
    const { fault } = this.ending;
    for (; this.unfinished < this.failBefore && this.ready.length < most; this.unfinished++) {
      const index = this.unfinished;
      if (this.hasOutcome[index - this.from] === 1) continue;
      this.collect({ kind: 'failure', target: this.targets.at(index) as T, index, fault });
    }
  }

  /** Gives timers and sockets a turn: needed when pages come without waiting, as from a cache. */
  private takeTurn(): void {
    this.pagesThisTurn = 0;
    this.turn ??= setImmediate(() => {
      this.turn = undefined;
      this.launch();
    });
  }
}
