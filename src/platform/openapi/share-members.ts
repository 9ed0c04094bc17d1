import type { OpenAPIObject } from '@nestjs/swagger';

interface ObjectSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

/**
 * Moves the members that several schemas have in common, word for word, into a schema of their own that each of them
 * extends: Nest writes inherited members out again in each class, which makes a fifth of the document.
 *
 * @param base name of the new schema.
 * @param extending which schemas to look at, by their name and members.
 */
export function shareMembers(
  document: OpenAPIObject,
  base: string,
  extending: (name: string, properties: Readonly<Record<string, unknown>>) => boolean,
): void {
  const schemas = (document.components?.schemas ?? {}) as Record<string, object>;
  const chosen = Object.entries(schemas as Record<string, ObjectSchema>).filter(
    ([name, { properties }]) => properties !== undefined && extending(name, properties),
  );
  const [[, first = {}] = []] = chosen;
  const isShared = ([name, member]: [string, unknown]): boolean =>
    chosen.every(
      ([, { properties = {}, required = [] }]) =>
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
  for (const [name, { description, properties = {}, required = [] }] of chosen) {
    const own = Object.entries(properties).filter(([member]) => !names.has(member));
    schemas[name] = {
      ...(description === undefined ? {} : { description }),
      allOf: [
        { $ref: `#/components/schemas/${base}` },
        objectOf(
          own,
          required.filter((member) => !names.has(member)),
        ),
      ],
    };
  }
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

function objectOf(members: readonly [string, unknown][], required: readonly string[]): object {
  return {
    type: 'object',
    properties: Object.fromEntries(members),
    ...(required.length === 0 ? {} : { required }),
  };
}
