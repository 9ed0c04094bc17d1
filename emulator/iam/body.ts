import { iamError, keystoneError } from '../gateway/errors.js';
import { Refusal } from '../gateway/refusal.js';

/** Returns the value if it is an object, else undefined. */
export function object(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Returns the member as an object. @throws Refusal IAM.1103 with the member's name. */
export function member(parent: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = object(parent[name]);
  if (value === undefined) throw missing(name);
  return value;
}

/** Returns the member as a text. @throws Refusal IAM.1103 when it is absent, empty or no text. */
export function text(parent: Record<string, unknown>, name: string): string {
  const value = parent[name];
  if (typeof value !== 'string' || value === '') throw missing(name);
  return value;
}

/** Returns IAM.1103, which names the member that the body lacks. */
export function missing(name: string): Refusal {
  return new Refusal(iamError(400, 'IAM.1103', `The ${name} is required in the request body.`));
}

/** Returns the body as a JSON object. @throws Refusal 400 when it is not one. */
export function readBody(body: Buffer): Record<string, unknown> {
  try {
    const parsed = object(JSON.parse(body.toString('utf8')));
    if (parsed !== undefined) return parsed;
  } catch {
    // The refusal below answers every unreadable body.
  }
  throw new Refusal(keystoneError(400, 'The request body is invalid', 'Bad Request'));
}
