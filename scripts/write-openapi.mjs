// Writes docs/openapi.json, for generators, and docs/openapi.full.json: the documents that the build made for the service,
// with line breaks.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openApiText } from '../dist/platform/openapi/openapi.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
for (const name of ['openapi.json', 'openapi.full.json']) {
  const built = readFileSync(join(root, 'dist/platform/openapi', name), 'utf8');
  const file = join(root, 'docs', name);
  writeFileSync(file, openApiText(JSON.parse(built)));
  console.log(`written: ${file}`);
}
