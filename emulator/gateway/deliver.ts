import type { ServerResponse } from 'node:http';
import type { Fault } from '../control/fault-script.js';
import type { Answer } from './answer.js';
import { withUnknownMembers } from './unknown-members.js';

type Headers = Record<string, string | number | string[]>;

/** The fault `oversize` writes bodies up to this many bytes at once. */
const PIECE = 64 * 1024;

const HTML =
  '<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>';

/** Default size of `oversize`; choice. */
const OVERSIZE_BYTES = 50 * 1024 * 1024;

function bytesOf(answer: Answer): Buffer {
  if (answer.body === undefined) return Buffer.alloc(0);
  return typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
}

/** Headers of every answer; `Server` as seen on the vendor's gateway. */
function headersOf(answer: Answer, requestId: string): Headers {
  return {
    ...(answer.body === undefined ? {} : { 'Content-Type': answer.contentType ?? 'application/json' }),
    Server: 'api-gateway',
    'X-Request-Id': requestId,
    ...answer.headers,
  };
}

/** Sends the answer unchanged. */
export function send(response: ServerResponse, answer: Answer, requestId: string): void {
  const headers = headersOf(answer, requestId);
  const { body } = answer;
  if (answer.chunked === true && body !== undefined) {
    const bytes = bytesOf(answer);
    response.writeHead(answer.status, headers);
    response.write(half(bytes));
    response.end(bytes.subarray(half(bytes).length));
    return;
  }
  headers['Content-Length'] =
    body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  response.writeHead(answer.status, headers);
  response.end(body);
}

function half(body: Buffer): Buffer {
  return body.subarray(0, Math.max(1, body.length >> 1));
}

function grown(answer: Answer): Answer {
  const isJson = answer.contentType === undefined && answer.body !== undefined;
  return isJson ? { ...answer, body: withUnknownMembers(bytesOf(answer).toString('utf8')) } : answer;
}

/** Sends the answer, damaged as the fault says. */
export function sendDamaged(response: ServerResponse, answer: Answer, requestId: string, fault: Fault): void {
  if (breakConnection(response, answer, requestId, fault)) return;
  switch (fault.kind) {
    case 'malformed':
      return send(
        response,
        { ...answer, body: Buffer.concat([half(bytesOf(answer)), Buffer.from('}]')]) },
        requestId,
      );
    case 'bad_gzip': {
      const headers = { ...answer.headers, 'Content-Encoding': 'gzip' };
      return send(response, { ...answer, headers, body: bytesOf(answer) }, requestId);
    }
    case 'unknown_members':
      return send(response, grown(answer), requestId);
    case 'html':
      return send(response, { status: 200, contentType: 'text/html; charset=utf-8', body: HTML }, requestId);
    case 'empty_body':
      return send(response, { ...answer, status: 200, body: '' }, requestId);
    case 'oversize':
      response.writeHead(200, headersOf(answer, requestId));
      return flood(response, fault.bytes ?? OVERSIZE_BYTES);
    default:
      return send(response, answer, requestId);
  }
}

/** Sends an answer that breaks off or is slow. Returns false, and sends nothing, for other faults. */
function breakConnection(response: ServerResponse, answer: Answer, requestId: string, fault: Fault): boolean {
  const headers = headersOf(answer, requestId);
  const body = bytesOf(answer);
  const { socket } = response;
  const sized = { ...headers, 'Content-Length': body.length };
  switch (fault.kind) {
    case 'cut':
      response.writeHead(answer.status, sized);
      response.write(half(body), () => socket?.destroy());
      return true;
    case 'reset_mid_body':
      response.writeHead(answer.status, sized);
      response.write(half(body), () => socket?.resetAndDestroy());
      return true;
    case 'fin':
      // Chunked, so that only the missing last chunk shows the damage.
      response.writeHead(answer.status, headers);
      response.write(half(body), () => socket?.end());
      return true;
    case 'truncated':
      response.writeHead(answer.status, { ...headers, 'Content-Length': body.length + 100 });
      response.write(body, () => socket?.end());
      return true;
    case 'chunk_garbage':
      socket?.end(
        `HTTP/1.1 ${answer.status} OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{"tot\r\n`,
      );
      return true;
    case 'drip':
      response.writeHead(answer.status, sized);
      drip(response, body, fault.interval_ms ?? 1000, fault.bytes ?? 1);
      return true;
    default:
      return false;
  }
}

function drip(response: ServerResponse, body: Buffer, intervalMs: number, bytes: number): void {
  let at = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(at, at + bytes));
    at += bytes;
    if (at < body.length) return;
    clearInterval(timer);
    response.end();
  }, intervalMs);
  response.on('close', () => clearInterval(timer));
}

/** Sends a page without rows and with one member of the given length, at the reader's pace. */
function flood(response: ServerResponse, bytes: number): void {
  response.write('{"total_num":0,"data_list":[],"padding":"');
  let left = bytes;
  const piece = 'x'.repeat(PIECE);
  const pour = (): void => {
    while (left > 0) {
      const size = Math.min(left, PIECE);
      left -= size;
      if (!response.write(size === PIECE ? piece : piece.slice(0, size))) {
        response.once('drain', pour);
        return;
      }
    }
    response.end('"}');
  };
  pour();
}
