import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fresh from 'fresh';
import type { AppConfig } from '../config/config.js';
import { takesGzip } from '../http/rules/accept.js';
import { headerNames, type HeaderNames } from './header-names.js';
import { openApiDocuments, type OpenApiDocuments } from './openapi.js';
import { serveDocsPage } from './serve-docs-page.js';

const pack = promisify(gzip);

/** Path of each document. */
const PATHS = {
  generators: '/openapi.json',
  full: '/openapi.full.json',
} as const satisfies Record<keyof OpenApiDocuments, string>;

/** The documents of an application, as they are served, and the names of headers in them. */
interface Prepared {
  readonly documents: OpenApiDocuments;
  readonly names: HeaderNames;
}

/** Documents by application, each made once. */
const made = new WeakMap<INestApplication, Prepared>();

/**
 * Makes what is served of the documentation, and what browsers are told of it. It takes half a second in which nothing
 * else is done: to be called before the application listens, or the first who asks for it lets everybody wait.
 *
 * @param publicUrl stands as the documents' server; default the root of wherever they are read.
 */
export function prepareOpenApi(app: INestApplication, publicUrl?: string): Prepared {
  let parts = made.get(app);
  if (parts === undefined) {
    const { full, generators } = openApiDocuments(app);
    const documents = { full: servedAt(full, publicUrl), generators: servedAt(generators, publicUrl) };
    parts = { documents, names: headerNames(full) };
    made.set(app, parts);
  }
  return parts;
}

function servedAt(document: OpenAPIObject, url: string | undefined): OpenAPIObject {
  return url === undefined || url === '' ? document : { ...document, servers: [{ url }] };
}

/**
 * Serves the documents and the page that shows them, unless they are switched off. Who comes through a proxy that takes a part of the
 * path away finds that part in `servers`.
 */
export function serveOpenApi(app: INestApplication, { docs, server }: AppConfig): void {
  if (!docs.enabled) return;
  const documents = (): OpenApiDocuments => prepareOpenApi(app, server.publicUrl).documents;
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  serveDocsPage(fastify, docs);
  for (const which of ['generators', 'full'] as const) {
    const text = new ServedText();
    fastify.get(PATHS[which], async (request, reply) => {
      const prefix = server.publicUrl === undefined ? request.publicPrefix : '';
      await text.send(request, reply, prefix, () => servedAt(documents()[which], prefix));
    });
  }
}

interface Body {
  readonly plain: string;
  readonly packed: Buffer;
  readonly etag: string;
}

/** One document as bytes, made when it is first asked for. */
class ServedText {
  private body: Promise<Body> | undefined;

  /** @param prefix part of the path that a proxy took away; a document with one is made for that request alone. */
  async send(
    request: FastifyRequest,
    reply: FastifyReply,
    prefix: string,
    document: () => OpenAPIObject,
  ): Promise<void> {
    const { plain, packed, etag } = await (prefix === ''
      ? (this.body ??= bodyOf(document()))
      : bodyOf(document()));
    void reply.headers({ etag, vary: 'accept-encoding', 'cache-control': 'no-cache' });
    if (fresh(request.headers, { etag })) return reply.code(304).send();
    void reply.type('application/json; charset=utf-8');
    if (!takesGzip(request.headers['accept-encoding'])) return reply.send(plain);
    return reply.header('content-encoding', 'gzip').send(packed);
  }
}

async function bodyOf(document: OpenAPIObject): Promise<Body> {
  const plain = JSON.stringify(document);
  const digest = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
  return { plain, packed: await pack(plain), etag: `W/"${digest}"` };
}
