import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { PROBLEM_KINDS, type ProblemKind } from '../problem/problem.js';

/** How long the other side may take to close, in milliseconds. */
const LINGER_MS = 1_000;

const REASONS: Readonly<Record<string, string>> = {
  400: 'Bad Request',
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
  const [kind, detail] = refusalOf(error.code);
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
  // Not cut at once: bytes that are still coming in would turn the close into a reset, and the answer would be lost.
  socket.setTimeout(LINGER_MS, () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${REASONS[status] ?? ''}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${id}`,
      'Cache-Control: no-store',
      'Connection: close',
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
