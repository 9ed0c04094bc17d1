import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

type Over = (whole: boolean) => void;

/** Who waits for which answer: one listener serves them all, for a response with more than ten is taken for a leak. */
const WAITING = Symbol('waiting for the end of the answer');

interface Watched extends ServerResponse {
  [WAITING]?: Over[];
}

/**
 * Calls back once when the answer is over: sent whole, or cut by either side. The framework's `onResponse` is silent
 * about answers that are cut, so what has to be given back, counted or written down for every answer belongs here. At once
 * when the connection is closed already.
 *
 * @param call is told whether the answer was sent whole; must not throw.
 */
export function whenOver({ raw }: Pick<FastifyReply, 'raw'>, call: Over): void {
  if (raw.destroyed || raw.closed) {
    call(raw.writableFinished);
    return;
  }
  const watched = raw as Watched;
  const others = watched[WAITING];
  if (others !== undefined) {
    others.push(call);
    return;
  }
  const all = [call];
  watched[WAITING] = all;
  raw.once('close', () => {
    for (const each of all) each(raw.writableFinished);
  });
}
