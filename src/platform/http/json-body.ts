import type { FastifyInstance } from 'fastify';
import { invalidRequest, Problem, type InputError } from '../problem/problem.js';

/** Nesting that a body may have; our deepest documented body has 3. */
const MAX_DEPTH = 16;
/** Colons outside strings, that is members of all objects together; our largest documented body has some forty. */
const MAX_MEMBERS = 2_000;

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/**
 * What is wrong with a JSON text's outline, found in one pass before anything is parsed: nesting that would exhaust a
 * recursive consumer, or more members than any document of ours has.
 */
export function outlineFault(bytes: Uint8Array): string | undefined {
  let depth = 0;
  let members = 0;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at++;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (++depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth--;
        break;
      case COLON:
        if (++members > MAX_MEMBERS) return `has more than ${MAX_MEMBERS} members`;
        break;
      default:
    }
  }
  return undefined;
}

/** The names that would reach an object's prototype. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses a body that is one JSON document.
 *
 * @throws Problem `invalid-request` when it is not JSON, not UTF-8, too deep, too rich, or names a prototype.
 */
export function parseJsonBody(bytes: Buffer): unknown {
  const outline = outlineFault(bytes);
  if (outline !== undefined) throw invalidRequest([{ pointer: '', detail: `the body ${outline}` }]);
  const forbidden: InputError[] = [];
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidRequest([{ pointer: '', detail: 'the body is not UTF-8' }]);
  }
  // A reviver costs a call for each value: only bodies that hold a suspicious name pay it.
  const suspicious = /__proto__|constructor|prototype|\\u/.test(text);
  const reviver = function (key: string, value: unknown): unknown {
    if (FORBIDDEN_NAMES.has(key)) {
      forbidden.push({ pointer: `/${key}`, detail: 'this name is not allowed' });
      return undefined;
    }
    return value;
  };
  let parsed: unknown;
  try {
    parsed = suspicious ? JSON.parse(text, reviver) : JSON.parse(text);
  } catch {
    throw invalidRequest([{ pointer: '', detail: 'the body is not valid JSON' }]);
  }
  if (forbidden.length > 0) throw invalidRequest(forbidden);
  return parsed;
}

/**
 * Makes `application/json`, as it is and not packed, the only body type, parsed by the rules above. Where no body comes,
 * what is said of it counts for nothing: many clients name a type with every request.
 */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    if (BODILESS.has(request.method) || request.is404) return done();
    const { headers } = request.raw;
    if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0)
      delete headers['content-type'];
    else if (isPacked(headers['content-encoding'])) return done(packedBody());
    done();
  });
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Problem);
    }
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

/** Their bodies, if any, are passed over. */
const BODILESS = new Set(['GET', 'HEAD']);

/** Whether `Content-Encoding` names any coding that changes the bytes. */
function isPacked(codings: string | undefined): boolean {
  return (codings ?? '').split(',').some((each) => !/^(identity)?$/i.test(each.trim()));
}

function packedBody(): Problem {
  return new Problem('unsupported-media-type', 'Bodies come as they are, not packed', {
    headers: { 'accept-encoding': 'identity', connection: 'close' },
  });
}
