// Makes the flags of the command line from an OpenAPI document, for scripts/write-client-types.mjs.
import { operationsOf, propertiesOf, resolved, rowSchema } from './client-operations.mjs';

/** What the command line decides by itself. */
const OWN = new Set([
  'cursor',
  'format',
  'hosts',
  'include',
  'limit',
  'fields',
  'explain',
  'columns',
  'filter',
]);
/** Said once for all types, though it differs in its description. */
const OF_TYPE = new Set(['sort']);

/** Types of the lists that are not plain lists of flags. */
const SHAPES = {
  TYPE_FLAGS: 'Readonly<Record<string, readonly Flag[]>>',
  CHANGE_FLAGS: 'Readonly<Record<string, readonly Flag[]>>',
  MEMBERS: 'Readonly<Record<string, readonly string[]>>',
  EXPORT_FORMATS: 'readonly string[]',
};
/** What stands above each list. */
const MEANINGS = {
  HOST_FLAGS: 'Select hosts by what they are.',
  QUERY_FLAGS: 'Questions about rows of any type take these.',
  TYPE_FLAGS: 'Filters and orders of each type.',
  SUMMARY_FLAGS: 'Counts take these beside the flags of `ports`.',
  EXPORT_FLAGS: 'Orders of exports take these.',
  EXPORT_FORMATS: 'What a file of our own can be.',
  LIST_FLAGS: 'The list of hosts takes these.',
  CHANGE_FLAGS: 'Changes of each type that has them take these.',
  MEMBERS: 'Members of rows, in their order.',
};

/** The source of `cli/questions.ts`. */
export function questionTable(document) {
  const at = new Map(operationsOf(document).map((each) => [`${each.method} ${each.path}`, each]));
  const types = [...at.keys()].flatMap((key) => /^POST \/v1\/assets\/(\w+)\/query$/.exec(key)?.[1] ?? []);
  const bodyAt = (key) => bodyOf(document, at.get(key));
  const bodies = types.map((type) => bodyAt(`POST /v1/assets/${type}/query`));
  const isCommon = (name) => !OF_TYPE.has(name) && bodies.every((body) => name in body);
  const order = bodyAt('POST /v1/exports');
  const [body] = bodies;
  const changes = (type) => (type === 'port' ? 'GET /v1/ports/changes' : `GET /v1/assets/${type}/changes`);

  const table = {
    HOST_FLAGS: flagsOf(document, propertiesOf(document, body.hosts)).filter(({ name }) => name !== 'all'),
    QUERY_FLAGS: flagsOf(document, pick(body, isCommon)),
    TYPE_FLAGS: byType(types, (_, index) =>
      flagsOf(
        document,
        pick(bodies[index], (name) => !isCommon(name)),
      ),
    ),
    SUMMARY_FLAGS: flagsOf(
      document,
      pick(bodyAt('POST /v1/ports/summary'), (name) => !(name in bodyAt('POST /v1/ports/query'))),
    ),
    EXPORT_FLAGS: flagsOf(document, order),
    EXPORT_FORMATS: schemaFacts(document, order.format).words ?? [],
    LIST_FLAGS: flagsOf(document, parametersOf(at.get('GET /v1/hosts'))),
    CHANGE_FLAGS: byType(
      types.filter((type) => at.has(changes(type))),
      (type) => flagsOf(document, parametersOf(at.get(changes(type)))),
    ),
    MEMBERS: {
      hosts: membersAt(document, at.get('GET /v1/hosts')),
      summary: membersAt(document, at.get('POST /v1/ports/summary')),
      ...byType(types, (type) => membersAt(document, at.get(`POST /v1/assets/${type}/query`))),
    },
  };
  return `
    import type { Flag } from './flag.js';

    ${Object.entries(table)
      .map(
        ([name, value]) =>
          `/** ${MEANINGS[name]} */\nexport const ${name}: ${SHAPES[name] ?? 'readonly Flag[]'} = ${JSON.stringify(value)};`,
      )
      .join('\n\n')}
  `;
}

function byType(types, make) {
  return Object.fromEntries(types.map((type, index) => [type, make(type, index)]));
}

function pick(properties, wanted) {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => wanted(name)));
}

function bodyOf(document, { operation }) {
  return propertiesOf(document, resolved(document, operation.requestBody).content['application/json'].schema);
}

/** Parameters of the query by name, as schemas with their descriptions. */
function parametersOf({ parameters }) {
  const found = parameters.filter((each) => each.in === 'query');
  return Object.fromEntries(
    found.map(({ name, schema, description = '' }) => [name, { description, allOf: [schema] }]),
  );
}

function membersAt(document, { content }) {
  return Object.keys(propertiesOf(document, rowSchema(document, content)));
}

function flagsOf(document, properties) {
  return Object.entries(properties)
    .filter(([name]) => !OWN.has(name))
    .map(([name, schema]) => {
      const { takes, words, help } = schemaFacts(document, schema);
      return { name, takes, help, ...(words === undefined ? {} : { words }) };
    });
}

/** What a flag takes, the words it knows, and what it is for. */
function schemaFacts(document, schema) {
  const all = alternatives(document, schema);
  const kinds = new Set(all.flatMap(({ type }) => type ?? []));
  const words = all.find((each) => each.enum !== undefined)?.enum.filter((word) => word !== null);
  const takes = kinds.has('array')
    ? 'list'
    : kinds.has('boolean')
      ? 'boolean'
      : kinds.has('integer')
        ? 'integer'
        : all.some(({ format }) => format === 'date-time')
          ? 'time'
          : 'text';
  const help = all.map(({ description }) => description).find((text) => text !== undefined && text !== '');
  return { takes, words, help: help ?? '' };
}

/** The schema and, below it, its parts, its alternatives and what its lists hold. */
function alternatives(document, schema) {
  const own = resolved(document, schema) ?? {};
  const below = [...(own.allOf ?? []), ...(own.oneOf ?? []), ...(own.anyOf ?? []), own.items].filter(Boolean);
  return [
    { ...own, description: schema?.description ?? own.description },
    ...below.flatMap((each) => alternatives(document, each)),
  ];
}
