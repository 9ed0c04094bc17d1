import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Slices } from '../../../kernel/slices.js';
import { invalidRequest, Problem, type InputError } from '../../problem/problem.js';
import { hookBodies } from './hook-bodies.js';
import { JsonOutline } from './json-outline.js';

/** Bytes of a body looked at before others may have their turn: less than a millisecond of work. */
const BYTES_AT_ONCE = 262_144;

/** The names that would reach an object's prototype. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses a body that is one JSON document. Never holds the event loop for longer than parsing the longest list of ids takes.
 *
 * @throws Problem `invalid-request` when it is not JSON, not UTF-8, too deep, too rich, or names a prototype.
 */
async function parseJsonBody(bytes: Buffer): Promise<unknown> {
  const slices = new Slices();
  const outline = new JsonOutline();
  for (let from = 0; from < bytes.length; from += BYTES_AT_ONCE) {
    if (slices.usedUp) await slices.next();
    const fault = outline.read(bytes, from, Math.min(bytes.length, from + BYTES_AT_ONCE));
    if (fault !== undefined) throw invalidRequest([{ pointer: '', detail: `the body ${fault}` }]);
  }
  if (!isUtf8(bytes)) throw invalidRequest([{ pointer: '', detail: 'the body is not UTF-8' }]);
  const text = bytes.toString('utf8', bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0);
  if (slices.usedUp) await slices.next();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalidRequest([{ pointer: '', detail: 'the body is not valid JSON' }]);
  }
  if (slices.usedUp) await slices.next();
  const forbidden: InputError[] = [];
  findForbidden(parsed, '', forbidden);
  if (forbidden.length > 0) throw invalidRequest(forbidden);
  return parsed;
}

/** Some programs write it before UTF-8; it is no part of the document. */
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** Looks at every object; the outline has bounded how deep and how many they are. */
function findForbidden(value: unknown, path: string, into: InputError[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++)
      if (typeof value[at] === 'object') findForbidden(value[at], `${path}/${at}`, into);
    return;
  }
  for (const [name, each] of Object.entries(value)) {
    if (FORBIDDEN_NAMES.has(name))
      into.push({ pointer: `${path}/${name}`, detail: 'this name is not allowed' });
    else findForbidden(each, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, into);
  }
}

/**
 * Makes `application/json`, as it is and not packed, the only body type, parsed by the rules above. Where no body comes,
 * what is said of it counts for nothing: many clients name a type with every request.
 */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  hookBodies(fastify, (request, _reply, _payload, done) => {
    const { headers } = request.raw;
    if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0)
      delete headers['content-type'];
    else if (isPacked(headers['content-encoding'])) return done(packedBody());
    done();
  });
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    parseJsonBody(body as Buffer).then(
      (parsed) => done(null, parsed),
      (error: unknown) => done(error as Error),
    );
  });
  // Chunks may come to nothing as well, which only shows at their end.
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (request.is404) return done(null, undefined);
    const settle = (error: Error | null): void => {
      payload.off('data', refuse).off('end', accept).off('error', settle);
      done(error, undefined);
    };
    const accept = (): void => settle(null);
    const refuse = (): void =>
      settle(new Problem('unsupported-media-type', 'Bodies are application/json in UTF-8'));
    payload.on('data', refuse).on('end', accept).on('error', settle);
  });
}

/** Whether `Content-Encoding` names any coding that changes the bytes. */
function isPacked(codings: string | undefined): boolean {
  return (codings ?? '').split(',').some((each) => !/^(identity)?$/i.test(each.trim()));
}

function packedBody(): Problem {
  return new Problem('unsupported-media-type', 'Bodies come as they are, not packed', {
    headers: { 'accept-encoding': 'identity', connection: 'close' },
  });
}
