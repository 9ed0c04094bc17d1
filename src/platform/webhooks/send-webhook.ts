import { Agent, request } from 'undici';
import { within } from '../../kernel/within.js';
import { VERSION } from '../version.js';
import type { HookAddresses } from './hook-addresses.js';
import { signatureHeaders, type HookSecret } from './signature.js';

/** Bytes of an answer that are read; it says nothing beyond its status. A choice. */
const MOST_ANSWER_BYTES = 16_384;
/** Longest wait that a receiver may ask for, in milliseconds. A choice: half of the time until a delivery is given up. */
const MOST_WAIT_MS = 43_200_000;

export interface HookMessage {
  readonly url: string;
  readonly secrets: readonly HookSecret[];
  readonly id: string;
  /** JSON. */
  readonly body: string;
}

/** What became of an attempt. */
export type HookOutcome =
  | { readonly kind: 'delivered' }
  /** `waitMs`: how long the receiver wants to be left alone. */
  | { readonly kind: 'failed'; readonly reason: string; readonly waitMs?: number }
  /** The receiver wants no more of it. */
  | { readonly kind: 'gone'; readonly reason: string };

/** Sends signed messages to receivers of webhooks. */
export class WebhookSender {
  constructor(
    private readonly addresses: Pick<HookAddresses, 'of'>,
    private readonly timeoutMs: number,
  ) {}

  /** Sends a message once. Follows no redirect, uses no proxy, and connects to the address that was checked. */
  async send({ url, secrets, id, body }: HookMessage, signal: AbortSignal): Promise<HookOutcome> {
    let agent: Agent | undefined;
    try {
      const found = this.addresses.of(new URL(url));
      // A look-up of a name cannot be cancelled, and its own time limit is that of the system.
      if ((await within(this.timeoutMs, found)) === 'late') return { kind: 'failed', reason: 'timeout' };
      const { address, family } = await found;
      agent = new Agent({
        connect: {
          timeout: this.timeoutMs,
          lookup: (_host, _options, done) => done(null, [{ address, family }]),
        },
      });
      const {
        statusCode,
        headers,
        body: answer,
      } = await request(url, {
        method: 'POST',
        dispatcher: agent,
        headersTimeout: this.timeoutMs,
        bodyTimeout: this.timeoutMs,
        signal: AbortSignal.any([signal, AbortSignal.timeout(this.timeoutMs)]),
        headers: {
          'content-type': 'application/json',
          'user-agent': `Portolan/${VERSION}`,
          ...signatureHeaders(secrets, id, Date.now(), body),
        },
        body,
      });
      await answer.dump({ limit: MOST_ANSWER_BYTES });
      return outcomeOf(statusCode, headers['retry-after']);
    } catch (error) {
      return { kind: 'failed', reason: reasonOf(error) };
    } finally {
      void agent?.destroy();
    }
  }
}

function outcomeOf(status: number, retryAfter: string | string[] | undefined): HookOutcome {
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const reason = `status ${status}`;
  if (status === 410) return { kind: 'gone', reason };
  const seconds = /^\d{1,9}$/.test(String(retryAfter)) ? Number(retryAfter) : undefined;
  return seconds === undefined
    ? { kind: 'failed', reason }
    : { kind: 'failed', reason, waitMs: Math.min(MOST_WAIT_MS, seconds * 1_000) };
}

/** Returns a reason without addresses or contents. */
function reasonOf(error: unknown): string {
  const { code, name, message } = error as { code?: unknown; name?: string; message?: string };
  if (typeof code === 'string') return code;
  if (name === 'TimeoutError') return 'timeout';
  return message?.startsWith('the host has') === true ? message : (name ?? 'unknown');
}
