import { reasonOf, untilAborted } from '../../../kernel/abort.js';
import type { Clock } from '../../../kernel/clock.js';
import { CredentialFault } from '../credential-fault.js';
import type { CredentialState } from '../credential-state.js';

/** Allows one request; its holder calls one of the two when the vendor has answered. */
interface KeyPermit {
  accepted(): void;
  refused(): void;
}

/** Refusals in a row after which a key rests; the vendor locks it at more than five (source: API signing guide). */
const MAX_REFUSALS = 3;
/** First rest; doubles with each further one. Choice: longer than the vendor's lock of 5 minutes. */
const REST_MS = 6 * 60_000;
const REST_MOST_MS = 60 * 60_000;
/** After so long without an answer the next request becomes the probe; choice. */
const PROBE_MS = 5_000;

/**
 * Protects an access key from being locked. Until the vendor has accepted a signature, one request at a time is sent and
 * the others wait for its outcome: a wrong key then costs three refusals, not one for each request in flight. After that all
 * requests pass, until a refusal.
 */
export class KeyGate {
  private proven = false;
  private refusals = 0;
  private rests = 0;
  private restUntil = -Infinity;
  /** Settles when the request that tests the key has been answered, was aborted or took too long. */
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

  /** Begins anew, with other keys. */
  renew(): void {
    this.reset();
    this.proven = false;
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
