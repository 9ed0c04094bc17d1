import { Fault } from '../../../kernel/fault.js';
import { deadlineAfter, type Deadline } from '../../../kernel/abort.js';
import type { Exchange, SendContext } from '../../../upstream/transport/pipeline.js';

/** What sets a query apart from one that has just come in, with somebody waiting for it. */
export interface QueryStanding {
  /** Default: interactive. */
  readonly lane?: SendContext['lane'];
  /** Whether its hosts have been paid for before. Default: false. */
  readonly paid?: boolean;
  /** How long the request has been here: its clock runs from its arrival, not from its turn. Default: 0. */
  readonly passedMs?: number;
}

/** One caller's request while it runs: its deadline, its turn in the queues, what it has cost. */
export class QueryContext implements SendContext {
  readonly lane: SendContext['lane'];
  /** Whether its hosts cost nothing more. */
  readonly paid: boolean;
  readonly startedAt: number;
  readonly deadlineAt: number;
  /** Exchanges with the vendor so far, retries included. */
  calls = 0;
  private callsMs = 0;
  private readonly deadline: Deadline;

  /**
   * @param tenant the caller, for fair queues.
   * @param timeoutMs until unfinished work becomes failures with code `deadline`.
   * @param gone aborts when the client hangs up.
   */
  constructor(
    readonly tenant: string,
    timeoutMs: number,
    gone: AbortSignal,
    { lane = 'interactive', paid = false, passedMs = 0 }: QueryStanding = {},
  ) {
    this.lane = lane;
    this.paid = paid;
    this.startedAt = performance.now() - passedMs;
    this.deadline = deadlineAfter(Math.max(0, timeoutMs - passedMs), deadlinePassed, gone);
    this.deadlineAt = this.startedAt + timeoutMs;
  }

  get signal(): AbortSignal {
    return this.deadline.signal;
  }

  readonly onCall = ({ elapsedMs }: Exchange): void => {
    this.calls++;
    this.callsMs += elapsedMs;
  };

  /** Mean time of a call so far, in milliseconds; 0 before any. */
  get meanCallMs(): number {
    return this.calls === 0 ? 0 : this.callsMs / this.calls;
  }

  /** The same query for one piece of work with a signal of its own. */
  under(signal: AbortSignal): SendContext {
    return { signal, deadlineAt: this.deadlineAt, lane: this.lane, tenant: this.tenant, onCall: this.onCall };
  }

  get elapsedMs(): number {
    return Math.round(performance.now() - this.startedAt);
  }

  /** Stops the clock; call it in `finally`. */
  dispose(): void {
    this.deadline.dispose();
  }
}

function deadlinePassed(): Fault {
  const fault = new Fault('deadline', 'the deadline of the query passed');
  // How often a host was tried by then is not known in general, and most were not tried at all.
  fault.attempts = 0;
  return fault;
}
