import type { Job, JobOutcome, Jobs } from '../../platform/jobs/jobs.js';
import type { HookOutcome, WebhookSender } from '../../platform/webhooks/send-webhook.js';
import type { Delivery, Watch } from './watch.js';
import type { WatchBook } from './watch-book.js';

export const HOOK_JOB = 'webhook';

/** Each pause is so many times as long as the one before, up to the longest. Choices: a dozen attempts in a day. */
const FACTOR = 3;
const LONGEST_PAUSE_MS = 14_400_000;
/** A job lives longer than its delivery is tried, in milliseconds. */
const JOB_MS = 8 * 86_400_000;

export interface DeliverySettings {
  readonly firstRetryMs: number;
  readonly giveUpMs: number;
}

export type DeliveryResult = 'delivered' | 'failed' | 'dead';

/** Sends the changes of watches to their webhooks: at least once, each batch under an id of its own. */
export class Deliveries {
  constructor(
    private readonly book: WatchBook,
    private readonly jobs: Jobs,
    private readonly sender: WebhookSender,
    private readonly settings: DeliverySettings,
    private readonly events: (watch: string, result: DeliveryResult, delivery: Delivery) => void,
  ) {}

  /** Has all deliveries that wait done. Those that are under way already are left alone. @throws JobsUnavailable. */
  async submit(watch: string): Promise<void> {
    const { pending } = await this.book.read(watch);
    for (const { id } of pending)
      await this.jobs.submit({
        ...{ kind: HOOK_JOB, id, caller: `watch ${watch}`, payload: watch },
        ttlMs: JOB_MS,
      });
  }

  /** Sends one delivery, or says when it is to be tried again. */
  async attempt(watch: Watch, job: Job): Promise<JobOutcome> {
    const { name, hook } = watch;
    const { pending, batches } = await this.book.read(name);
    const delivery = pending.find(({ id }) => id === job.id);
    if (delivery === undefined) return 'done';
    const batch = batches.find(({ first }) => first === delivery.first);
    const changes = batch === undefined ? [] : await this.book.changes(name, [batch]);
    if (hook === undefined || changes.length === 0)
      return this.end(
        name,
        { ...delivery, reason: hook === undefined ? 'no_webhook' : 'changes_gone' },
        'dead',
      );
    const body = JSON.stringify({
      type: 'watch.changes',
      timestamp: new Date(delivery.createdMs).toISOString(),
      data: { watch: name, project: watch.project, asset_type: watch.type, link: hook.link, changes },
    });
    const outcome = await this.sender.send({ ...hook, id: delivery.id, body }, job.signal);
    job.signal.throwIfAborted();
    return this.after(name, { ...delivery, attempts: delivery.attempts + 1 }, outcome);
  }

  private async after(name: string, delivery: Delivery, outcome: HookOutcome): Promise<JobOutcome> {
    if (outcome.kind === 'delivered') return this.end(name, delivery, 'delivered');
    const failed = { ...delivery, reason: outcome.reason };
    const pause = Math.min(LONGEST_PAUSE_MS, this.settings.firstRetryMs * FACTOR ** (failed.attempts - 1));
    const waitMs = Math.max(
      Math.ceil(pause * (1 - 0.2 * Math.random())),
      outcome.kind === 'failed' ? (outcome.waitMs ?? 0) : 0,
    );
    const tooLate = Date.now() + waitMs > failed.createdMs + this.settings.giveUpMs;
    if (outcome.kind === 'gone' || tooLate) return this.end(name, failed, 'dead');
    await this.book.noteDelivery(name, failed);
    this.events(name, 'failed', failed);
    return { later: waitMs };
  }

  private async end(name: string, delivery: Delivery, result: 'delivered' | 'dead'): Promise<JobOutcome> {
    await this.book.noteDelivery(name, delivery, result);
    this.events(name, result, delivery);
    return 'done';
  }
}
