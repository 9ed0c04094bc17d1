import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { whenOver } from '../connections/answer-over.js';
import { canWait } from './priority.js';
import { Problem } from '../../problem/problem.js';
import { sendProblem } from '../../problem/send-problem.js';

interface AdmissionOptions {
  /** Most requests in progress; new ones above it are refused. */
  readonly maxRequests: number;
  /** Longest mean delay of the event loop, in milliseconds; new requests are refused while it is longer. */
  readonly maxDelayMs: number;
  /** Called for each request that is refused. */
  readonly onRefused: () => void;
}

/** How often the event loop's delay is looked at, in milliseconds, and how finely it is measured. */
const LOOK_EVERY_MS = 500;
const RESOLUTION_MS = 10;
/** With so few requests in progress the delay is not theirs, and turning more away would not help. */
const ALWAYS_ADMITTED = 16;
/**
 * Share of the requests in progress up to which one that can wait is admitted: the rest is kept for those that cannot, so
 * that work in the background gives way first. A choice: room for a burst of a third of what is in progress by then.
 */
const CAN_WAIT_SHARE = 0.75;
/** `Retry-After` of refused requests, in seconds. A choice: most requests in progress end sooner. */
const RETRY_AFTER_S = 1;

/** What operators and load balancers ask has to work above all when there is too much to do. */
const ALWAYS_OPEN = /^\/(health\/|metrics\b)/;

/**
 * Turns requests away, as early and as cheaply as can be, while there is more to do than the process can: by 503 with
 * `Retry-After`, before anybody is identified or anything is read; first those that say they can wait. What is in
 * progress goes on undisturbed.
 */
export function admitWithinMeans(fastify: FastifyInstance, options: AdmissionOptions): void {
  const { maxRequests, maxDelayMs, onRefused } = options;
  const delays: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let inProgress = 0;
  let late = false;
  let slow = false;
  const look = setInterval(() => {
    // Two looks in a row: a process that was stopped for a while and goes on is late once, and not overloaded.
    const wasLate = late;
    late = delays.mean / 1e6 - RESOLUTION_MS > maxDelayMs;
    slow = late && wasLate;
    delays.reset();
  }, LOOK_EVERY_MS);
  look.unref();
  fastify.addHook('onClose', (_instance, done) => {
    clearInterval(look);
    delays.disable();
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (ALWAYS_OPEN.test(request.url)) return done();
    const most = canWait(request.headers) ? maxRequests * CAN_WAIT_SHARE : maxRequests;
    if (inProgress >= most || (slow && inProgress >= ALWAYS_ADMITTED)) {
      onRefused();
      sendProblem(
        new Problem('overloaded', 'More requests are in progress than this process can bear', {
          retryAfterS: RETRY_AFTER_S,
        }),
        request,
        reply,
      );
      return;
    }
    inProgress++;
    whenOver(reply, () => inProgress--);
    done();
  });
}
