import { Fault } from '../../kernel/fault.js';
import type { WireRequest } from './wire.js';

/** Origin form: a slash, then what needs no quoting (RFC 9112 section 3.2.1). */
const PATH = /^\/[\x21-\x7e]*$/;
/** Printable ASCII and tabs; more is allowed by RFC 9110 section 5.5, but nothing of ours needs it. */
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;

/** Lists of headers that cannot change: all pages of a list have the same ones. */
const lists = new WeakMap<WireRequest['headers'], string[]>();

/**
 * Lets a request pass that is one request, to its own origin. Everything else is kept from the connection pools: they
 * would send some of it elsewhere, and what they refuse themselves costs them a connection for good (undici 7.30.2).
 *
 * @returns the headers as a list of names and values in turn. Nobody may change it.
 * @throws Fault kind `rejected`.
 */
export function assertSendable({ path, headers }: WireRequest): string[] {
  if (!PATH.test(path)) throw new Fault('rejected', 'the path of the request cannot be sent as it is');
  return lists.get(headers) ?? listOf(headers);
}

function listOf(headers: WireRequest['headers']): string[] {
  const list: string[] = [];
  for (const name in headers) {
    const value = headers[name] as string;
    if (!FIELD_VALUE.test(value)) throw new Fault('rejected', `the header ${name} cannot be sent as it is`);
    list.push(name, value);
  }
  if (Object.isFrozen(headers)) lists.set(headers, list);
  return list;
}
