import { hssError } from '../gateway/errors.js';
import { badParameter, Refusal } from '../gateway/refusal.js';

/** Returns the body as a JSON object. @throws Refusal HSS.0002 when it is not one. */
export function readObject(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // The refusal below answers every unreadable body.
  }
  throw new Refusal(hssError('HSS.0002'));
}

/** Returns a list of at most `max` texts; empty when absent. @throws Refusal HSS.0001 for anything else. */
export function texts(value: unknown, max: number): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || value.length > max || value.some((entry) => typeof entry !== 'string')) {
    throw badParameter();
  }
  return value as string[];
}
