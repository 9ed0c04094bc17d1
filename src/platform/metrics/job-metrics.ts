import { Counter, Gauge, type Registry } from 'prom-client';
import { LabelBudget } from './label-budget.js';

/** Most kinds of jobs told apart. */
const MAX_KINDS = 8;

interface Depth {
  readonly kind: string;
  readonly waiting: number;
  readonly running: number;
  readonly delayed: number;
  readonly oldestMs: number;
}

/** Work without a caller who waits. */
export class JobMetrics {
  private readonly kinds = new LabelBudget(MAX_KINDS);
  private readonly retries: Counter<'kind'>;
  private readonly tooOld: Counter<'kind'>;
  private readonly depth: Gauge<'kind' | 'state'>;
  private readonly oldest: Gauge<'kind'>;
  private reading: Promise<void> | undefined;
  private look: (() => Promise<readonly Depth[]>) | undefined;

  constructor(registry: Registry) {
    const labelNames = ['kind'] as const;
    const registers = [registry];
    this.retries = new Counter({
      name: 'portolan_job_retries_total',
      help: 'Jobs that failed in this process and are tried again, by kind.',
      labelNames,
      registers,
    });
    this.tooOld = new Counter({
      name: 'portolan_jobs_too_old_total',
      help: 'Jobs given up because they could not begin in time, by kind.',
      labelNames,
      registers,
    });
    this.oldest = new Gauge({
      name: 'portolan_job_oldest_seconds',
      help: 'How long the job whose turn is next has existed, by kind; the same on all replicas.',
      labelNames,
      registers,
      collect: () => this.read(),
    });
    this.depth = new Gauge({
      name: 'portolan_jobs',
      help: 'Jobs of all replicas, by kind and state: waiting, running, delayed. Absent while Redis is away.',
      labelNames: ['kind', 'state'],
      registers,
      collect: () => this.read(),
    });
  }

  /** Has the depth read whenever somebody looks. Once. */
  watch(look: () => Promise<readonly Depth[]>): void {
    this.look = look;
  }

  retried(kind: string): void {
    this.retries.inc({ kind: this.kinds.of(kind) });
  }

  givenUp(kind: string): void {
    this.tooOld.inc({ kind: this.kinds.of(kind) });
  }

  /** Reads once for both gauges, which are collected at the same time. */
  private read(): Promise<void> {
    this.reading ??= this.readDepth().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readDepth(): Promise<void> {
    this.depth.reset();
    this.oldest.reset();
    const found = (await this.look?.().catch(() => undefined)) ?? [];
    for (const { kind: name, waiting, running, delayed, oldestMs } of found) {
      const kind = this.kinds.of(name);
      for (const [state, jobs] of Object.entries({ waiting, running, delayed }))
        this.depth.set({ kind, state }, jobs);
      this.oldest.set({ kind }, oldestMs / 1_000);
    }
  }
}
