import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Record<string, unknown>;

export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

/** One input of an operation: a parameter, or a member of its body. */
export interface Input {
  readonly operation: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'body';
  readonly required: boolean;
  readonly schema: Schema;
}

/** One operation, with references followed and `allOf` joined. */
export interface ReadOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly inputs: readonly Input[];
  /** Schemas of answers in JSON, by status. */
  readonly answers: Readonly<Record<string, Schema>>;
}

interface RawOperation {
  readonly operationId: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Json }> };
  readonly responses: Record<string, Json>;
}

/** Reads a committed document. Names of schemas and places where texts stand once do not matter then. */
export function readDocument(file: 'openapi.json' | 'openapi.full.json'): ReadOperation[] {
  const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs', file), 'utf8')) as Json & {
    readonly paths: Record<string, Record<string, RawOperation>>;
  };
  const follow = (value: Json): Json => {
    const { $ref: ref } = value as { readonly $ref?: string };
    if (ref === undefined) return value;
    let found: unknown = document;
    for (const part of ref.split('/').slice(1)) found = (found as Json)[part];
    return follow(found as Json);
  };
  /** The schema without references; of objects without descriptions, which are for people. */
  const flat = (given: Json): Json => {
    const { allOf, description: _, ...own } = follow(given) as Json & { readonly allOf?: Json[] };
    const parts = [...(allOf ?? []).map(flat), Object.fromEntries(Object.entries(own).map(flatMember))];
    return sorted(parts.reduce(joined, {}));
  };
  const flatMember = ([name, value]: [string, unknown]): [string, unknown] => {
    if (name === 'properties')
      return [
        name,
        sorted(
          Object.fromEntries(Object.entries(value as Json).map(([key, each]) => [key, flat(each as Json)])),
        ),
      ];
    if (name === 'items') return [name, flat(value as Json)];
    if (name === 'oneOf' || name === 'anyOf') return [name, (value as Json[]).map(flat)];
    if (name === 'required') return [name, [...(value as string[])].sort()];
    return [name, value];
  };
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): ReadOperation => {
      const { operationId: id, parameters = [], requestBody, responses } = operation;
      const body =
        requestBody === undefined ? {} : flat(requestBody.content['application/json']?.schema ?? {});
      const { properties = {}, required = [] } = body as Schema;
      return {
        id,
        method: method.toUpperCase(),
        path,
        inputs: [
          ...parameters.map((each): Input => {
            const { name, in: place, required: must = false, schema } = follow(each) as unknown as Input;
            return { operation: id, name, in: place, required: must, schema: flat(schema as Json) };
          }),
          ...Object.entries(properties).map(([name, schema]): Input => ({
            operation: id,
            name,
            in: 'body',
            required: required.includes(name),
            schema,
          })),
        ],
        answers: Object.fromEntries(
          Object.entries(responses).flatMap(([status, response]): [string, Schema][] => {
            const { content } = follow(response) as {
              readonly content?: Record<string, { readonly schema: Json }>;
            };
            const schema = content?.['application/json']?.schema;
            return schema === undefined ? [] : [[status, flat(schema)]];
          }),
        ),
      };
    }),
  );
}

function sorted(object: Json): Json {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function joined(a: Json, b: Json): Json {
  const properties = sorted({
    ...(a['properties'] as Json | undefined),
    ...(b['properties'] as Json | undefined),
  });
  const required = [...((a['required'] ?? []) as string[]), ...((b['required'] ?? []) as string[])].sort();
  return {
    ...a,
    ...b,
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
    ...(required.length === 0 ? {} : { required }),
  };
}
