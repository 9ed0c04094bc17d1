import { randomUUID } from 'node:crypto';
import { systemClock } from '../../kernel/clock.js';
import { sleep } from '../../kernel/abort.js';
import type { ExportsConfig } from '../../platform/config/config.js';
import { CallMeter } from '../../platform/limits/call-meter.js';
import type { CallerLimits } from '../../platform/limits/caller-limits.js';
import type { Logger } from '../../platform/logging/logger.js';
import type { UpstreamProject, UpstreamProjects } from '../../upstream/projects.js';
import type { ExportChanges } from './export-changes.js';
import { CALLS_ORDERED, isOver, ownerOf, type ExportRecord } from './export-record.js';
import { ExportSteps, NotOurs } from './export-steps.js';
import { ExportWork } from './export-work.js';
import { FleetWork, type FleetTools } from './fleet/fleet-work.js';
import { ExportStoreFailure, type ExportStore } from './store/export-store.js';

/** Exports taken over in one round. */
const MAX_TAKEN = 50;

/**
 * Sees every export to its end, each on exactly one replica at a time: who holds the export's lease works on it, and
 * shows signs of life. The exports of a replica that shows none any more are taken over by the next that looks.
 */
export class ExportRunner {
  private readonly holder = randomUUID();
  private readonly stop = new AbortController();
  private readonly running = new Map<
    string,
    { readonly abort: AbortController; readonly done: Promise<void> }
  >();

  constructor(
    private readonly store: ExportStore,
    private readonly projects: UpstreamProjects,
    private readonly fleet: FleetTools,
    private readonly changes: ExportChanges,
    private readonly config: ExportsConfig,
    private readonly limits: CallerLimits,
    private readonly logger: Logger,
  ) {}

  /** Begins to look after exports that nobody works on. */
  start(): void {
    void this.takeOver();
  }

  /** Begins to work on an export, unless somebody does. */
  begin(id: string): void {
    if (this.stop.signal.aborted || this.running.has(id)) return;
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, this.stop.signal]);
    const done = this.run(id, signal).finally(() => this.running.delete(id));
    this.running.set(id, { abort, done });
  }

  /** Stops working on an export here and now. */
  drop(id: string): void {
    this.running.get(id)?.abort.abort();
  }

  /** Stops everything and gives the leases back, so that others go on at once. */
  async close(): Promise<void> {
    this.stop.abort();
    await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  private async takeOver(): Promise<void> {
    while (!this.stop.signal.aborted) {
      try {
        for (const id of await this.store.orphans(MAX_TAKEN, this.config.leaseMs)) this.begin(id);
      } catch (error) {
        if (!(error instanceof ExportStoreFailure))
          this.logger.error({ err: error }, 'exports cannot be looked after');
      }
      // Not in step with other replicas.
      await sleep(this.config.leaseMs * (0.4 + 0.2 * Math.random()), this.stop.signal, true).catch(
        () => undefined,
      );
    }
  }

  private async run(id: string, signal: AbortSignal): Promise<void> {
    let held = false;
    try {
      held = await this.store.lease(id, this.holder, this.config.leaseMs);
      if (!held) return;
      await this.work(id, signal);
    } catch (error) {
      // The next round of whoever holds the lease then goes on from the last step kept.
      if (!signal.aborted && !(error instanceof NotOurs) && !(error instanceof ExportStoreFailure))
        this.logger.error(
          { export: id, err: error instanceof Error ? error.message : 'unknown' },
          'an export broke',
        );
    } finally {
      if (held) await this.store.release(id, this.holder).catch(() => undefined);
    }
  }

  private async work(id: string, signal: AbortSignal): Promise<void> {
    const record = await this.store.get(id);
    const project = record === undefined ? undefined : this.projects.find(record.project);
    // A project that is not configured here may be on another replica.
    if (record === undefined || project === undefined) return;
    const lost = new AbortController();
    const tools = {
      store: this.store,
      hold: (known: ExportRecord) => this.store.lease(id, this.holder, this.config.leaseMs, known),
      now: () => systemClock.now(),
      fullWaitMs: this.config.fullWaitS * 1_000,
      onChange: (each: string) => this.changes.tell(each),
    };
    const steps = new ExportSteps(record, tools, AbortSignal.any([signal, lost.signal]));
    const life = setInterval(() => void this.showLife(steps, lost), this.config.leaseMs / 3);
    try {
      const { fleet } = record.request;
      if (fleet === undefined) await this.vendorWork(steps, project);
      else await new FleetWork(steps, fleet, this.fleet).finish();
    } finally {
      clearInterval(life);
    }
  }

  /** The order has paid for the start and the first look; later looks are owed. */
  private async vendorWork(steps: ExportSteps, project: UpstreamProject): Promise<void> {
    const paid = steps.record.state === 'queued' ? CALLS_ORDERED : 0;
    const meter = new CallMeter(this.limits, ownerOf(steps.record), { paid, mayOwe: true });
    try {
      await new ExportWork(steps, project, this.config, meter).finish();
    } finally {
      await meter.settle();
    }
  }

  /**
   * Keeps the lease, and learns whether the export has been cancelled or forgotten elsewhere. While the store is away
   * nobody else can take the lease either, so the work goes on. A record that somebody spoilt is put back.
   */
  private async showLife({ record: known }: ExportSteps, lost: AbortController): Promise<void> {
    const { id } = known;
    try {
      // Drops what is not ours, so that the lease finds it gone.
      const kept = await this.store.get(id);
      const held = await this.store.lease(
        id,
        this.holder,
        this.config.leaseMs,
        isOver(known) ? undefined : known,
      );
      const record = held ? (kept ?? (await this.store.get(id))) : undefined;
      if (record === undefined || isOver(record)) lost.abort(new NotOurs('there is nothing more to do here'));
    } catch (error) {
      if (!(error instanceof ExportStoreFailure)) throw error;
    }
  }
}
