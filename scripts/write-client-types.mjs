// Writes client/src/schema.ts from docs/openapi.json: the types that the client speaks. With --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'client', 'src', 'schema.ts');
const document = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8'));
const source = astToString(await openapiTypes(document, { defaultNonNullable: false }));
const text = await format(
  `// Written from docs/openapi.json by scripts/write-client-types.mjs; not to be edited.\n${source}`,
  { ...(await resolveConfig(file)), filepath: file },
);
if (process.argv.includes('--check')) {
  const fresh = readFileSync(file, 'utf8') === text;
  console.log(fresh ? 'the types are up to date' : 'the types are stale: npm run openapi');
  process.exitCode = fresh ? 0 : 1;
} else {
  writeFileSync(file, text);
  console.log(`written: ${file}`);
}
