import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { whenOver } from './answer-over.js';

/** For a request that is on its way while the server closes, in milliseconds. */
const GRACE_MS = 500;

/**
 * Lets the server close in spite of connections on which no request ever came, or half of one. Node counts them as busy
 * and stops its own time limits as it begins to close, so one of them (browsers and pools open them in advance) would
 * keep the process from ending. So would one that was busy as the closing began and is kept by its client afterwards.
 */
export function cutSilentConnections(fastify: FastifyInstance): void {
  /** Connections without a request, by when they fell silent. */
  const silent = new Map<Socket, number>();
  fastify.server.on('connection', (socket: Socket) => {
    silent.set(socket, performance.now());
    socket.once('close', () => silent.delete(socket));
  });
  fastify.server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    silent.delete(socket);
    whenOver({ raw: response }, () => {
      if (!socket.destroyed) silent.set(socket, performance.now());
    });
  });
  fastify.addHook('preClose', (done) => {
    const cut = setInterval(() => {
      const since = performance.now() - GRACE_MS;
      for (const [socket, at] of silent) if (at <= since) socket.destroy();
    }, GRACE_MS / 2);
    cut.unref();
    fastify.server.once('close', () => clearInterval(cut));
    done();
  });
}
