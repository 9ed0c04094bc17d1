import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { VERSION } from '../version.js';
import { boundIntegers } from './bound-integers.js';
import { finishDocument } from './finish-document.js';
import { generatorDocument } from './generator-document.js';
import { addRequestExamples, dropHeaderExamples } from './request-examples.js';
import { shareMembers } from './share-members.js';
import { shareParameters } from './shared-parameters.js';

const DESCRIPTION = [
  'One stable API over the open ports, and every other asset fingerprint, of a whole fleet of servers.',
  '',
  'Every answer is complete or says what is missing: `complete` is false and `failures` names each host that could not be read.',
  'Errors are RFC 9457 problem documents.',
].join('\n');

/** The two OpenAPI 3.1 documents of one application. */
export interface OpenApiDocuments {
  /** Every format of every answer; for people, and for what the tests hold answers against. */
  readonly full: OpenAPIObject;
  /** One media type for each successful answer, JSON; for generators of clients. */
  readonly generators: OpenAPIObject;
}

/** Returns the documents of the application as it runs. Takes half a second in which nothing else is done. */
export function openApiDocuments(app: INestApplication): OpenApiDocuments {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Portolan')
    .setVersion(VERSION)
    .setDescription(DESCRIPTION)
    .setLicense('Proprietary', 'urn:portolan:licence')
    .addServer('/')
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key made with `npm run key`.' },
      'ApiKey',
    )
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'A token of the configured issuer, or a key.',
      },
      'Bearer',
    )
    .addTag('ports', 'Open ports of many hosts')
    .addTag('hosts', 'The fleet')
    .addTag('queries', 'Background queries')
    .addTag('operations', 'Health and explanations')
    .build();
  const full = finishDocument(
    SwaggerModule.createDocument(app, config, { operationIdFactory: (_controller, method) => method }),
  );
  boundIntegers(full);
  dropHeaderExamples(full);
  shareParameters(full);
  shareMembers(full, 'QueryOptionsDto', (name, members) => name.endsWith('QueryDto') && 'cursor' in members);
  // What counts of rows have in common with rows.
  shareMembers(full, 'QuestionDto', (name) => name === 'QueryOptionsDto' || name === 'PortSummaryQueryDto');
  const generators = generatorDocument(full);
  // Only for people: generators make nothing of examples.
  addRequestExamples(full);
  return { full, generators };
}

/** Returns a document as it is committed: two spaces, a final line break, the same bytes for the same code. */
export function openApiText(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
