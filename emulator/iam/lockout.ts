/** Times in milliseconds, failures as a count. */
export interface LockoutRule {
  readonly failures: number;
  /** Older failures are forgotten. */
  readonly windowMs: number;
  readonly lockMs: number;
}

/** Locks a user or an access key for a while after too many failures; a success resets the count. */
export class Lockout {
  private readonly failed = new Map<string, number[]>();
  private readonly lockedUntil = new Map<string, number>();

  constructor(private readonly monotonic: () => number = () => performance.now()) {}

  isLocked(subject: string): boolean {
    const until = this.lockedUntil.get(subject);
    if (until === undefined) return false;
    if (this.monotonic() < until) return true;
    this.lockedUntil.delete(subject);
    return false;
  }

  fail(subject: string, rule: LockoutRule): void {
    const now = this.monotonic();
    const recent = (this.failed.get(subject) ?? []).filter((at) => at > now - rule.windowMs);
    recent.push(now);
    if (recent.length >= rule.failures) {
      this.lockedUntil.set(subject, now + rule.lockMs);
      this.failed.delete(subject);
    } else this.failed.set(subject, recent);
  }

  succeed(subject: string): void {
    this.failed.delete(subject);
  }

  clear(): void {
    this.failed.clear();
    this.lockedUntil.clear();
  }
}
