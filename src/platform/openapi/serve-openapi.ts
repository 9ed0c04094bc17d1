import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { AppConfig } from '../config/config.js';
import { headerNames, type HeaderNames } from './header-names.js';
import { openApiDocuments, type OpenApiDocuments } from './openapi.js';
import { serveDocsPage } from './serve-docs-page.js';
import { sendBytes, servedBytes, type ServedBytes } from './served-bytes.js';

/** Path of each document. */
const PATHS = {
  generators: '/openapi.json',
  full: '/openapi.full.json',
} as const satisfies Record<keyof OpenApiDocuments, string>;

/** Prefixes for which a document is kept, of about 0.4 MB each; a choice: one proxy has one prefix. */
const MOST_PREFIXES = 4;

/** The documents of an application, as they are served, and the names of headers in them. */
interface Prepared {
  readonly documents: OpenApiDocuments;
  readonly names: HeaderNames;
}

/** Documents by application, each made once. */
const made = new WeakMap<INestApplication, Prepared>();

/**
 * Makes both documents, and the lists of headers that browsers may use. It takes half a second in which nothing else is
 * done, so call it before the application listens.
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
 * Serves the documents and the page that shows them, unless they are switched off. Who comes through a proxy that takes
 * a part of the path away finds that part in `servers`.
 */
export function serveOpenApi(app: INestApplication, { docs, server }: AppConfig): void {
  if (!docs.enabled) return;
  const documents = (): OpenApiDocuments => prepareOpenApi(app, server.publicUrl).documents;
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  serveDocsPage(fastify, docs);
  for (const which of ['generators', 'full'] as const) {
    // By the part of the path that a proxy took away. A request can name any, so few are kept.
    const byPrefix = new LRUCache<string, Promise<ServedBytes>>({ max: MOST_PREFIXES });
    fastify.get(PATHS[which], async (request, reply) => {
      const prefix = server.publicUrl === undefined ? request.publicPrefix : '';
      let bytes = byPrefix.get(prefix);
      if (bytes === undefined) {
        const text = JSON.stringify(servedAt(documents()[which], prefix));
        bytes = servedBytes(Buffer.from(text), 'application/json; charset=utf-8');
        byPrefix.set(prefix, bytes);
      }
      return sendBytes(await bytes, request, reply, 'no-cache');
    });
  }
}
