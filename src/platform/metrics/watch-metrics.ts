import { Counter, Gauge, type Registry } from 'prom-client';
import { LabelBudget } from './label-budget.js';

/** Most watches told apart. A choice. */
const MAX_WATCHES = 20;

const LOOKS = ['unchanged', 'changed', 'whole', 'baseline', 'late', 'failed'] as const;
const DELIVERIES = ['delivered', 'failed', 'dead'] as const;

/** Looks of watches, and what is sent of them. */
export class WatchMetrics {
  private readonly watches = new LabelBudget(MAX_WATCHES);
  private readonly looks: Counter<'result'>;
  private readonly deliveries: Counter<'result'>;
  private readonly schedules: Counter<'result'>;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    const labelNames = ['result'] as const;
    this.looks = new Counter({
      name: 'portolan_watch_looks_total',
      help: 'Looks of watches in this process, by result: unchanged, changed, whole, baseline, late, failed.',
      labelNames,
      registers,
    });
    this.deliveries = new Counter({
      name: 'portolan_webhook_attempts_total',
      help: 'Attempts of this process to send changes to webhooks, by result: delivered, failed, dead (given up).',
      labelNames,
      registers,
    });
    this.schedules = new Counter({
      name: 'portolan_scheduled_readings_total',
      help: 'Scheduled readings in this process, by result: read, failed.',
      labelNames,
      registers,
    });
    for (const result of LOOKS) this.looks.inc({ result }, 0);
    for (const result of DELIVERIES) this.deliveries.inc({ result }, 0);
    for (const result of ['read', 'failed']) this.schedules.inc({ result }, 0);
  }

  looked(result: (typeof LOOKS)[number]): void {
    this.looks.inc({ result });
  }

  sent(result: (typeof DELIVERIES)[number]): void {
    this.deliveries.inc({ result });
  }

  scheduled(result: 'read' | 'failed'): void {
    this.schedules.inc({ result });
  }

  /** Has the age of the last looks read whenever somebody looks. Once. @param look seconds by watch. */
  watchAges(look: () => Promise<ReadonlyMap<string, number>>): void {
    const { watches } = this;
    new Gauge({
      name: 'portolan_watch_look_age_seconds',
      help: 'Time since the last look of a watch that succeeded, on any replica.',
      labelNames: ['watch'],
      registers: [this.registry],
      async collect() {
        this.reset();
        const ages = await look().catch(() => new Map<string, number>());
        for (const [watch, seconds] of ages) this.set({ watch: watches.of(watch) }, seconds);
      },
    });
  }
}
