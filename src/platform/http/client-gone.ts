import type { FastifyReply } from 'fastify';
import { Fault } from '../../kernel/fault.js';

/**
 * Aborts with a Fault of kind `cancelled` when the client's connection closes before the answer is complete; at once when
 * it closed while the request was still on its way through the hooks.
 */
export function clientGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const { raw } = reply;
  const closed = (): void => {
    if (!raw.writableFinished) controller.abort(new Fault('cancelled', 'the client closed the connection'));
  };
  if (raw.destroyed || raw.closed) closed();
  else raw.once('close', closed);
  return controller.signal;
}
