/** One call as the log keeps it. */
export interface LoggedCall {
  /** Milliseconds since the emulator started, when the call arrived. */
  readonly at_ms: number;
  readonly api: string;
  readonly project_id: string | null;
  readonly host_id: string | null;
  readonly query: string;
  /** The trace that the call says to belong to. */
  traceparent: string | null;
  user: string | null;
  /** 0 while there is no answer, and for ever when none was sent. */
  status: number;
  took_ms: number;
}

function bump(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A call in progress; its members are filled in as they become known. */
export interface Call {
  readonly logged: LoggedCall | undefined;
  open: boolean;
  /** Number of resets before the call arrived: it must not count in a later period. */
  readonly era: number;
}

/** Counts the calls that reach the emulator. A call counts when it arrives, its status when the answer is sent. */
export class CallBook {
  private readonly byPath = new Map<string, number>();
  private readonly byStatus = new Map<string, number>();
  private readonly byUser = new Map<string, number>();
  private readonly byHost = new Map<string, number>();
  private log: LoggedCall[] = [];
  private total = 0;
  private unanswered = 0;
  private inFlight = 0;
  private maxInFlight = 0;
  private era = 0;
  private readonly started = performance.now();

  /** @param logSize calls that are kept one by one; 0 for none. */
  begin(
    api: string,
    projectId: string | undefined,
    hostId: string | undefined,
    query: string,
    logSize: number,
  ): Call {
    this.total += 1;
    this.inFlight += 1;
    if (this.inFlight > this.maxInFlight) this.maxInFlight = this.inFlight;
    bump(this.byPath, api);
    if (hostId !== undefined) bump(this.byHost, hostId);
    let logged: LoggedCall | undefined;
    if (logSize > 0) {
      const at_ms = performance.now() - this.started;
      logged = {
        at_ms,
        api,
        project_id: projectId ?? null,
        host_id: hostId ?? null,
        query,
        traceparent: null,
        user: null,
        status: 0,
        took_ms: 0,
      };
      this.log.push(logged);
      if (this.log.length > logSize * 1.5) this.log = this.log.slice(-logSize);
    }
    return { logged, open: true, era: this.era };
  }

  /** Keeps the trace that the call says to belong to. */
  traced({ logged }: Call, traceparent: unknown): void {
    if (logged !== undefined && typeof traceparent === 'string') logged.traceparent = traceparent;
  }

  caller(call: Call, user: string): void {
    if (call.era === this.era) bump(this.byUser, user);
    if (call.logged) call.logged.user = user;
  }

  answered(call: Call, status: number): void {
    if (call.era === this.era) bump(this.byStatus, String(status));
    if (call.logged) call.logged.status = status;
  }

  /** Ends a call, answered or not. */
  end(call: Call, complete: boolean): void {
    if (!call.open) return;
    call.open = false;
    this.inFlight -= 1;
    if (!complete && call.era === this.era) this.unanswered += 1;
    if (call.logged) call.logged.took_ms = performance.now() - this.started - call.logged.at_ms;
  }

  report(): Record<string, unknown> {
    return {
      total: this.total,
      by_path: sorted(this.byPath),
      by_status: sorted(this.byStatus),
      by_user: sorted(this.byUser),
      by_host: sorted(this.byHost),
      unanswered: this.unanswered,
      in_flight: this.inFlight,
      max_in_flight: this.maxInFlight,
    };
  }

  entries(): readonly LoggedCall[] {
    return this.log;
  }

  /** Sets all counts to zero, except those of calls in progress. */
  clear(): void {
    for (const counts of [this.byPath, this.byStatus, this.byUser, this.byHost]) counts.clear();
    this.log = [];
    this.total = 0;
    this.unanswered = 0;
    this.maxInFlight = this.inFlight;
    this.era += 1;
  }
}
