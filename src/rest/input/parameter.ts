import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';

/** How the text of a query parameter becomes the value of its member. */
export type Coercion = 'text' | 'integer' | 'boolean' | 'list';

/** Coercions of the members that each class declares itself, by the prototype of the class. */
const declared = new WeakMap<object, Map<string, Coercion>>();

/**
 * Declares a member of an input in one place: how its text is read, its schema in the OpenAPI document, and its rules.
 *
 * @param coercion applies to query strings only; the members of a body come as JSON.
 * @param schema `required: true` makes the member mandatory.
 */
export function parameter(
  coercion: Coercion,
  schema: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const optional = schema.required !== true;
  return (prototype, member) => {
    let coercions = declared.get(prototype);
    if (coercions === undefined) declared.set(prototype, (coercions = new Map<string, Coercion>()));
    coercions.set(String(member), coercion);
    ApiProperty({ ...schema, required: !optional } as ApiPropertyOptions)(prototype, member);
    // Last to first, as the compiler applies decorators: the faults of a member are named in the order of its rules.
    for (const rule of rules.toReversed()) rule(prototype, member);
    if (optional) IsOptional()(prototype, member);
  };
}

/** Declares an integer between two bounds, both included. */
export const integerParameter = (
  minimum: number,
  maximum: number,
  schema: ApiPropertyOptions = {},
): PropertyDecorator =>
  parameter('integer', { minimum, maximum, type: 'integer', ...schema }, IsInt(), Min(minimum), Max(maximum));

/** Returns how each member of an input class is read from a query string, inherited members included. */
export function coercionsOf(type: Type): ReadonlyMap<string, Coercion> {
  const all = new Map<string, Coercion>();
  let prototype = type.prototype as object | null;
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype) as object | null)
    for (const [member, coercion] of declared.get(prototype) ?? [])
      if (!all.has(member)) all.set(member, coercion);
  return all;
}
