import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDocument, type Input, type ReadOperation, type Schema } from '../support/both-documents.js';
import { LENIENT_OPERATIONS } from '../support/request-contract.js';
import { startStack, type Stack } from '../support/stack.js';

const DOCUMENTS = {
  full: readDocument('openapi.full.json'),
  generators: readDocument('openapi.json'),
} as const;

/** What only the full document has: other formats, members that a caller picks, and what any request may carry. */
const ONLY_FULL = new Set([
  ...['format', 'fields', 'bom', 'Last-Event-ID', 'If-None-Match'],
  ...['X-Request-Id', 'traceparent', 'Priority', 'Cache-Control'],
]);
/** A word that no function of JavaScript may have as a parameter; bodies have it. */
const NO_PARAMETER = 'arguments';

/** Nobody documents this one. */
const UNKNOWN = 'no_such_name';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 3 } });
});
afterAll(() => stack.close());

interface Refusal {
  readonly status: number;
  readonly errors: readonly {
    readonly parameter?: string;
    readonly pointer?: string;
    readonly detail: string;
  }[];
}

/** Values of inputs that follow from no schema. */
const VALUES: Readonly<Record<string, unknown>> = {
  project: 'demo',
  enterprise_project_id: '0',
  host_id: '00000000-0000-4000-8000-000000000000',
  host_ids: ['00000000-0000-4000-8000-000000000000'],
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  cursor: 'a-cursor',
  path: '/v1/ports',
  columns: ['port'],
  filter: { port: 22 },
};

/** What an operation needs besides one input. */
function besides({ id }: ReadOperation, { name }: Input): Readonly<Record<string, unknown>> {
  if (id !== 'createExport') return {};
  // Columns and filters are those of a type. These options belong to files of our own queries, which hosts ask for.
  if (name === 'columns' || name === 'filter') return { asset_type: 'port' };
  return ['format', 'partial', 'max_age'].includes(name) ? { host_ids: VALUES['host_ids'] } : {};
}

/** Returns the values of an input that its schema names: each word of an enum, or one example of any other schema. */
function valuesOf({ name, schema }: Pick<Input, 'name' | 'schema'>): unknown[] {
  return name in VALUES ? [VALUES[name]] : examplesOf(schema);
}

function textOf({ format, pattern }: Schema): string {
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  return pattern === undefined ? 'text' : '22';
}

/** Returns a list with a name that the operation knows: the refusal of a wrong one lists them. */
async function knownName(operation: ReadOperation, input: Input): Promise<string[]> {
  const faults = await faultsBeside(operation, input, [UNKNOWN]);
  const [, first = ''] = /must name one or more of (\w+)/.exec(faults.join(' ')) ?? [];
  return [first];
}

function examplesOf(schema: Schema): unknown[] {
  if (schema.enum !== undefined) return [...schema.enum];
  const [first] = schema.oneOf ?? schema.anyOf ?? [];
  if (first !== undefined) return examplesOf(first);
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'integer':
      return [schema.minimum ?? 1];
    case 'boolean':
      return [true, false];
    case 'array':
      return examplesOf(schema.items ?? {}).map((each) => [each]);
    case 'object':
      return Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
        examplesOf(each).map((value) => ({ [name]: value })),
      );
    default:
      return [textOf(schema)];
  }
}

async function refusal(
  { method, path }: ReadOperation,
  given: Readonly<Record<'path' | 'query' | 'header' | 'body', Record<string, unknown>>>,
): Promise<Refusal> {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(given.path[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given.query))
    for (const each of [value].flat()) search.append(name, String(each));
  const sends = method === 'POST';
  const response = await fetch(`${stack.url}${filled}?${search.toString()}`, {
    method,
    headers: {
      'x-api-key': 'a-key-for-tests-only',
      ...(sends ? { 'content-type': 'application/json' } : {}),
      ...(given.header as Record<string, string>),
    },
    ...(sends ? { body: JSON.stringify(given.body) } : {}),
  });
  const text = await response.text();
  const { errors = [] } = (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<Refusal>;
  return { status: response.status, errors };
}

function takesBody({ inputs }: ReadOperation): boolean {
  return inputs.some((input) => input.in === 'body');
}

function requiredOf(operation: ReadOperation, place: Input['in']): Record<string, unknown> {
  return Object.fromEntries(
    operation.inputs
      .filter((input) => input.in === place && input.required)
      .map((input) => [input.name, valuesOf(input)[0]]),
  );
}

/** Asks with one input, and with a name that nobody knows: then nothing is read, and all faults are named. */
async function faultsBeside(
  operation: ReadOperation,
  input: Input | undefined,
  value?: unknown,
): Promise<string[]> {
  const given = {
    path: requiredOf(operation, 'path'),
    query: requiredOf(operation, 'query'),
    header: {} as Record<string, unknown>,
    body: requiredOf(operation, 'body'),
  };
  if (input !== undefined) {
    Object.assign(given[input.in], besides(operation, input), { [input.name]: value });
  }
  given[takesBody(operation) ? 'body' : 'query'][UNKNOWN] = 1;
  const { status, errors } = await refusal(operation, given);
  const faults = errors.map(({ parameter, pointer, detail }) => `${parameter ?? pointer}: ${detail}`);
  return [`status ${status}`, ...faults];
}

describe('every operation of the document', () => {
  const operations = DOCUMENTS.full.filter(({ id }) => !LENIENT_OPERATIONS.has(id));

  it('takes each input that is documented, and names one that is not', async () => {
    const wrong: string[] = [];
    for (const operation of operations) {
      const place = takesBody(operation)
        ? `/${UNKNOWN}: is not a known member`
        : `${UNKNOWN}: is not a known parameter`;
      const expected = JSON.stringify(['status 400', place]);
      const tried: [Input | undefined, unknown][] = [[undefined, undefined]];
      for (const input of operation.inputs) {
        const named = input.name === 'sort' || input.name === 'fields';
        const values = named ? [await knownName(operation, input)] : valuesOf(input);
        if (input.in !== 'header') for (const value of values) tried.push([input, value]);
      }
      for (const [input, value] of tried) {
        const faults = JSON.stringify(await faultsBeside(operation, input, value));
        if (faults.replace(/: this call takes a body only/, '') !== expected)
          wrong.push(
            `${operation.id} ${input?.in ?? ''} ${input?.name ?? ''}=${JSON.stringify(value)}: ${faults}`,
          );
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('names a parameter beside a body, which has none', async () => {
    for (const operation of operations.filter(takesBody)) {
      const given = { path: requiredOf(operation, 'path'), header: {}, body: requiredOf(operation, 'body') };
      const { status, errors } = await refusal(operation, { ...given, query: { [UNKNOWN]: 1 } });
      expect({ id: operation.id, status, errors }).toMatchObject({
        status: 400,
        errors: [{ parameter: UNKNOWN }],
      });
    }
  });
});

describe('the same name', () => {
  /** Names that mean different things in different places, with the reason. */
  const DIFFERENT: Readonly<Record<string, string>> = {
    'path type': 'only some types can be collected on request',
    'body format': 'files of our own exports and answers to queries come in different formats',
    'query format': 'files of exports and answers to queries come in different formats',
    'body hosts': 'a URL has no objects',
  };

  it('has one schema wherever it stands', () => {
    const schemas = new Map<string, Map<string, string[]>>();
    for (const { inputs } of DOCUMENTS.full)
      for (const { name, in: place, schema, operation } of inputs) {
        // Query strings and bodies share their names; those in a path are another kind.
        const key = place === 'path' || place === 'header' ? `${place} ${name}` : name;
        const text = JSON.stringify(schema);
        const all = schemas.get(key) ?? new Map<string, string[]>();
        all.set(text, [...(all.get(text) ?? []), `${place} ${operation}`]);
        schemas.set(key, all);
      }
    const different = [...schemas].filter(([, all]) => all.size > 1);
    const unexplained = different.filter(
      ([key]) => !Object.keys(DIFFERENT).some((known) => known === key || known.endsWith(` ${key}`)),
    );
    expect(
      unexplained.map(([key, all]) => [key, ...[...all].map(([text, [first]]) => `${first}: ${text}`)]),
    ).toEqual([]);
  });
});

describe('the two documents', () => {
  const lean = new Map(DOCUMENTS.generators.map((operation) => [operation.id, operation]));

  it('have the same operations, at the same addresses', () => {
    const outline = (operations: readonly ReadOperation[]) =>
      operations.map(({ id, method, path }) => `${id} ${method} ${path}`);
    expect(outline(DOCUMENTS.generators)).toEqual(outline(DOCUMENTS.full));
  });

  it('have the same inputs, but for those that ask for another format or another part of a row', () => {
    for (const { id, inputs, answers } of DOCUMENTS.full) {
      const later = isLater(answers) ? ['Prefer', 'Idempotency-Key'] : [];
      // The format of a file is no format of the answer.
      const isKept = ({ name, in: place }: Input): boolean =>
        !later.includes(name) &&
        (!ONLY_FULL.has(name) || (id === 'createExport' && place === 'body')) &&
        (name !== NO_PARAMETER || place === 'body');
      const expected = inputs.filter(isKept).map(withoutDefault);
      expect({ id, inputs: lean.get(id)?.inputs.map(withoutDefault) }).toEqual({ id, inputs: expected });
    }
  });

  it('have the same answers in JSON, with whole rows', () => {
    // A file of an export is bytes there: generators cannot choose between formats.
    for (const { id, answers } of DOCUMENTS.full.filter((operation) => operation.id !== 'getExportFile'))
      for (const [status, schema] of Object.entries(answers)) {
        if (status === '202' && isLater(answers)) continue;
        const other = lean.get(id)?.answers[status];
        expect({ id, status, schema: other }).toEqual({ id, status, schema: wholeRows(schema) });
      }
  });
});

/** Whether an operation answers now or later. In the document for generators it answers now. */
function isLater(answers: ReadOperation['answers']): boolean {
  return '200' in answers && '202' in answers;
}

/** Bodies of the document for generators have no defaults. */
function withoutDefault(input: Input): Input {
  if (input.in !== 'body') return input;
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, each]) => (name === 'default' ? [] : [[name, strip(each)]])),
    );
  };
  return { ...input, schema: strip(input.schema) as Schema };
}

/** Where a row or its chosen members may stand, only the row. */
function wholeRows(schema: Schema): Schema {
  const whole = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(whole);
    if (typeof value !== 'object' || value === null) return value;
    const { anyOf } = value as Schema;
    const [row, picked] = anyOf ?? [];
    if (row?.required !== undefined && picked?.properties !== undefined && picked.required === undefined)
      return whole(row);
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, whole(each)]));
  };
  return whole(schema) as Schema;
}
