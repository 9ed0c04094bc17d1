import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/** Looks for progress so often within the time allowed. */
const LOOKS = 4;

/**
 * Cuts the connection of a client that takes nothing of a streamed answer for `stallMs` although there is something to
 * take. What waits for it meanwhile is bounded by the stream's buffers, and upstream nothing more is asked.
 */
export function cutStalledReaders(fastify: FastifyInstance, stallMs: number): void {
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (payload instanceof Readable) watch(reply.raw, stallMs);
    done(null, payload);
  });
}

function watch(response: ServerResponse, stallMs: number): void {
  const { socket } = response;
  if (socket === null) return;
  let taken = -1;
  let since = performance.now();
  const timer = setInterval(() => {
    if (response.closed) {
      clearInterval(timer);
      return;
    }
    const waiting = socket.writableLength;
    const now = performance.now();
    const takenNow = socket.bytesWritten - waiting;
    if (waiting === 0 || takenNow !== taken) {
      taken = takenNow;
      since = now;
    } else if (now - since >= stallMs) response.destroy();
  }, stallMs / LOOKS);
  timer.unref();
}
