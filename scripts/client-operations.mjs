// Reads the operations of an OpenAPI document for scripts/write-client-types.mjs and scripts/client-questions.mjs.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Follows a `$ref` within the document. */
export function resolved(document, value) {
  if (typeof value?.$ref !== 'string') return value;
  const steps = value.$ref.slice(2).split('/');
  return resolved(
    document,
    steps.reduce((at, step) => at?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document),
  );
}

/** Properties of a schema by name, those of its parts and alternatives included. */
export function propertiesOf(document, schema) {
  const { properties = {}, allOf = [], oneOf = [], anyOf = [] } = resolved(document, schema) ?? {};
  const parts = [...allOf, ...oneOf, ...anyOf].map((part) => propertiesOf(document, part));
  return Object.assign({}, ...parts, properties);
}

/** Every operation: where it is, and what it takes and gives. */
export function operationsOf(document) {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = item[method];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((each) =>
        resolved(document, each),
      );
      const success = [200, 201, 202].map((status) => operation.responses[status]).find(Boolean);
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        operation,
        parameters,
        content: resolved(document, success)?.content ?? {},
      };
    }),
  );
}

/** What answers rows: a page with rows, and with the failures of hosts. It comes as a stream too. */
export function rowSchema(document, content) {
  const page = propertiesOf(document, content['application/json']?.schema);
  if (page.items === undefined || page.failures === undefined) return undefined;
  return resolved(document, page.items).items;
}

/** The source of `operations.ts`. */
export function operationTable(document) {
  const lines = operationsOf(document).map(({ id, method, path, parameters, content, operation }) => {
    checkNames(document, id, parameters, operation);
    const kind = kindOf(document, parameters, content);
    return `${id}: ['${method}', '${path}'${kind === undefined ? '' : `, '${kind}'`}],`;
  });
  return `
    /**
     * Method and path of each operation. \`rows\`: it reads, and answers rows as pages and streams. \`creates\`: it takes an
     * \`Idempotency-Key\`. \`text\`: its answer is a text. \`file\`: its answer is bytes.
     */
    export const OPERATIONS = {
      ${lines.join('\n')}
    } as const;
  `;
}

function kindOf(document, parameters, content) {
  if (parameters.some(({ name }) => name.toLowerCase() === 'idempotency-key')) return 'creates';
  if (rowSchema(document, content) !== undefined) return 'rows';
  const types = Object.keys(content);
  if (types.length === 0 || types.includes('application/json')) return undefined;
  return types.includes('text/plain') ? 'text' : 'file';
}

/** The client takes parameters and members of the body side by side, so their names must differ. */
function checkNames(document, id, parameters, { requestBody }) {
  const body = resolved(document, requestBody)?.content?.['application/json']?.schema;
  const names = [
    ...parameters.filter((each) => each.in === 'path' || each.in === 'query').map(({ name }) => name),
    ...Object.keys(propertiesOf(document, body)),
  ];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Error(`${id} has two inputs named ${twice}`);
}
