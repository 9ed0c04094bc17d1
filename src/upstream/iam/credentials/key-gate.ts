import { reasonOf, untilAborted } from '../../../kernel/abort.js';
import type { Clock } from '../../../kernel/clock.js';
import { CredentialFault } from '../credential-fault.js';
import type { CredentialState } from '../credential-state.js';

/** A request's way through the gate; one of the two is called when the vendor has answered. */
interface KeyPermit {
  accepted(): void;
  refused(): void;
}

/** Refusals in a row after which a key rests; the vendor locks it at more than five (source: API signing guide). */
const MAX_REFUSALS = 3;
/** A vendor's lock lasts 5 minutes; a rest is longer, and doubles while the key keeps being refused. */
const REST_MS = 6 * 60_000;
const REST_MOST_MS = 60 * 60_000;
/** A probe of which nothing is heard for so long is given up, and the next request is the probe. */
const PROBE_MS = 5_000;

/**
 * Keeps an access key from being locked: until the vendor has taken a signature, one request at a time goes out and
 * the others wait for its outcome, so a wrong key costs three refusals and not as many as there are requests in
 * flight. A key once taken passes everything, until a refusal.
 */
export class KeyGate {
  private proven = false;
  private refusals = 0;
  private rests = 0;
  private restUntil = -Infinity;
  /** Settles when the request that tries the key has been answered, or is given up. */
  private probe: Promise<void> | undefined;
  private lastError: CredentialState['lastError'];

  constructor(private readonly clock: Clock) {}

  /** @throws CredentialFault `signature_refused` while the key rests; the signal's reason when it aborts. */
  async enter(signal: AbortSignal): Promise<KeyPermit> {
    for (;;) {
      if (signal.aborted) throw reasonOf(signal);
      const restMs = this.restMs();
      if (restMs > 0) throw new CredentialFault('signature_refused', { retryAfterMs: restMs });
      if (this.proven) return this.permit(() => undefined);
      if (this.probe === undefined) return this.permit(this.startProbe(signal));
      await untilAborted(this.probe, signal);
    }
  }

  usable(): boolean {
    return this.restMs() <= 0;
  }

  reset(): void {
    this.refusals = 0;
    this.rests = 0;
    this.restUntil = -Infinity;
    this.lastError = undefined;
  }

  state(): Omit<CredentialState, 'id' | 'kind'> {
    const restMs = this.restMs();
    return {
      condition: restMs > 0 ? 'refused' : this.proven ? 'ready' : 'empty',
      ...(this.lastError === undefined ? {} : { lastError: this.lastError }),
      ...(restMs > 0 ? { retryAt: Math.round(this.clock.now() + restMs) } : {}),
    };
  }

  private restMs(): number {
    return this.restUntil - this.clock.monotonic();
  }

  private permit(end: () => void): KeyPermit {
    return {
      accepted: () => {
        this.proven = true;
        this.refusals = 0;
        this.rests = 0;
        end();
      },
      refused: () => {
        this.proven = false;
        this.refusals++;
        this.lastError = { kind: 'credential', problem: 'signature_refused', at: this.clock.now() };
        if (this.refusals >= MAX_REFUSALS && this.usable()) {
          const restMs = Math.min(REST_MOST_MS, REST_MS * 2 ** this.rests++);
          this.restUntil = this.clock.monotonic() + restMs;
        }
        end();
      },
    };
  }

  private startProbe(signal: AbortSignal): () => void {
    let open = (): void => undefined;
    const over = new Promise<void>((resolve) => (open = resolve));
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      if (this.probe === over) this.probe = undefined;
      open();
    };
    const timer = setTimeout(end, PROBE_MS);
    timer.unref();
    signal.addEventListener('abort', end, { once: true });
    this.probe = over;
    return end;
  }
}
