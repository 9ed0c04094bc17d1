import type { Settings } from '../settings.js';
import type { Answer } from './answer.js';
import { gatewayError, iamError } from './errors.js';
import { SlidingWindow } from './window.js';

const KINDS = [
  ['api', 'quota_api_per_minute'],
  ['user', 'quota_per_minute'],
  ['ip', 'quota_ip_per_minute'],
] as const;

/** Returns a window as the vendor's refusal writes it. */
function timeText(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} minute` : `${seconds} second`;
}

/**
 * The gateway's throttle: sliding windows for each API (method and path template) over all callers, for each user and for
 * each address. A refused call does not count.
 */
export class Quotas {
  private windows = new Map<string, SlidingWindow>();
  private readonly monotonic: () => number;

  constructor(monotonic: () => number = () => performance.now()) {
    this.monotonic = monotonic;
  }

  /** Forgets all calls. Call it when limits change. */
  clear(): void {
    this.windows = new Map();
  }

  /** Returns the refusal; undefined when the call may pass. */
  check(settings: Settings, api: string, user: string, ip: string): Answer | undefined {
    if (settings.quota_per_minute + settings.quota_api_per_minute + settings.quota_ip_per_minute === 0)
      return undefined;
    const now = this.monotonic();
    const passed: SlidingWindow[] = [];
    for (const [kind, name] of KINDS) {
      const limit = settings[name];
      if (limit === 0) continue;
      const subject = kind === 'api' ? '' : kind === 'user' ? user : ip;
      const window = this.window(`${kind} ${subject} ${api}`, limit, settings.quota_window_s * 1000);
      const wait = window.wait(now);
      if (wait > 0) {
        const stated = `: policy ${kind} over ratelimit,limit:${limit},time:${timeText(settings.quota_window_s)}`;
        const message = `The throttling threshold has been reached${settings.throttle_text === 'limit' ? stated : ''}`;
        return gatewayError(429, 'APIGW.0308', message, retryAfter(settings, wait));
      }
      passed.push(window);
    }
    for (const window of passed) window.take(now);
    return undefined;
  }

  /** Does the same for token requests; the refusal is as IAM writes it. */
  checkIam(settings: Settings): Answer | undefined {
    const limit = settings.iam_quota_per_minute;
    if (limit === 0) return undefined;
    const now = this.monotonic();
    const window = this.window('iam', limit, settings.quota_window_s * 1000);
    if (window.wait(now) > 0) {
      const threshold = `${limit} times per ${settings.quota_window_s} seconds`;
      return iamError(429, 'IAM.0012', `The throttling threshold has been reached. Threshold: ${threshold}`);
    }
    window.take(now);
    return undefined;
  }

  private window(key: string, limit: number, windowMs: number): SlidingWindow {
    let window = this.windows.get(key);
    if (window === undefined) {
      window = new SlidingWindow(limit, windowMs);
      this.windows.set(key, window);
    }
    return window;
  }
}

function retryAfter(settings: Settings, waitMs: number): Record<string, string> | undefined {
  if (settings.retry_after === 'none') return undefined;
  const seconds = Math.ceil(waitMs / 1000);
  if (settings.retry_after === 'seconds') return { 'retry-after': String(seconds) };
  return { 'retry-after': new Date(Date.now() + settings.clock_offset_ms + seconds * 1000).toUTCString() };
}
