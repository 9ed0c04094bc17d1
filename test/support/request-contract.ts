import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readDocument, type Input, type Schema } from './both-documents.js';

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Undefined when it was not kept whole. */
  readonly body: string | undefined;
}

/** Where the operation of a request stands in the document. */
export interface RequestPlace {
  readonly operationId: string;
  /** Its path as the document writes it. */
  readonly pattern: string;
}

/** A credential that the answer of `createTicket` describes. It opens event streams, and the gate refuses it elsewhere. */
const TICKET = 'ticket';

interface Rule {
  readonly required: boolean;
  readonly schema: Schema;
  readonly validate: ValidateFunction;
}

type Rules = Readonly<Record<Input['in'], ReadonlyMap<string, Rule>>>;
type Values = ReadonlyMap<string, unknown>;

/** Probes of schedulers and links of browsers may carry anything: these answer all the same. */
export const LENIENT_OPERATIONS: ReadonlySet<string> = new Set([
  'getLiveness',
  'getReadiness',
  'getStartup',
  'getProblem',
  'listProblems',
  'getMetrics',
]);

/** The vendor's spelling of a word, which callers may use too. */
const SPELLINGS: Readonly<Record<string, string>> = { unknow: 'unknown' };

/**
 * The full document as a judge of requests that were answered well: each must be one that the document describes. So
 * everything else is seen to be refused.
 */
export class RequestContract {
  private readonly rules: ReadonlyMap<string, Rules>;

  constructor() {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
    this.rules = new Map(
      readDocument('openapi.full.json').map(({ id, inputs }) => {
        const within = (place: Input['in']): ReadonlyMap<string, Rule> =>
          new Map(
            inputs.filter((each) => each.in === place).map((each) => [nameOf(each), ruleOf(ajv, each)]),
          );
        const rules: Rules = {
          path: within('path'),
          query: within('query'),
          header: within('header'),
          body: within('body'),
        };
        return [id, rules];
      }),
    );
  }

  /** Returns how a request differs from the document; nothing when it does not. */
  faults({ method, path, headers, body }: SeenRequest, { operationId, pattern }: RequestPlace): string[] {
    const rules = this.rules.get(operationId);
    if (rules === undefined || LENIENT_OPERATIONS.has(operationId)) return [];
    const [pathname = '', search = ''] = path.split('?');
    return [
      ...faultsIn('path', rules.path, readTexts(rules.path, pathTexts(pattern, pathname))),
      ...faultsIn('query', rules.query, readTexts(rules.query, queryTexts(search))),
      ...faultsIn('header', rules.header, readTexts(rules.header, headerTexts(headers, rules.header))),
      ...(method === 'POST' && body !== undefined ? bodyFaults(rules.body, body) : []),
    ];
  }
}

function nameOf({ name, in: place }: Input): string {
  return place === 'header' ? name.toLowerCase() : name;
}

function ruleOf(ajv: Ajv2020, { required, schema }: Input): Rule {
  return { required, schema, validate: ajv.compile(closed(schema)) };
}

/** The schema, which also refuses members that it does not name. */
function closed(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
      ? { ...value, additionalProperties: false }
      : value,
  ) as Schema;
}

function bodyFaults(rules: Rules['body'], text: string): string[] {
  const body: unknown = text === '' ? {} : JSON.parse(text);
  if (typeof body !== 'object' || body === null) return ['body: no object'];
  const read = Object.entries(body).map(
    ([name, value]) => [name, asMeant(value, rules.get(name)?.schema)] as const,
  );
  return faultsIn('body', rules, new Map(read));
}

function faultsIn(where: Input['in'], rules: ReadonlyMap<string, Rule>, values: Values): string[] {
  const missing = [...rules].flatMap(([name, { required }]) =>
    required && !values.has(name) ? [`${where} ${name}: missing`] : [],
  );
  const wrong = [...values].flatMap(([name, value]) => {
    const rule = rules.get(name);
    if (rule === undefined) return [`${where} ${name}: not documented`];
    if (rule.validate(value)) return [];
    const faults = (rule.validate.errors ?? []).map(
      ({ instancePath, message = '', params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
    return [...new Set(faults)].map((fault) => `${where} ${name}: ${fault}`);
  });
  return [...missing, ...wrong];
}

/** The values that texts stand for. A name that stands several times is a list. */
function readTexts(rules: ReadonlyMap<string, Rule>, texts: ReadonlyMap<string, string[]>): Values {
  return new Map([...texts].map(([name, each]) => [name, readText(rules.get(name)?.schema, each)]));
}

function readText(schema: Schema | undefined, texts: string[]): unknown {
  const [text = ''] = texts;
  if (schema?.type === 'array')
    return asMeant(
      texts.flatMap((each) => each.split(',')),
      schema,
    );
  if (texts.length > 1) return texts;
  if (schema?.type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (schema?.type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  return asMeant(text, schema);
}

/**
 * The value in the words of the document. The service takes more than these on purpose, as people write it: one value for a
 * list, a number for a text, words in any case, `all` for a selection.
 */
function asMeant(value: unknown, schema: Schema | undefined): unknown {
  if (schema?.type === 'array') {
    const list = typeof value === 'string' ? value.split(',') : [value].flat();
    return list.map((each) => asMeant(typeof each === 'string' ? each.trim() : each, schema.items));
  }
  if (schema?.type === 'string')
    return wordAsMeant(typeof value === 'number' ? String(value) : value, schema);
  return schema?.properties === undefined ? value : objectAsMeant(value, schema.properties);
}

function wordAsMeant(value: unknown, schema: Schema): unknown {
  if (typeof value !== 'string') return value;
  const word = SPELLINGS[value.toLowerCase()] ?? value.toLowerCase();
  return schema.enum?.find((each) => String(each).toLowerCase() === word) ?? value;
}

function objectAsMeant(value: unknown, properties: NonNullable<Schema['properties']>): unknown {
  if (value === 'all' && 'all' in properties) return { all: true };
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, asMeant(each, properties[name])]),
  );
}

function pathTexts(pattern: string, pathname: string): ReadonlyMap<string, string[]> {
  const parts = pathname.split('/');
  return new Map(
    pattern.split('/').flatMap((part, at): [string, string[]][] => {
      const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
      return name === undefined ? [] : [[name, [decodeURIComponent(parts[at] ?? '')]]];
    }),
  );
}

function queryTexts(search: string): ReadonlyMap<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(search)) {
    if (name === TICKET) continue;
    const before = texts.get(name);
    if (before === undefined) texts.set(name, [value]);
    else before.push(value);
  }
  return texts;
}

/** Only headers that are documented: a request carries many others. */
function headerTexts(
  headers: SeenRequest['headers'],
  rules: ReadonlyMap<string, Rule>,
): ReadonlyMap<string, string[]> {
  return new Map(
    [...rules.keys()].flatMap((name): [string, string[]][] => {
      const value = headers[name];
      return value === undefined ? [] : [[name, [value].flat()]];
    }),
  );
}
