import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { ACCESS_EXTENSION, type Access } from '../http/admission/access.js';
import { PROBLEM_KINDS } from '../problem/problem.js';
import { headersOf, ProblemDto } from './api-problems.js';
import { DEPRECATION_HEADERS, markDeprecated } from './mark-deprecated.js';

type HeadersObject = NonNullable<NonNullable<OpenAPIObject['components']>['headers']>;
type ParametersObject = NonNullable<NonNullable<OpenAPIObject['components']>['parameters']>;
type SchemasObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type ResponseOrRef = NonNullable<NonNullable<OpenAPIObject['components']>['responses']>[string];
type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']> & { [ACCESS_EXTENSION]?: Access };

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** Ways to say who one is, as the document names them. */
const SCHEMES = ['ApiKey', 'Bearer'] as const;

/** What any operation can answer, whatever it does, before it has begun. */
const ANYWHERE = ['invalid-request', 'headers-too-large'] as const;

/** Headers of answers by their status. */
const BY_STATUS: Readonly<Record<string, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  403: ['WWW-Authenticate'],
  415: ['Accept-Encoding'],
  416: ['Accept-Ranges', 'Content-Range'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** What callers are told of their allowance. */
const ALLOWANCE = ['RateLimit', 'RateLimit-Policy'];

/** Headers of answers that mean the same wherever they stand; each is a component of its own name. */
const HEADERS: HeadersObject = {
  'X-Request-Id': {
    description:
      'Names this request in our logs: your own `X-Request-Id` where it is well formed, else a new one.',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds to wait before the same request makes sense, where that is known.',
    schema: { type: 'integer', minimum: 0 },
  },
  ETag: {
    description: 'Of a page. Weak: equal for the same rows and failures, whenever they were read.',
    schema: { type: 'string' },
  },
  Link: {
    description:
      'Of a page that another follows and GET can fetch: its address, with `rel="next"`. Left out beyond 2 KB: `next_cursor` is always there.',
    schema: { type: 'string' },
  },
  RateLimit: {
    description: 'Points that are left to you, `r`, for `t` seconds.',
    schema: { type: 'string', example: '"caller";r=999990;t=42' },
  },
  'RateLimit-Policy': {
    description: 'Points that you may use up, `q`, in `w` seconds.',
    schema: { type: 'string', example: '"caller";q=1000000;w=60' },
  },
  'WWW-Authenticate': {
    description: 'Ways to say who you are; of a token that lacks a scope, which.',
    schema: { type: 'string' },
  },
  'Accept-Encoding': {
    description: 'Of a body that came packed: `identity`, since bodies are sent as they are.',
    schema: { type: 'string', enum: ['identity'] },
  },
  'Server-Timing': {
    description: 'Of a page: how long it took, how often the vendor was asked, how many rows it has.',
    schema: { type: 'string' },
  },
  'Accept-Ranges': {
    description: 'Of a file as it was made: `bytes`.',
    schema: { type: 'string', enum: ['bytes'] },
  },
  'Content-Range': {
    description: 'Which part of the file this is, or only how long it is where there is no such part.',
    schema: { type: 'string', example: 'bytes 0-999/84211' },
  },
  'Repr-Digest': {
    description: 'RFC 9530. SHA-256 of the whole file as it was made, whatever part this is.',
    schema: { type: 'string' },
  },
  'Preference-Applied': {
    description: 'RFC 7240. What of `Prefer` was heeded.',
    schema: { type: 'string', example: 'wait=30' },
  },
  Location: { description: 'Where to follow it.', schema: { type: 'string' } },
  'Idempotent-Replayed': {
    description: '`true` when the order had come before under the same key.',
    schema: { type: 'string', enum: ['true'] },
  },
  'Content-Disposition': {
    description: 'Of what is saved as a file: its name.',
    schema: { type: 'string', example: 'attachment; filename="ports.csv"' },
  },
  Trailer: {
    description:
      'Of `text/csv`, for clients that say `TE: trailers`: the text of the last record also comes as the trailer `Portolan-Outcome`.',
    schema: { type: 'string' },
  },
};

/** Headers of requests that mean the same for many operations. */
const PARAMETERS: ParametersObject = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description:
      'Your own name for this request, 8 to 128 of `A-Z a-z 0-9 . _ -`; it comes back in the answer.',
    schema: { type: 'string' },
  },
  TraceParent: {
    name: 'traceparent',
    in: 'header',
    description: 'W3C Trace Context. Its trace id stands beside this request in our logs.',
    schema: { type: 'string', example: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of a page that you have: the answer is a 304 where it is still the same.',
    schema: { type: 'string' },
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    description: 'Sent by browsers that connect again. `end` gets a 204, which tells them to stop.',
    schema: { type: 'string' },
  },
  Priority: {
    name: 'Priority',
    in: 'header',
    description:
      'RFC 9218. `u=4` to `u=7` says that the request can wait: it reaches the vendor after those that cannot, and is the first to get a 503 when there is too much to do.',
    schema: { type: 'string' },
  },
  PreferAsync: {
    name: 'Prefer',
    in: 'header',
    description:
      'RFC 7240. `respond-async` makes a background query of it; `wait`: never, also where the answer takes longer than the request may.',
    schema: { type: 'string', example: 'respond-async' },
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Your own name for a background query: the same query under it is not begun twice.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  CacheControl: {
    name: 'Cache-Control',
    in: 'header',
    description: 'RFC 9111. `no-cache`, or a `max-age` shorter than `max_age`, asks for younger rows.',
    schema: { type: 'string' },
  },
};

/**
 * The document that Nest writes, made whole: who may call each operation (from the same declaration that the guard
 * reads), the problems that any operation can answer, and schemas by name so that a change shows as a small difference.
 */
export function finishDocument(document: OpenAPIObject): OpenAPIObject {
  const shared = new SharedResponses();
  const deprecationNames = new Set<string>();
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation === undefined) continue;
      const names = markDeprecated(operation);
      for (const name of names) deprecationNames.add(name);
      finishOperation(operation, names);
      addHeaderParameters(method, operation, document.components?.schemas ?? {});
      for (const [status, response] of Object.entries(operation.responses)) {
        if (response !== undefined && isCommon(response))
          operation.responses[status] = shared.refer(status, response);
      }
    }
  }
  const { info } = document;
  const components = (document.components ??= {});
  components.responses = shared.responses;
  components.headers = {
    ...HEADERS,
    // Only where something is deprecated: linters refuse components that nobody uses.
    ...Object.fromEntries(Object.entries(DEPRECATION_HEADERS).filter(([name]) => deprecationNames.has(name))),
  };
  components.parameters = { ...components.parameters, ...PARAMETERS };
  if (components.schemas !== undefined) {
    components.schemas = Object.fromEntries(
      Object.entries(components.schemas).sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  }
  if (info.contact !== undefined && Object.keys(info.contact).length === 0) delete info.contact;
  return document;
}

/** @param everywhere names of headers that all answers of the operation have. */
function finishOperation(operation: Operation, everywhere: readonly string[]): void {
  const access = operation[ACCESS_EXTENSION];
  delete operation[ACCESS_EXTENSION];
  operation.security = securityOf(access);
  // Whoever is known may call: there is nothing to be refused for.
  if (access?.kind === 'known') delete operation.responses['403'];
  const success = operation.responses['200'];
  if (success !== undefined && 'description' in success && success.description === '') {
    success.description = operation.summary ?? 'The answer';
  }
  for (const kind of ANYWHERE) {
    const { status, title } = PROBLEM_KINDS[kind];
    operation.responses[status] ??= {
      description: title,
      content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } },
    };
  }
  nameAnswerHeaders(operation, access, everywhere);
}

function nameAnswerHeaders(
  operation: Operation,
  access: Access | undefined,
  everywhere: readonly string[],
): void {
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response === undefined || '$ref' in response) continue;
    const told = access?.kind !== 'public' && (status < '300' || status === '429');
    const names = ['X-Request-Id', ...everywhere, ...(BY_STATUS[status] ?? []), ...(told ? ALLOWANCE : [])];
    response.headers = { ...response.headers, ...headersOf(...names) };
  }
}

/**
 * Adds the request headers that have an effect on the operation: `Priority` where it calls upstream, `Cache-Control` where it
 * takes `max_age`, `Prefer` where it may be answered later, `If-None-Match` where it answers 304, `Last-Event-ID` where it streams events.
 */
function addHeaderParameters(
  method: (typeof METHODS)[number],
  operation: Operation,
  schemas: SchemasObject,
): void {
  const { responses } = operation;
  const upstream = responses['504'] !== undefined;
  const names = [
    'RequestId',
    'TraceParent',
    ...(upstream ? ['Priority'] : []),
    ...(upstream && hasAge(operation, schemas) ? ['CacheControl'] : []),
    ...(isLater(responses) ? ['PreferAsync', 'IdempotencyKey'] : []),
    ...(method === 'get' && responses['304'] !== undefined ? ['IfNoneMatch'] : []),
    ...(method === 'get' && isStream(responses['200']) ? ['LastEventId'] : []),
  ];
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...names.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

/** Whether the operation answers now or later. */
function isLater(responses: Operation['responses']): boolean {
  return responses['200'] !== undefined && responses['202'] !== undefined;
}

function isStream(response: ResponseOrRef | undefined): boolean {
  return response !== undefined && 'content' in response && 'text/event-stream' in (response.content ?? {});
}

function hasAge({ parameters = [], requestBody }: Operation, schemas: SchemasObject): boolean {
  if (parameters.some((parameter) => 'name' in parameter && parameter.name === 'max_age')) return true;
  if (requestBody === undefined || '$ref' in requestBody) return false;
  const schema = requestBody.content['application/json']?.schema;
  const named =
    schema !== undefined && '$ref' in schema ? schemas[schema.$ref.split('/').at(-1) ?? ''] : schema;
  return named !== undefined && 'properties' in named && named.properties?.['max_age'] !== undefined;
}

/** Problems, and answers without a body. */
function isCommon(response: ResponseOrRef): boolean {
  if ('$ref' in response) return false;
  const types = Object.keys(response.content ?? {}).join();
  return types === 'application/problem+json' || types === '';
}

/** Answers that many operations have in common, each written once: they would be two thirds of the document. */
class SharedResponses {
  readonly responses: Record<string, ResponseOrRef> = {};
  private readonly names = new Map<string, string>();

  refer(status: string, response: ResponseOrRef): { $ref: string } {
    const text = `${status} ${JSON.stringify(response)}`;
    let name = this.names.get(text);
    if (name === undefined) {
      const same = [...this.names.keys()].filter((each) => each.startsWith(status)).length;
      name = `${Number(status) < 400 ? 'Answer' : 'Problem'}${status}${same === 0 ? '' : String.fromCharCode(97 + same)}`;
      this.names.set(text, name);
      this.responses[name] = response;
    }
    return { $ref: `#/components/responses/${name}` };
  }
}

/** Alternatives, each enough by itself; a scope stands as the role that the caller has to hold (OpenAPI 3.1, 4.8.30). */
function securityOf(access: Access | undefined): Record<string, string[]>[] {
  switch (access?.kind) {
    case 'public':
      return access.identifies === true ? [{}, ...securityOf({ kind: 'known' })] : [];
    case 'scopes':
      return access.anyOf.flatMap((scope) => SCHEMES.map((scheme) => ({ [scheme]: [scope] })));
    case 'known':
    case undefined:
      return SCHEMES.map((scheme) => ({ [scheme]: [] }));
  }
}
