import type { OpenAPIObject } from '@nestjs/swagger';

interface ObjectSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
  /** Schemas that it extends, and last its own members. */
  readonly allOf?: readonly ObjectSchema[];
}

/**
 * Moves the members that several schemas have in common, word for word, into a schema of their own that each of them
 * extends: Nest writes inherited members out again in each class, which makes a fifth of the document. Members that a schema
 * has from an earlier call are not its own any more.
 *
 * @param base name of the new schema.
 * @param extending which schemas to look at, by their name and own members.
 */
export function shareMembers(
  document: OpenAPIObject,
  base: string,
  extending: (name: string, properties: Readonly<Record<string, unknown>>) => boolean,
): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, ObjectSchema>;
  const chosen = Object.entries(schemas)
    .map(([name, schema]) => ({ name, schema, own: schema.allOf?.at(-1) ?? schema }))
    .filter(({ name, own }) => own.properties !== undefined && extending(name, own.properties));
  const first = chosen[0]?.own ?? {};
  const isShared = ([name, member]: [string, unknown]): boolean =>
    chosen.every(
      ({ own: { properties = {}, required = [] } }) =>
        JSON.stringify(properties[name]) === JSON.stringify(member) &&
        required.includes(name) === (first.required ?? []).includes(name),
    );
  const shared = Object.entries(first.properties ?? {}).filter(isShared);
  const names = new Set(shared.map(([name]) => name));
  if (chosen.length < 2 || names.size === 0) return;
  schemas[base] = objectOf(
    shared,
    (first.required ?? []).filter((name) => names.has(name)),
  );
  for (const { name, schema, own } of chosen) {
    const members = Object.entries(own.properties ?? {}).filter(([member]) => !names.has(member));
    const rest = (own.required ?? []).filter((member) => !names.has(member));
    schemas[name] = extended(schema, base, members.length === 0 ? [] : [objectOf(members, rest)]);
  }
}

/** Returns a schema that extends one more, with what is left of its own members. */
function extended(
  { description, allOf = [] }: ObjectSchema,
  base: string,
  own: readonly ObjectSchema[],
): ObjectSchema {
  const parts = [...allOf.slice(0, -1), { $ref: `#/components/schemas/${base}` }, ...own];
  const only = parts.length === 1 ? parts[0] : undefined;
  return { ...(description === undefined ? {} : { description }), ...(only ?? { allOf: parts }) };
}

/** Writes schemas that are equal word for word once: the others refer to the first of them. */
export function writeEqualSchemasOnce(document: OpenAPIObject): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, object>;
  const first = new Map<string, string>();
  for (const [name, schema] of Object.entries(schemas)) {
    const text = JSON.stringify(schema);
    const same = first.get(text);
    if (same === undefined) first.set(text, name);
    else schemas[name] = { $ref: `#/components/schemas/${same}` };
  }
}

/** Puts what `replace` gives for it in the place of every object below. */
export function replaceEach(
  value: unknown,
  replace: (object: Record<string, unknown>) => Record<string, unknown>,
): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    if (typeof child !== 'object' || child === null) continue;
    const next: unknown = Array.isArray(child) ? child : replace(child as Record<string, unknown>);
    if (next !== child) (value as Record<string, unknown>)[name] = next;
    replaceEach(next, replace);
  }
}

function objectOf(members: readonly [string, unknown][], required: readonly string[]): ObjectSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(members),
    ...(required.length === 0 ? {} : { required }),
  };
}
