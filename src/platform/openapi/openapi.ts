import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { DocsConfig } from '../config/config.js';
import { finishDocument } from './finish-document.js';

const DESCRIPTION = [
  'One stable API over the open ports, and every other asset fingerprint, of a whole fleet of servers.',
  '',
  'Every answer is complete or says what is missing: `complete` is false and `failures` names each host that could not be read.',
  'Errors are RFC 9457 problem documents.',
].join('\n');

/** The OpenAPI 3.1 document of the application as it runs. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Portolan')
    .setVersion('1.0.0')
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
        description: 'A token of the configured issuer.',
      },
      'Bearer',
    )
    .addTag('ports', 'Open ports of many hosts')
    .addTag('hosts', 'The fleet')
    .addTag('operations', 'Health and explanations')
    .build();
  return finishDocument(
    SwaggerModule.createDocument(app, config, { operationIdFactory: (_controller, method) => method }),
  );
}

/** The document as it is committed: two spaces, a final line break, the same bytes for the same code. */
export function openApiText(app: INestApplication): string {
  return `${JSON.stringify(openApiDocument(app), null, 2)}\n`;
}

/** What is served of each application, made once. */
const made = new WeakMap<INestApplication, { readonly document: OpenAPIObject; readonly text: string }>();

/**
 * Makes what is served of the documentation. It takes half a second in which nothing else is done: to be called before
 * the application listens, or the first who asks for it lets everybody wait.
 */
export function prepareOpenApi(app: INestApplication): { document: OpenAPIObject; text: string } {
  let parts = made.get(app);
  if (parts === undefined) {
    const document = openApiDocument(app);
    parts = { document, text: JSON.stringify(document, null, 2) };
    made.set(app, parts);
  }
  return parts;
}

/** Serves the document and Swagger UI, unless they are switched off. */
export function serveOpenApi(app: INestApplication, config: DocsConfig): void {
  if (!config.enabled) return;
  SwaggerModule.setup('docs', app, () => prepareOpenApi(app).document, {
    raw: false,
    customSiteTitle: 'Portolan',
  });
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  fastify.get('/openapi.json', (_request, reply) => {
    void reply.type('application/json; charset=utf-8').send(prepareOpenApi(app).text);
  });
  // JSON is YAML; to write the other style would take half a second more.
  fastify.get('/openapi.yaml', (_request, reply) => {
    void reply.type('text/yaml; charset=utf-8').send(prepareOpenApi(app).text);
  });
}
