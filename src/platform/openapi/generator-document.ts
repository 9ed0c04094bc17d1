import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type Operation } from './operations.js';
import { replaceEach, shareMembers, writeEqualSchemasOnce } from './share-members.js';
import { pruned } from './prune-components.js';

type Json = Record<string, unknown>;
type Responses = Operation['responses'];

const JSON_TYPE = 'application/json';

/**
 * What is left out here: parameters and members that ask for another format, for a part of each row, or for an answer
 * without a body, since the types that a generator makes would not fit such an answer; and headers that any request or
 * answer may carry, which the description of the document names once.
 */
const LEFT_OUT = {
  parameters: new Set([
    ...['format', 'bom', 'fields', 'Last-Event-ID', 'If-None-Match'],
    ...['X-Request-Id', 'traceparent', 'Priority', 'Cache-Control'],
    // No JavaScript function in a module may have a parameter of this name, and one generator makes just that of it. A body
    // may have it.
    'arguments',
  ]),
  members: new Set(['format', 'bom', 'fields']),
  statuses: ['304'],
  headers: new Set([
    ...['Trailer', 'Content-Disposition', 'ETag', 'Link', 'Server-Timing'],
    ...['X-Request-Id', 'RateLimit', 'RateLimit-Policy'],
  ]),
};

const DESCRIPTION = [
  '',
  'This document is for generators of clients: every successful answer has one media type, and rows are whole. `/openapi.full.json` adds streams (NDJSON, server-sent events), CSV, rows with chosen members, and conditional requests.',
  'Any request may carry `X-Request-Id` and `traceparent`; `Priority` (RFC 9218) and `Cache-Control` are heeded where rows are read. With `Prefer: respond-async` queries of rows answer 202 with a `BackgroundQueryDto`. Answers carry `X-Request-Id`, `RateLimit` and `RateLimit-Policy`.',
].join('\n');

/**
 * Returns the document for generators of clients, made of the full one. Bodies have no defaults: generators take members
 * with a default for members that are always there.
 */
export function generatorDocument(full: OpenAPIObject): OpenAPIObject {
  const document = structuredClone(full);
  const parameters = document.components?.parameters ?? {};
  for (const operation of operationsOf(document)) {
    const { responses } = operation;
    // One type for each success: a program that wants background queries knows that it asks for them.
    const isLater = responses['200'] !== undefined && responses['202'] !== undefined;
    if (isLater) delete responses['202'];
    operation.parameters = operation.parameters?.filter((parameter) => {
      const { name } =
        '$ref' in parameter ? (parameters[nameIn(parameter.$ref)] as unknown as Json) : parameter;
      const ofLater = isLater && (name === 'Prefer' || name === 'Idempotency-Key');
      return !ofLater && !LEFT_OUT.parameters.has(String(name));
    });
    oneMediaType(operation.responses);
    oneProblem(operation.responses);
  }
  const { schemas = {}, responses = {} } = document.components ?? {};
  document.info.description = `${document.info.description ?? ''}\n${DESCRIPTION}`;
  responses['Problem'] = {
    description: 'What went wrong, as an RFC 9457 problem document.',
    headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
  };
  for (const schema of bodiesOf(document)) withoutDefaults(schema, schemas as Record<string, Json>);
  replaceEach(document, wholeRow);
  for (const schema of Object.values(schemas) as Json[])
    delete (schema['properties'] as Record<string, Json> | undefined)?.['items']?.['description'];
  // Rows with chosen members are gone now, and have nothing to share.
  const needed = pruned(document);
  shareEqualMembers(needed);
  writeEqualSchemasOnce(needed);
  sayUsualSecurityOnce(needed);
  return needed;
}

/** Writes who may call the most operations once, for the document; the others say it themselves. */
function sayUsualSecurityOnce(document: OpenAPIObject): void {
  const operations = operationsOf(document);
  const times = new Map<string, number>();
  for (const { security } of operations) {
    const text = JSON.stringify(security);
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  const [usual = '[]'] = [...times].sort(([, a], [, b]) => b - a)[0] ?? [];
  document.security = JSON.parse(usual) as NonNullable<Operation['security']>;
  for (const operation of operations)
    if (JSON.stringify(operation.security) === usual) delete operation.security;
}

/** Has schemas extend what they have in common. */
function shareEqualMembers(document: OpenAPIObject): void {
  const says = (member: unknown, text: RegExp): boolean => text.test(JSON.stringify(member ?? ''));
  // Rows of fleet queries: other rows always carry the name of their host.
  shareMembers(
    document,
    'FleetRowDto',
    (name, { host_name: hostName }) => name.endsWith('Row') && says(hostName, /include=host/),
  );
  shareMembers(
    document,
    'ChangeRowDto',
    (name, members) => name.endsWith('ChangeRow') && 'host_id' in members,
  );
  shareMembers(document, 'SocketDto', (name) => name === 'PortRow' || name === 'PortChangeRow');
  shareMembers(
    document,
    'ContainerRowDto',
    (name, members) => name.endsWith('Row') && 'container_name' in members,
  );
  // What a file is, what jars and frameworks are besides, and what all types say of the agent.
  shareMembers(
    document,
    'FileRowDto',
    (name, members) => name.endsWith('Row') && 'uid' in members && 'file_mode' in members,
  );
  shareMembers(
    document,
    'PackageRowDto',
    (name, members) => name.endsWith('Row') && 'package_category' in members,
  );
  shareMembers(
    document,
    'SeenRowDto',
    (name, members) => name.endsWith('Row') && 'agent_id' in members && 'scanned_at' in members,
  );
  // Pages of fleet queries: those of other lists have a summary of their own.
  const isPage = (name: string, { summary }: { readonly summary?: unknown }, text: RegExp): boolean =>
    name.endsWith('PageDto') && says(summary, text);
  shareMembers(document, 'FleetPageDto', (name, members) => isPage(name, members, /\/SummaryDto/));
  shareMembers(document, 'ListPageDto', (name, members) =>
    isPage(name, members, /\/(List|Changes)SummaryDto/),
  );
  shareMembers(document, 'OutcomeDto', (name) => name === 'ListSummaryDto' || name === 'ChangesSummaryDto');
  shareMembers(
    document,
    'PortFiltersDto',
    (name) => name === 'PortQueryDto' || name === 'PortSummaryQueryDto',
  );
  shareMembers(
    document,
    'FleetSummaryDto',
    (name) => name === 'SummaryDto' || name === 'PortCountsSummaryDto',
  );
}

function nameIn(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}

/** Leaves JSON where there is JSON, else the first type; a file has one type that stands for any. */
function oneMediaType(responses: Responses): void {
  for (const [status, response] of Object.entries(responses)) {
    if (LEFT_OUT.statuses.includes(status)) delete responses[status];
    if (response === undefined || '$ref' in response || status >= '300') continue;
    const { headers = {} } = response;
    for (const name of LEFT_OUT.headers) delete headers[name];
    if (Object.keys(headers).length === 0) delete response.headers;
    const types = Object.keys(response.content ?? {});
    if (response.content === undefined || types.length < 2) continue;
    if (types.includes('text/event-stream')) delete responses['204'];
    const isFile = types.includes('application/zip');
    response.content = isFile
      ? { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
      : firstOf(response.content);
  }
}

function firstOf<T>(content: Record<string, T>): Record<string, T> {
  const types = Object.keys(content);
  return Object.fromEntries(
    Object.entries(content).filter(([type]) => type === (types.includes(JSON_TYPE) ? JSON_TYPE : types[0])),
  );
}

/** Refers to one problem answer for all problems; a 400 stays, since linters want one for the caller's own mistakes. */
function oneProblem(responses: Responses): void {
  const problem = { $ref: '#/components/responses/Problem' };
  for (const [status, response] of Object.entries(responses)) {
    if (!isProblem(response)) continue;
    if (status === '400') responses[status] = problem;
    else delete responses[status];
  }
  responses.default = problem;
}

function isProblem(response: Responses[string]): boolean {
  return response !== undefined && '$ref' in response && nameIn(response.$ref).startsWith('Problem');
}

function bodiesOf(document: OpenAPIObject): Json[] {
  return operationsOf(document).flatMap(({ requestBody }) =>
    requestBody === undefined || '$ref' in requestBody
      ? []
      : Object.values(requestBody.content).map(({ schema }) => (schema ?? {}) as Json),
  );
}

/** Says defaults in words, through all schemas that a body is made of. */
function withoutDefaults(schema: Json, schemas: Record<string, Json>, seen = new Set<Json>()): void {
  if (seen.has(schema)) return;
  seen.add(schema);
  const named = schemas[nameIn(typeof schema['$ref'] === 'string' ? schema['$ref'] : '')];
  if (named !== undefined) withoutDefaults(named, schemas, seen);
  const { properties = {} } = schema as { properties?: Record<string, Json> };
  for (const name of LEFT_OUT.members) if (!saysWhatIsMade(properties[name])) delete properties[name];
  for (const property of Object.values(properties)) {
    sayDefault(property);
    withoutDefaults(property, schemas, seen);
  }
  for (const part of [
    schema['items'],
    ...((schema['anyOf'] ?? schema['oneOf'] ?? schema['allOf'] ?? []) as unknown[]),
  ])
    if (part !== undefined) withoutDefaults(part as Json, schemas, seen);
}

/** Whether a `format` is that of a file to make, not of the answer: only answers come as events. */
function saysWhatIsMade(format: Json | undefined): boolean {
  const words = format?.['enum'] as readonly string[] | undefined;
  return words !== undefined && !words.includes('sse');
}

/** Moves the default of a member into its description. */
function sayDefault(property: Json): void {
  if (!('default' in property)) return;
  const { description } = property;
  const said = `Default: ${JSON.stringify(property['default'])}.`;
  property['description'] = typeof description === 'string' ? `${description} ${said}` : said;
  delete property['default'];
}

/** The whole row, where either it or its chosen members may stand. */
function wholeRow(schema: Json): Json {
  const [whole, picked] = (schema['anyOf'] ?? []) as { readonly $ref?: string }[];
  return whole?.$ref !== undefined && nameIn(picked?.$ref ?? '').startsWith('Picked')
    ? { $ref: whole.$ref }
    : schema;
}
