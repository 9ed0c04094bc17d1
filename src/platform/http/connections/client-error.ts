import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { PROBLEM_KINDS, type ProblemKind } from '../../problem/problem.js';
import { endAndLinger } from './lingering-close.js';

const REASONS: Readonly<Record<string, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/**
 * Answers bytes that are not an HTTP request that can be read, and closes the connection: there is no request yet for
 * which the usual filter could answer.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  endWithProblem(socket, ...refusalOf(error.code));
}

/** Answers CONNECT, which Node hands to nobody else: nothing here is a tunnel. */
export function refuseTunnels(fastify: FastifyInstance): void {
  fastify.server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    endWithProblem(socket, 'method-not-allowed', 'CONNECT is not possible here', [
      'Allow: DELETE, GET, HEAD, OPTIONS, POST',
    ]);
  });
}

/** The last answer of a connection, written by hand. */
function endWithProblem(
  socket: Socket,
  kind: ProblemKind,
  detail: string,
  headers: readonly string[] = [],
): void {
  const { status, title } = PROBLEM_KINDS[kind];
  const id = randomUUID();
  const body = JSON.stringify({
    type: `/problems/${kind}`,
    title,
    status,
    detail,
    instance: '/',
    correlation_id: id,
  });
  endAndLinger(
    socket,
    [
      `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${id}`,
      'Cache-Control: no-store',
      'Connection: close',
      ...headers,
      '',
      body,
    ].join('\r\n'),
  );
}

function refusalOf(code: string | undefined): readonly [ProblemKind, string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return ['headers-too-large', 'The request headers together exceed the limit'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return ['request-timeout', 'The request did not arrive in time'];
    default:
      return ['invalid-request', 'This is not an HTTP request that can be read'];
  }
}
