import { Fault } from '../../kernel/fault.js';
import type { WireRequest } from './wire.js';

/** Origin form: a slash, then what needs no quoting (RFC 9112 section 3.2.1). */
const PATH = /^\/[\x21-\x7e]*$/;
/** Printable ASCII and tabs; more is allowed by RFC 9110 section 5.5, but nothing of ours needs it. */
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Lets a request pass that is one request, to its own origin. Everything else is kept from the connection pools: they
 * would send some of it elsewhere, and what they refuse themselves costs them a connection for good (undici 7.30.2).
 *
 * @throws Fault kind `rejected`.
 */
export function assertSendable({ path, headers }: WireRequest): void {
  if (!PATH.test(path)) throw new Fault('rejected', 'the path of the request cannot be sent as it is');
  for (const name in headers) {
    if (!FIELD_VALUE.test(headers[name] as string))
      throw new Fault('rejected', `the header ${name} cannot be sent as it is`);
  }
}
