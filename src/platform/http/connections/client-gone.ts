import type { FastifyReply } from 'fastify';
import { CallSignal } from '../../../kernel/call-signal.js';
import { Fault } from '../../../kernel/fault.js';
import { whenOver } from './answer-over.js';
import type { Drain } from './drain.js';

/**
 * Aborts with a Fault of kind `cancelled` when the client's connection closes before the answer is complete; at once when
 * it closed while the request was still on its way through the hooks.
 */
export function clientGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  whenOver(reply, (whole) => {
    if (!whole) controller.abort(new Fault('cancelled', 'the client closed the connection'));
  });
  return controller.signal;
}

/** The same; besides it aborts with a Fault of kind `draining` when this process has no more time for the answer. */
export function answerCut(reply: FastifyReply, drain: Drain): AbortSignal {
  const signal = new CallSignal();
  const letGo = drain.whenTimeIsUp(() =>
    signal.abort(new Fault('draining', 'this process ends and has no more time for the answer')),
  );
  whenOver(reply, (whole) => {
    letGo();
    if (!whole) signal.abort(new Fault('cancelled', 'the client closed the connection'));
  });
  return signal;
}
