import { readFile } from 'node:fs/promises';
import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { AppConfig } from '../config/config.js';
import { headerNames, type HeaderNames } from './header-names.js';
import type { OpenApiDocuments } from './openapi.js';
import { serveDocsPage } from './serve-docs-page.js';
import { sendBytes, servedBytes, type ServedBytes } from '../http/served-bytes.js';

/** Path of each document. The build writes a file of the same name beside this one. */
const PATHS = {
  generators: '/openapi.json',
  full: '/openapi.full.json',
} as const satisfies Record<keyof OpenApiDocuments, string>;

/** Prefixes for which a document is kept, of about 0.4 MB each; a choice: one proxy has one prefix. */
const MOST_PREFIXES = 4;

/** Documents that were made while the application runs, each once. */
const made = new WeakMap<INestApplication, OpenApiDocuments>();

/**
 * Returns a document as the build wrote it. An application that runs from its sources has no such file: then it is made, which
 * takes half a second in which nothing else is done.
 */
async function documentOf(app: INestApplication, which: keyof OpenApiDocuments): Promise<OpenAPIObject> {
  const written = await readFile(new URL(`.${PATHS[which]}`, import.meta.url), 'utf8').catch(() => undefined);
  if (written !== undefined) return JSON.parse(written) as OpenAPIObject;
  let documents = made.get(app);
  if (documents === undefined) {
    // Not needed to serve, and it takes time to load.
    const { openApiDocuments } = await import('./openapi.js');
    documents = openApiDocuments(app);
    made.set(app, documents);
  }
  return documents[which];
}

/** Returns a function that gives the methods and headers that browsers may use. The document is read at its first call. */
export function headerNamesOf(app: INestApplication): () => Promise<HeaderNames> {
  let names: Promise<HeaderNames> | undefined;
  return () => (names ??= documentOf(app, 'full').then(headerNames));
}

function servedAt(document: OpenAPIObject, url: string): OpenAPIObject {
  return url === '' ? document : { ...document, servers: [{ url }] };
}

/**
 * Serves the documents and the page that shows them, unless they are switched off. Who comes through a proxy that takes
 * a part of the path away finds that part in `servers`.
 */
export function serveOpenApi(app: INestApplication, { docs, server }: AppConfig): void {
  if (!docs.enabled) return;
  const fastify = app.getHttpAdapter().getInstance() as FastifyInstance;
  serveDocsPage(fastify, docs);
  for (const which of ['generators', 'full'] as const) {
    // By the part of the path that a proxy took away. A request can name any, so few are kept.
    const byPrefix = new LRUCache<string, Promise<ServedBytes>>({ max: MOST_PREFIXES });
    const bytesAt = async (url: string): Promise<ServedBytes> => {
      const text = JSON.stringify(servedAt(await documentOf(app, which), url));
      return servedBytes(Buffer.from(text), 'application/json; charset=utf-8');
    };
    fastify.get(PATHS[which], async (request, reply) => {
      const prefix = server.publicUrl === undefined ? request.publicPrefix : server.publicUrl;
      let bytes = byPrefix.get(prefix);
      if (bytes === undefined) {
        bytes = bytesAt(prefix);
        byPrefix.set(prefix, bytes);
      }
      return sendBytes(await bytes, request, reply, 'no-cache');
    });
  }
}
