import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppConfig } from '../config/config.js';
import { finishDocument } from './finish-document.js';
import { headerNames, type HeaderNames } from './header-names.js';

const DESCRIPTION = [
  'One stable API over the open ports, and every other asset fingerprint, of a whole fleet of servers.',
  '',
  'Every answer is complete or says what is missing: `complete` is false and `failures` names each host that could not be read.',
  'Errors are RFC 9457 problem documents.',
].join('\n');

/** The OpenAPI 3.1 document of the application as it runs. */
function openApiDocument(app: INestApplication): OpenAPIObject {
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

/** The document of an application, as it is served, and the names in it. */
interface Prepared {
  readonly document: OpenAPIObject;
  readonly text: string;
  readonly names: HeaderNames;
}

/** Of each application, made once. */
const made = new WeakMap<INestApplication, Prepared>();

/**
 * Makes what is served of the documentation, and what browsers are told of it. It takes half a second in which nothing
 * else is done: to be called before the application listens, or the first who asks for it lets everybody wait.
 *
 * @param publicUrl stands as the document's server; default the root of wherever it is read.
 */
export function prepareOpenApi(app: INestApplication, publicUrl?: string): Prepared {
  let parts = made.get(app);
  if (parts === undefined) {
    const document = servedAt(openApiDocument(app), publicUrl);
    parts = { document, text: JSON.stringify(document, null, 2), names: headerNames(document) };
    made.set(app, parts);
  }
  return parts;
}

function servedAt(document: OpenAPIObject, url: string | undefined): OpenAPIObject {
  return url === undefined || url === '' ? document : { ...document, servers: [{ url }] };
}

/**
 * Serves the document and Swagger UI, unless they are switched off. Who comes through a proxy that takes a part of the
 * path away finds that part in `servers`.
 */
export function serveOpenApi(app: INestApplication, { docs, server }: AppConfig): void {
  if (!docs.enabled) return;
  const made = (): Prepared => prepareOpenApi(app, server.publicUrl);
  const textFor = ({ publicPrefix }: FastifyRequest): string =>
    server.publicUrl !== undefined || publicPrefix === ''
      ? made().text
      : JSON.stringify(servedAt(made().document, publicPrefix), null, 2);
  SwaggerModule.setup('docs', app, () => made().document, {
    raw: false,
    customSiteTitle: 'Portolan',
    // Only where a prefix may come with a request: with it the page is made anew for each.
    ...(server.publicUrl !== undefined || server.trustedProxies.length === 0
      ? {}
      : {
          patchDocumentOnRequest: (request: unknown, _reply: unknown, document: OpenAPIObject) =>
            servedAt(document, (request as FastifyRequest).publicPrefix),
        }),
  });
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  fastify.get('/openapi.json', (request, reply) => {
    void reply.type('application/json; charset=utf-8').send(textFor(request));
  });
  // JSON is YAML; to write the other style would take half a second more.
  fastify.get('/openapi.yaml', (request, reply) => {
    void reply.type('text/yaml; charset=utf-8').send(textFor(request));
  });
}
