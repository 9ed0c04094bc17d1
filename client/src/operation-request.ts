import { JSON_TYPE, type CallOptions, type Request } from './connection.js';
import type { OperationId } from './operation-types.js';
import { OPERATIONS } from './operations.js';

/** Most hosts that one request may name. Source: `maxItems` of `host_ids` in the OpenAPI document. */
const MAX_HOST_IDS = 100_000;

/** What an operation takes, whatever it is. */
export type AnyInput = Readonly<Record<string, unknown>>;

/** Options of calls that create something. */
export interface CreateOptions extends CallOptions {
  /**
   * Sent as `Idempotency-Key`: the same key never makes two. By default each call makes one of its own and keeps it for its
   * tries; give one to be safe over restarts of your program too.
   */
  readonly idempotencyKey?: string | undefined;
}

/** The request of an operation: parameters of the path go there, the rest into the query of a GET or the body of a POST. */
export function requestOf(
  id: OperationId,
  input: AnyInput,
  { signal, headers, idempotencyKey }: CreateOptions,
): Request {
  const [method, template, kind]: readonly [string, string, string?] = OPERATIONS[id];
  const rest: Record<string, unknown> = { ...input };
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = segment(name, rest[name]);
    delete rest[name];
    return value;
  });
  const key: Record<string, string> =
    kind === 'creates' ? { 'idempotency-key': idempotencyKey ?? newKey() } : {};
  return {
    operation: id,
    method,
    path,
    accept: kind === 'text' ? '*/*' : JSON_TYPE,
    repeatable: method !== 'POST' || kind !== undefined,
    headers: { ...key, ...headers },
    signal,
    ...inputOf(method, rest),
  };
}

function inputOf(method: string, rest: AnyInput): Pick<Request, 'query' | 'body'> {
  if (method !== 'POST') return { query: rest };
  return Object.keys(rest).length === 0 ? {} : { body: rest };
}

/** A value as one segment of a path. @throws TypeError for a value that no path can hold. */
function segment(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && !/^\.{0,2}$/.test(text)) return encodeURIComponent(text);
  throw new TypeError(`${name} must be a text or a number that a path can hold`);
}

/** 128 random bits. Unlike `crypto.randomUUID` this works on pages without TLS too. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

/**
 * The same question in parts of which each names no more hosts than one request may.
 *
 * @throws RangeError for a question of several parts with `sort`: each part would be sorted by itself.
 */
export function splitByHosts(id: OperationId, input: AnyInput): readonly AnyInput[] {
  const { host_ids: hosts, sort } = input;
  if (OPERATIONS[id][0] !== 'POST' || !Array.isArray(hosts) || hosts.length <= MAX_HOST_IDS) return [input];
  const unique = [...new Set<unknown>(hosts)];
  const count = Math.ceil(unique.length / MAX_HOST_IDS);
  if (count > 1 && sort !== undefined)
    throw new RangeError(`sort works for up to ${MAX_HOST_IDS} host_ids; sort the rows yourself`);
  return Array.from({ length: count }, (_, at) => ({
    ...input,
    host_ids: unique.slice(at * MAX_HOST_IDS, (at + 1) * MAX_HOST_IDS),
  }));
}
