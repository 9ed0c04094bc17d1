import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How long the other side may take to read its answer and to close, in milliseconds; a choice. */
const LINGER_MS = 5_000;
/** What is read and thrown away of it meanwhile, in bytes; a choice: over twice the largest body that is taken by default. */
const LINGER_BYTES = 16 * 1024 * 1024;

/**
 * Lets an answer reach a client that still sends: where a connection ends before the body has come (a body that is too
 * large is not waited for), closing it at once would turn what is on its way into a reset, which throws the answer away.
 */
export function lingerOverBodies(fastify: FastifyInstance): void {
  const requests = new WeakMap<Socket, IncomingMessage>();
  fastify.server.on('request', (request: IncomingMessage) => requests.set(request.socket, request));
  fastify.server.on('connection', (socket: Socket) => {
    const close = socket.destroySoon.bind(socket);
    // What Node calls after the last answer of a connection.
    socket.destroySoon = () => {
      if (requests.get(socket)?.complete === false) endAndLinger(socket);
      else close();
    };
  });
}

/**
 * Ends a connection after `last`: says so, throws away what still comes in, and closes when the other side does, after
 * five seconds or 16 MiB. Nothing that comes in is taken for a request any more.
 */
export function endAndLinger(socket: Socket, last = ''): void {
  socket.end(last);
  let left = LINGER_BYTES;
  const discard = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left < 0) socket.destroy();
  };
  socket.resume();
  // Once it flows again, and before anything can arrive: the bytes are taken away from the parser's fast path by a
  // listener, then from its slow path.
  process.nextTick(() => {
    socket.on('data', discard);
    for (const listener of socket.listeners('data'))
      if (listener !== discard) socket.off('data', listener as () => void);
  });
  socket.on('error', () => socket.destroy());
  const cut = setTimeout(() => socket.destroy(), LINGER_MS);
  cut.unref();
  socket.once('close', () => clearTimeout(cut));
}
