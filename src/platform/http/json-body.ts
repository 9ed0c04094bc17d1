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
  if (bytes.length === 0) throw invalidRequest([{ pointer: '', detail: 'the body is empty' }]);
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

/** Makes `application/json` the only body type, parsed by the rules above. */
export function acceptJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as Buffer));
    } catch (error) {
      done(error as Problem);
    }
  });
}
