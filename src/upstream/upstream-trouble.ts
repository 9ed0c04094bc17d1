import type { Fault } from '../kernel/fault.js';
import type { Logger } from '../platform/logging/logger.js';
import { TroubleLog } from '../platform/logging/trouble-log.js';

/** Most kinds of trouble that are told apart at a time: a vendor that makes up codes must not fill memory. */
const MOST_KINDS = 500;

/** What one line of the log says about failed calls. Holds no secret and no text of the vendor. */
interface Line {
  /** Project and credential, by the names that the configuration gives them. */
  readonly scope: string;
  readonly endpoint: string;
  readonly kind: string;
  readonly status?: number | undefined;
  readonly upstreamCode?: string | undefined;
  readonly upstreamRequestId?: string | undefined;
  readonly hint?: string | undefined;
}

/** Logs calls that the vendor refuses or fails, one line for each call, kind and code, and then how many followed. */
export class UpstreamTrouble {
  private readonly log: TroubleLog<Line>;

  constructor(logger: Logger) {
    this.log = new TroubleLog(
      (fields, times) => logger.warn({ ...fields, times }, 'calls to the vendor fail'),
      undefined,
      MOST_KINDS,
    );
  }

  /**
   * Notes one failed call. Calls that we ended ourselves are no trouble of the vendor.
   *
   * @param endpoint method and path template.
   */
  note(scope: string, endpoint: string, fault: Fault): void {
    const { kind, status, upstreamCode, upstreamRequestId, hint } = fault;
    if (kind === 'cancelled' || kind === 'deadline' || kind === 'draining') return;
    const line = { scope, endpoint, kind, status, upstreamCode, upstreamRequestId, hint };
    this.log.note(`${scope} ${endpoint} ${kind} ${status ?? ''} ${upstreamCode ?? ''}`, line);
  }
}
