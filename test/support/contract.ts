import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { RequestContract, type SeenRequest } from './request-contract.js';

type Json = Record<string, unknown>;

interface Operation {
  readonly operationId: string;
  readonly security?: Record<string, string[]>[];
  readonly parameters?: readonly { readonly $ref?: string }[];
  readonly responses: Record<string, Documented>;
}

/** An answer of an operation, or a reference to one that operations share. */
interface Documented {
  readonly $ref?: string;
  readonly content?: Content;
}

type Content = Record<string, { readonly schema: Json }>;

interface Place {
  readonly content: Content | undefined;
  /** JSON pointer of the answer in the document. */
  readonly place: string;
}

interface Document {
  /** Of operations that say nothing of their own. */
  readonly security?: Record<string, string[]>[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Json>; readonly responses: Record<string, object> };
}

/** How an answer differs from the document, as texts; empty when it does not. */
export interface ContractCheck {
  readonly operationId: string;
  readonly faults: string[];
}

/** An answer as it went over the wire. */
export interface Answer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** `Content-Type`, empty when there is none. */
  readonly type: string;
  /** Undefined when it was not kept. */
  readonly body?: string | undefined;
  /** Whether the body is only its beginning. */
  readonly cut?: boolean;
}

const PROBLEM = 'application/problem+json';

/** The committed OpenAPI document as a judge of requests and answers. Members that it does not name count as faults. */
export class Contract {
  readonly document: Document;
  private readonly requests = new RequestContract();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  /** Paths of the document; those with fewer variables come first, because they are more exact. */
  private readonly routes: readonly { readonly pattern: string; readonly parts: readonly string[] }[];

  constructor() {
    const text = readFileSync(join(import.meta.dirname, '../../docs/openapi.full.json'), 'utf8');
    this.document = JSON.parse(text) as Document;
    this.routes = Object.keys(this.document.paths)
      .map((pattern) => ({ pattern, parts: partsOf(pattern) }))
      .sort((a, b) => a.pattern.split('{').length - b.pattern.split('{').length);
    const strict = structuredClone(this.document);
    for (const schema of Object.values(strict.components.schemas)) closeObjects(schema);
    const whole = structuredClone(strict);
    for (const schema of Object.values(whole.components.schemas)) demandWholeRows(schema);
    (addFormats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    this.ajv.addSchema(strict, 'document');
    this.ajv.addSchema(whole, 'whole');
  }

  /**
   * Returns the operation that a request goes to, and its path as the document writes it. Paths are compared as leniently
   * as the router does.
   */
  operation(
    method: string,
    path: string,
  ): { readonly pattern: string; readonly operation: Operation } | undefined {
    const parts = partsOf(path.split('?', 1)[0] ?? '');
    const name = nameOf(method);
    const found = this.routes.find(
      ({ pattern, parts: wanted }) =>
        wanted.length === parts.length &&
        wanted.every((each, at) => (each.startsWith('{') ? parts[at] !== '' : each === parts[at])) &&
        this.document.paths[pattern]?.[name] !== undefined,
    );
    const operation = found === undefined ? undefined : this.document.paths[found.pattern]?.[name];
    return found === undefined || operation === undefined ? undefined : { pattern: found.pattern, operation };
  }

  /** Compares an answer with the document: status, media type, body. In a stream, every line is compared. */
  async check(method: string, path: string, response: Response): Promise<ContractCheck> {
    const type = response.headers.get('content-type') ?? '';
    return this.judge({ method, path, status: response.status, type, body: await response.text() });
  }

  /** Compares an answer that was kept. What was not kept of its body is not compared. */
  judge(answer: Answer): ContractCheck {
    const { method, path, status } = answer;
    const found = this.operation(method, path);
    if (found === undefined) return { operationId: '', faults: [`${method} ${path} is not documented`] };
    const { operation, pattern } = found;
    const documented = operation.responses[String(status)];
    const place = `/paths/${escape(pattern)}/${nameOf(method)}/responses/${status}`;
    const faults =
      documented === undefined
        ? [`status ${status} is not documented`]
        : this.contentFaults(answer, this.sharedOr(documented, place));
    return { operationId: operation.operationId, faults };
  }

  private contentFaults({ method, path, type: header, body, cut }: Answer, at: Place): string[] {
    if (at.content === undefined) return (body ?? '') === '' ? [] : ['a body where none is documented'];
    const type = header.split(';', 1)[0] ?? '';
    const media = at.content[type];
    if (media === undefined) return [`media type ${type} is not documented`];
    if (body === undefined || method === 'HEAD') return [];
    // Rows lack members only where the request chose some. What a request's body chose is not known here.
    const schemas = method === 'POST' || /[?&]fields=/.test(path) ? 'document' : 'whole';
    const faultsOf = this.faultsBy(`${schemas}#${at.place}/content/${escape(type)}/schema`);
    if (type === 'application/json' || type === PROBLEM) return cut ? [] : faultsOf(JSON.parse(body));
    // The file of an export has no summary.
    const isStream = type === 'application/x-ndjson' && media.schema['oneOf'] !== undefined;
    return isStream ? streamFaults(body, cut === true, faultsOf) : [];
  }

  /** Compares a request that was answered well with its operation. @returns how it differs; nothing when it does not. */
  judgeRequest(request: SeenRequest): string[] {
    const found = this.operation(request.method, request.path);
    if (found === undefined) return [];
    const { operationId } = found.operation;
    return this.requests.faults(request, { operationId, pattern: found.pattern });
  }

  /** Compares an answer that belongs to no operation with the schema of all refusals. */
  problem(status: number, type: string, body: string | undefined): string[] {
    if (status < 400 || !type.startsWith(PROBLEM)) return [`${status} ${type} at no documented address`];
    return body === undefined
      ? []
      : this.faultsBy('document#/components/schemas/ProblemDto')(JSON.parse(body));
  }

  private faultsBy(reference: string): (value: unknown) => string[] {
    const validate = this.validator(reference);
    return (value) =>
      validate(value)
        ? []
        : [
            ...new Set(
              (validate.errors ?? []).map(
                (each) => `${each.instancePath} ${each.message ?? ''} ${JSON.stringify(each.params)}`,
              ),
            ),
          ];
  }

  /** The content of an answer and where it stands: an answer that many operations share stands in `components`. */
  private sharedOr(documented: Documented, place: string): Place {
    const name = documented.$ref?.split('/').at(-1);
    if (name === undefined) return { content: documented.content, place };
    const { content } = (this.document.components.responses[name] ?? {}) as Documented;
    return { content, place: `/components/responses/${name}` };
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

/** The member of a path that describes a method; HEAD is described by GET. */
function nameOf(method: string): string {
  return method === 'HEAD' ? 'get' : method.toLowerCase();
}

/** Compares each line with its schema; the summary must be the last one. */
function streamFaults(body: string, cut: boolean, faultsOf: (line: unknown) => string[]): string[] {
  const texts = body.split('\n');
  const rest = texts.pop() ?? '';
  const lines = texts.map((line) => JSON.parse(line) as { type: string });
  return [
    ...new Set(lines.flatMap(faultsOf)),
    ...(cut || rest === '' ? [] : ['the last line has no end']),
    ...(cut || lines.at(-1)?.type === 'summary' ? [] : ['the last line is no summary']),
  ];
}

let committed: Contract | undefined;

/** Returns one object for the whole process, so that the specs of a worker share what is compiled. */
export function committedContract(): Contract {
  return (committed ??= new Contract());
}

/** A path's parts, decoded; a slash at the end adds none. */
function partsOf(path: string): string[] {
  return path
    .replace(/\/$/, '')
    .split('/')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

/** A JSON pointer part as a URI fragment. */
function escape(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Demands all members of rows, where the document also allows chosen ones. */
function demandWholeRows(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  const node = schema as Json;
  const [row, picked] = (node['anyOf'] ?? []) as { $ref?: string }[];
  if (picked?.$ref?.includes('/Picked') === true) {
    delete node['anyOf'];
    node['$ref'] = row?.$ref;
  }
  Object.values(node).forEach(demandWholeRows);
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
