import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf, type Operation } from './operations.js';

type ParameterOrRef = NonNullable<Operation['parameters']>[number];

/** A server of the fleet that the emulator makes by default, so that the examples work in the demonstration. */
const DEMO_HOST = 'cdb208ff-9193-4b59-bdb3-139f043dccef';

/** Values by name, of required parameters and of the choice of hosts. The page sends each of them without being asked. */
const PARAMETER_EXAMPLES: Readonly<Record<string, unknown>> = {
  host_id: DEMO_HOST,
  hosts: 'all',
  kind: 'invalid-request',
  port: 22,
};

const ALL_HOSTS = { hosts: { all: true }, limit: 20 };

/** Bodies by operation; every other query of rows asks all hosts. */
const BODY_EXAMPLES: Readonly<Record<string, unknown>> = {
  refreshUpstreamToken: {},
  queryPorts: { ...ALL_HOSTS, port: ['22', '3389'] },
  queryPortSummary: { hosts: { all: true }, group_by: ['port'], top: 20 },
  startCollection: { host_id: DEMO_HOST },
  createExport: { asset_type: 'port' },
};

/**
 * Adds values that the page for people fills in, so that the first request of each operation is valid. Without them the
 * page makes a body of every member that there is, which no server accepts.
 */
export function addRequestExamples(document: OpenAPIObject): void {
  const shared = Object.values<ParameterOrRef>(document.components?.parameters ?? {});
  for (const parameter of shared) addExample(parameter);
  for (const operation of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) addExample(parameter);
    const { requestBody, operationId = '' } = operation;
    if (requestBody === undefined || '$ref' in requestBody) continue;
    for (const content of Object.values(requestBody.content))
      content.example = BODY_EXAMPLES[operationId] ?? ALL_HOSTS;
  }
}

function addExample(parameter: ParameterOrRef): void {
  if ('$ref' in parameter || (parameter.required !== true && parameter.name !== 'hosts')) return;
  const example = PARAMETER_EXAMPLES[parameter.name];
  if (example !== undefined) parameter.example = example;
}

/** Removes the examples of headers: the page would send each of them without being asked. */
export function dropHeaderExamples(document: OpenAPIObject): void {
  const shared = Object.values<ParameterOrRef>(document.components?.parameters ?? {});
  const all = operationsOf(document).flatMap(({ parameters = [] }) => parameters);
  for (const parameter of [...shared, ...all]) {
    if ('$ref' in parameter || parameter.in !== 'header') continue;
    delete parameter.example;
    if (parameter.schema !== undefined && !('$ref' in parameter.schema)) delete parameter.schema.example;
  }
}
