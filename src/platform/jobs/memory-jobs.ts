import { within } from '../../kernel/within.js';
import type { Clock } from '../../kernel/clock.js';
import type { JobEvents } from './job-events.js';
import { JobStopped, type JobHandler, type JobOrder, type Jobs, type KindDepth } from './jobs.js';
import { checkOrder, DAY_MS } from './job-order.js';
import { pauseAfter, runJob, type JobEnd } from './run-job.js';
import { keepLooking } from './schedule.js';

/** While both lanes wait, one turn in eight is of the lane `bulk`, as in the request path. */
const TURNS = { usual: 1, bulk: 8 } as const;

interface Entry {
  readonly order: JobOrder;
  readonly createdAt: number;
  readonly until: number;
  readonly turn: number;
  /** It may begin from then on, in monotonic milliseconds. */
  dueAt: number;
  attempt: number;
  failures: number;
  /** Set while it runs. */
  running: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
}

/** What waits and runs of one kind. */
class KindJobs {
  readonly entries = new Map<string, Entry>();
  readonly lastTurns = new Map<string, number>();
  handler: JobHandler | undefined;
  concurrency = 0;
  turn = 0;
  running = 0;

  /** Returns the job whose turn is next; undefined when none may begin now. */
  next(now: number): Entry | undefined {
    let best: Entry | undefined;
    for (const entry of this.entries.values()) {
      if (entry.running === undefined && entry.dueAt <= now && (best === undefined || entry.turn < best.turn))
        best = entry;
    }
    return best;
  }

  takeTurn({ caller, lane = 'usual' }: JobOrder): number {
    if (this.entries.size === 0) this.lastTurns.clear();
    const turn = Math.max(this.turn, this.lastTurns.get(caller) ?? 0) + TURNS[lane];
    this.lastTurns.set(caller, turn);
    return turn;
  }
}

/** Jobs of one process, for life without Redis; they end with it. */
export class MemoryJobs implements Jobs {
  readonly endWithProcess = true;
  private readonly kinds = new Map<string, KindJobs>();
  private readonly stops: (() => void)[] = [];
  private draining = false;
  private fence = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly concurrency: number,
    private readonly clock: Clock,
    private readonly events: JobEvents,
  ) {}

  submit(order: JobOrder): Promise<void> {
    checkOrder(order);
    const kind = this.kind(order.kind);
    if (!this.draining && !kind.entries.has(order.id)) {
      const now = this.clock.monotonic();
      kind.entries.set(order.id, {
        order,
        createdAt: now,
        until: now + (order.ttlMs ?? DAY_MS),
        turn: kind.takeTurn(order),
        dueAt: now + (order.delayMs ?? 0),
        attempt: 0,
        failures: 0,
        running: undefined,
      });
      this.look();
    }
    return Promise.resolve();
  }

  work(kind: string, handler: JobHandler, concurrency = this.concurrency): void {
    Object.assign(this.kind(kind), { handler, concurrency });
    this.look();
  }

  cancel(kind: string, id: string): Promise<void> {
    const { entries } = this.kind(kind);
    const entry = entries.get(id);
    entry?.running?.abort.abort(new JobStopped('cancelled'));
    if (entry?.running === undefined) entries.delete(id);
    return Promise.resolve();
  }

  schedule(order: JobOrder, everyMs: number): () => void {
    let dueAt = -Infinity;
    const stop = keepLooking(async () => {
      const now = this.clock.monotonic();
      if (now >= dueAt) {
        dueAt = now + everyMs;
        await this.submit(order);
      }
      return dueAt - now;
    });
    this.stops.push(stop);
    return stop;
  }

  depth(): Promise<readonly KindDepth[]> {
    const now = this.clock.monotonic();
    return Promise.resolve(
      [...this.kinds]
        .filter(([, { handler }]) => handler !== undefined)
        .map(([kind, jobs]) => {
          const idle = [...jobs.entries.values()].filter(({ running }) => running === undefined);
          const next = jobs.next(now);
          return {
            kind,
            waiting: idle.filter(({ dueAt }) => dueAt <= now).length,
            running: jobs.running,
            delayed: idle.filter(({ dueAt }) => dueAt > now).length,
            oldestMs: next === undefined ? 0 : now - next.createdAt,
          };
        }),
    );
  }

  async drain(budgetMs: number): Promise<void> {
    this.draining = true;
    clearTimeout(this.timer);
    for (const stop of this.stops) stop();
    const running = [...this.kinds.values()].flatMap(({ entries }) =>
      [...entries.values()].flatMap((entry) => entry.running ?? []),
    );
    for (const { abort } of running) abort.abort(new JobStopped('draining'));
    await within(budgetMs, Promise.all(running.map(({ done }) => done)));
    const lost = [...this.kinds.values()].reduce((sum, { entries }) => sum + entries.size, 0);
    if (lost > 0) this.events.lost(lost);
  }

  private kind(name: string): KindJobs {
    let kind = this.kinds.get(name);
    if (kind === undefined) this.kinds.set(name, (kind = new KindJobs()));
    return kind;
  }

  /** Begins what may begin now, and comes back when the next job is due. */
  private look(): void {
    clearTimeout(this.timer);
    if (this.draining) return;
    const now = this.clock.monotonic();
    let dueAt = Infinity;
    for (const [name, kind] of this.kinds) {
      if (kind.handler === undefined) continue;
      for (let entry = kind.next(now); entry !== undefined; entry = kind.next(now)) {
        if (kind.running >= kind.concurrency) break;
        if (entry.until <= now) {
          kind.entries.delete(entry.order.id);
          this.events.tooOld(name);
        } else this.begin(name, kind, kind.handler, entry);
      }
      for (const entry of kind.entries.values())
        if (entry.running === undefined && entry.dueAt > now) dueAt = Math.min(dueAt, entry.dueAt);
    }
    if (dueAt < Infinity) this.timer = setTimeout(() => this.look(), Math.ceil(dueAt - now)).unref();
  }

  private begin(name: string, kind: KindJobs, handler: JobHandler, entry: Entry): void {
    const { id, caller, payload = '', traceparent } = entry.order;
    const abort = new AbortController();
    kind.turn = Math.max(kind.turn, entry.turn);
    kind.running++;
    entry.attempt++;
    const { attempt } = entry;
    const told = { kind: name, id, caller, payload, traceparent };
    const job = { ...told, attempt, fence: ++this.fence, signal: abort.signal };
    const done = runJob(handler, job, this.events).then((end) => {
      kind.running--;
      entry.running = undefined;
      this.ended(name, kind, entry, end);
      this.look();
    });
    entry.running = { abort, done };
  }

  private ended(name: string, kind: KindJobs, entry: Entry, end: JobEnd): void {
    const now = this.clock.monotonic();
    if (end.kind === 'done' || (end.kind === 'stopped' && end.why === 'cancelled'))
      kind.entries.delete(entry.order.id);
    else if (end.kind === 'later') entry.dueAt = now + end.ms;
    else if (end.kind === 'failed') {
      this.events.failed(name, entry.order.id, end.error);
      entry.dueAt = now + pauseAfter(++entry.failures);
    }
  }
}
