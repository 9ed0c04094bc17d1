import type { OpenAPIObject } from '@nestjs/swagger';

/** Largest number that `int32` holds. */
const MAX_INT32 = 2 ** 31 - 1;

interface Schema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
}

/**
 * Gives every integer of the document a format and bounds, so that generators choose a type that holds it. A count (an
 * integer from 0 on, without a declared maximum) is `int32`. An integer without bounds is one that the vendor gives, such
 * as a user id: `int64`, as far as JSON numbers are exact.
 */
export function boundIntegers(document: OpenAPIObject): void {
  visit(document.paths);
  visit(document.components);
}

function visit(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (isInteger(value)) bound(value);
  for (const child of Object.values(value)) visit(child);
}

function isInteger(value: object): value is Schema {
  const { type, enum: values } = value as Schema;
  return values === undefined && (type === 'integer' || (Array.isArray(type) && type.includes('integer')));
}

function bound(schema: Schema): void {
  schema.maximum ??= schema.minimum === undefined ? Number.MAX_SAFE_INTEGER : MAX_INT32;
  schema.minimum ??= -schema.maximum;
  schema.format ??= schema.maximum <= MAX_INT32 && schema.minimum >= -MAX_INT32 - 1 ? 'int32' : 'int64';
}
