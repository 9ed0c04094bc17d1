import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

type Json = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly security: Record<string, string[]>[];
  readonly responses: Record<
    string,
    { readonly $ref?: string; readonly content?: Record<string, { schema: Json }> }
  >;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Json>; readonly responses: Record<string, object> };
}

/** What an answer breaks of the document, in words; empty when it keeps it. */
export interface ContractCheck {
  readonly operationId: string;
  readonly faults: string[];
}

/** The committed OpenAPI document as a judge of answers. Members that it does not name count as faults. */
export class Contract {
  readonly document: Document;
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();

  constructor(text = readFileSync(join(process.cwd(), 'docs/openapi.json'), 'utf8')) {
    this.document = JSON.parse(text) as Document;
    const strict = structuredClone(this.document);
    for (const schema of Object.values(strict.components.schemas)) closeObjects(schema);
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema(strict, 'document');
  }

  /** The operation a request goes to, and its path as the document writes it. */
  operation(
    method: string,
    path: string,
  ): { readonly pattern: string; readonly operation: Operation } | undefined {
    const bare = path.split('?', 1)[0] ?? '';
    const fits = (pattern: string): boolean =>
      new RegExp(`^${pattern.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+')}$`).test(bare);
    const [pattern] = Object.keys(this.document.paths)
      .filter((each) => fits(each) && this.document.paths[each]?.[method.toLowerCase()] !== undefined)
      .sort((a, b) => a.split('{').length - b.split('{').length);
    const operation =
      pattern === undefined ? undefined : this.document.paths[pattern]?.[method.toLowerCase()];
    return pattern === undefined || operation === undefined ? undefined : { pattern, operation };
  }

  /** Holds an answer against the document: status, media type, body; of a stream every line, and that the summary is last. */
  async check(method: string, path: string, response: Response): Promise<ContractCheck> {
    const found = this.operation(method, path);
    if (found === undefined) return { operationId: '', faults: [`${method} ${path} is not documented`] };
    const { operation, pattern } = found;
    const verdict = (...faults: string[]): ContractCheck => ({ operationId: operation.operationId, faults });
    const documented = operation.responses[String(response.status)];
    if (documented === undefined) return verdict(`status ${response.status} is not documented`);
    const name = documented.$ref?.split('/').at(-1);
    const content = name === undefined ? documented.content : this.shared(name).content;
    const place =
      name === undefined
        ? `/paths/${escape(pattern)}/${method.toLowerCase()}/responses/${response.status}`
        : `/components/responses/${name}`;
    const text = await response.text();
    if (content === undefined) return verdict(...(text === '' ? [] : ['a body where none is documented']));
    const type = (response.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
    if (content[type] === undefined) return verdict(`media type ${type} is not documented`);
    const validate = this.validator(`document#${place}/content/${escape(type)}/schema`);
    const faultsOf = (value: unknown): string[] =>
      validate(value)
        ? []
        : [
            ...new Set(
              (validate.errors ?? []).map(
                (each) => `${each.instancePath} ${each.message ?? ''} ${JSON.stringify(each.params)}`,
              ),
            ),
          ];
    if (type === 'application/json' || type === 'application/problem+json')
      return verdict(...faultsOf(JSON.parse(text)));
    if (type !== 'application/x-ndjson') return verdict();
    const lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { type: string });
    const last = lines.at(-1)?.type === 'summary' ? [] : ['the last line is no summary'];
    return verdict(...new Set(lines.flatMap(faultsOf)), ...last);
  }

  private shared(name: string): { readonly content?: Record<string, { schema: Json }> } {
    return this.document.components.responses[name] ?? {};
  }

  private validator(reference: string): ValidateFunction {
    let validate = this.compiled.get(reference);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: reference });
      this.compiled.set(reference, validate);
    }
    return validate;
  }
}

/** A JSON pointer part as a URI fragment. */
function escape(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Refuses members that a schema does not name, unless it says itself what others may be. */
function closeObjects(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  if (Array.isArray(schema)) {
    schema.forEach(closeObjects);
    return;
  }
  const node = schema as Json;
  if ('properties' in node && !('additionalProperties' in node)) node['additionalProperties'] = false;
  Object.values(node).forEach(closeObjects);
}
