import { Fault } from '../../kernel/fault.js';
import type { Caller } from '../http/admission/caller.js';
import { Problem } from '../problem/problem.js';
import type { CallerLimits } from './caller-limits.js';
import { newWalkCredit, type WalkCredit } from './walk-credit.js';

/** What every request pays. */
const OWN_POINT = 1;

interface CallMeterOptions {
  /** Calls that are paid for already. Default 1: the point of the request itself pays for its first call. */
  readonly paid?: number;
  /**
   * Whether calls go on as a debt when there are no points left: for work that has been accepted, or from the moment on
   * when its hosts are paid. Default: false.
   */
  readonly mayOwe?: boolean | 'once-paid';
}

/**
 * Makes the caller of one request pay a point for each upstream call: ahead where the number of calls is known, one by
 * one otherwise. Retries are paid for as soon as they are known, whether there are points left or not.
 *
 * A query that has paid ahead may overdraw its points by as much as it has paid: nobody knows beforehand how many hosts
 * have more than one page, and an answer that was paid for should not break off for that.
 */
export class CallMeter {
  /** Calls paid for. */
  private paid: number;
  /** Of these, calls that were paid ahead, on which the allowed overdraft depends. */
  private ahead = 0;
  private owed = 0;
  /** Calls announced or begun, whichever is more. */
  private expected = 0;
  private begun = 0;
  private exchanges = 0;
  private credit: WalkCredit | undefined;
  private paying: Promise<void> | undefined;
  private refusal: Problem | undefined;

  constructor(
    private readonly limits: CallerLimits,
    private readonly caller: Caller,
    private readonly options: CallMeterOptions = {},
  ) {
    this.paid = options.paid ?? OWN_POINT;
  }

  /** Calls used up so far, retries included. */
  get used(): number {
    return Math.max(this.begun, this.exchanges);
  }

  /**
   * Pays for `calls` calls besides those that have begun, without saying that they will be made.
   *
   * @throws Problem `rate-limited`, or `invalid-request` when the caller never has as many points.
   */
  async prepay(calls: number): Promise<void> {
    this.limits.affords(this.caller, calls);
    const lacking = this.expected + calls - this.paid;
    if (lacking > 0) await this.limits.charge(this.caller, lacking);
    this.paid += Math.max(0, lacking);
    this.ahead += calls;
  }

  /** Takes over what an earlier run of the same work has paid. */
  grant(calls: number): void {
    this.paid += calls;
    this.ahead += calls;
  }

  /** Lets this page use what the first page of its walk has paid ahead. */
  useCredit(credit: WalkCredit): void {
    this.credit = credit;
  }

  /** What the pages behind this one may use of what was paid ahead. The point of the request is spent, whatever it called. */
  async leaveCredit(): Promise<WalkCredit | undefined> {
    if (this.credit !== undefined) return this.credit;
    const spent = Math.max(this.options.paid ?? OWN_POINT, this.used);
    if (this.ahead <= spent) return undefined;
    const credit = newWalkCredit(this.ahead);
    await this.limits.draw(credit, spent);
    return credit;
  }

  async cover(calls: number): Promise<void> {
    if (calls <= 0) return;
    this.expected += calls;
    if (this.expected > this.paid) await this.pay();
  }

  begin(): Promise<void> | undefined {
    this.begun++;
    this.expected = Math.max(this.expected, this.begun);
    if (this.begun <= this.paid) return undefined;
    return this.pay().catch((error: unknown) => {
      this.begun--;
      throw error;
    });
  }

  /** An exchange with the vendor has ended. */
  exchanged(): void {
    this.exchanges++;
  }

  /** Pays for what was done and could not be known before. Call it when the request is over. Never rejects. */
  async settle(): Promise<void> {
    const lacking = this.used - this.paid;
    if (lacking <= 0) return;
    this.paid += lacking;
    await this.limits.owe(this.caller, lacking).catch(() => undefined);
  }

  /** One payment at a time: calls that begin together are paid together. */
  private async pay(): Promise<void> {
    while (this.expected > this.paid) {
      this.paying ??= this.payOnce().finally(() => (this.paying = undefined));
      await this.paying;
    }
  }

  private async payOnce(): Promise<void> {
    if (this.refusal !== undefined) throw outOfPoints(this.refusal);
    const lacking = this.expected - this.paid;
    const rest = lacking - (await this.drawn(lacking));
    try {
      if (rest > 0) await this.limits.charge(this.caller, rest);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (!this.mayOwe(rest)) {
        this.refusal = error;
        this.expected = Math.max(this.begun, this.paid);
        throw outOfPoints(error);
      }
      this.owed += rest;
      await this.limits.owe(this.caller, rest);
    }
    this.paid += lacking;
  }

  private mayOwe(calls: number): boolean {
    const { mayOwe = false } = this.options;
    if (mayOwe === true) return true;
    return this.ahead > 0 && (mayOwe === 'once-paid' || this.owed + calls <= this.ahead);
  }

  private async drawn(points: number): Promise<number> {
    return this.credit === undefined ? 0 : this.limits.draw(this.credit, points);
  }
}

function outOfPoints(problem: Problem): Fault {
  const { retryAfterS } = problem.extras;
  return new Fault('out_of_points', problem.message, {
    cause: problem,
    ...(retryAfterS === undefined ? {} : { retryAfterMs: retryAfterS * 1_000 }),
  });
}
