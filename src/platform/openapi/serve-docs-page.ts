import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { DocsConfig } from '../config/http-config.js';
import { escapeHtml } from '../http/html-page.js';
import { publicPath } from '../http/rules/public-path.js';
import { sendBytes, servedBytes } from '../http/served-bytes.js';

const findPackage = createRequire(import.meta.url);
const { version: VERSION } = findPackage('swagger-ui-dist/package.json') as { version: string };

/** How long browsers keep files whose address names their version, in seconds: a year. */
const YEAR_S = 31_536_000;

/** Files of the viewer, by the part of the address that follows its version. */
const VIEWER_FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

/**
 * Starts the viewer with every operation folded. It gets the document as an object, because it reads text as YAML, which
 * takes seconds. Problems and headers that any request may carry are left out: they are two thirds of an opened operation.
 * Answers are not coloured, since colouring a long one stops the page for seconds. The document is read as OpenAPI 3.0, because
 * for 3.1 the viewer analyses the whole document whenever an operation is opened: half of all its work. All that our document
 * has of 3.1 are types with `null`.
 */
const START_SCRIPT = `'use strict';
const { document: url, problems, key } = document.currentScript.dataset;
const ANY_REQUEST = ['RequestId', 'TraceParent', 'IfNoneMatch', 'LastEventId'];
const isForAnyRequest = ({ $ref = '' }) => ANY_REQUEST.includes($ref.split('/').pop());
function nullable(_name, value) {
  if (!Array.isArray(value?.type)) return value;
  return { ...value, type: value.type.find((each) => each !== 'null'), nullable: value.type.includes('null') };
}
function shorten(spec) {
  spec.openapi = '3.0.4';
  for (const path of Object.values(spec.paths))
    for (const operation of Object.values(path)) {
      operation.parameters = (operation.parameters ?? []).filter((each) => !isForAnyRequest(each));
      for (const status of Object.keys(operation.responses))
        if (status >= '400') delete operation.responses[status];
      operation.responses.default = { description: 'A problem document: see ' + problems };
    }
  return spec;
}
fetch(url)
  .then((answer) => answer.text())
  .then((text) => {
    const spec = JSON.parse(text, nullable);
    const ui = SwaggerUIBundle({
      spec: shorten(spec),
      dom_id: '#docs',
      deepLinking: true,
      docExpansion: 'list',
      defaultModelsExpandDepth: -1,
      tryItOutEnabled: true,
      displayRequestDuration: true,
      syntaxHighlight: { activated: false },
      validatorUrl: null,
      onComplete: () => {
        if (key) ui.preauthorizeApiKey('ApiKey', key);
      },
    });
  })
  .catch((error) => {
    document.getElementById('docs').textContent = 'The document cannot be shown: ' + error.message;
  });
`;

/**
 * Serves the page for people at `/docs`. All of it comes from this server, and no script stands in the page itself, so
 * that the content security policy needs no exception for scripts.
 */
export function serveDocsPage(fastify: FastifyInstance, { prefilledKey }: DocsConfig): void {
  const start = once(() => servedBytes(Buffer.from(START_SCRIPT), 'text/javascript; charset=utf-8'));
  fastify.get('/docs', (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      // The page may hold a key.
      .header('cache-control', prefilledKey === undefined ? 'no-cache' : 'no-store')
      .send(pageOf(request, prefilledKey)),
  );
  fastify.get('/docs/start.js', async (request, reply) =>
    sendBytes(await start(), request, reply, 'no-cache'),
  );
  for (const [name, type] of Object.entries(VIEWER_FILES)) {
    const file = findPackage.resolve(`swagger-ui-dist/${name}`);
    const asset = once(async () => servedBytes(await readFile(file), type));
    fastify.get(`/docs/${VERSION}/${name}`, async (request, reply) =>
      sendBytes(await asset(), request, reply, `public, max-age=${YEAR_S}, immutable`),
    );
  }
}

function pageOf(request: FastifyRequest, key: string | undefined): string {
  const at = (path: string): string => escapeHtml(publicPath(request, path));
  const viewer = (name: string): string => at(`/docs/${VERSION}/${name}`);
  const keyAttribute = key === undefined ? '' : ` data-key="${escapeHtml(key)}"`;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Portolan</title>',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<link rel="stylesheet" href="${viewer('swagger-ui.css')}">`,
    `<link rel="icon" type="image/png" href="${viewer('favicon-32x32.png')}">`,
    // The script asks for the document only when it runs; the browser can fetch it meanwhile.
    `<link rel="preload" as="fetch" crossorigin href="${at('/openapi.full.json')}">`,
    `<script defer src="${viewer('swagger-ui-bundle.js')}"></script></head><body><div id="docs"></div>`,
    `<script src="${at('/docs/start.js')}" data-document="${at('/openapi.full.json')}" data-problems="${at('/problems')}"${keyAttribute} defer></script>`,
    '</body></html>\n',
  ].join('');
}

/** Returns a function that makes the thing at its first call. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
