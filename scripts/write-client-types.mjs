// Writes what the client knows of the service, all of it from docs/openapi.json: client/src/schema.ts (types),
// client/src/operations.ts (where each operation is) and client/src/cli/questions.ts (what the command line takes). With
// --check it only compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { operationTable } from './client-operations.mjs';
import { questionTable } from './client-questions.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const client = join(root, 'client', 'src');
const document = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8'));
const HEAD = '// Written from docs/openapi.json by scripts/write-client-types.mjs; not to be edited.\n';

const files = {
  'schema.ts': astToString(await openapiTypes(document, { defaultNonNullable: false })),
  'operations.ts': operationTable(document),
  'cli/questions.ts': questionTable(document),
};
const check = process.argv.includes('--check');
let stale = false;
for (const [name, source] of Object.entries(files)) {
  const file = join(client, name);
  const text = await format(HEAD + source, { ...(await resolveConfig(file)), filepath: file });
  if (!check) {
    writeFileSync(file, text);
    console.log(`written: ${file}`);
  } else if (readFileSync(file, 'utf8') !== text) stale = true;
}
if (check) {
  console.log(stale ? 'the types are stale: npm run openapi' : 'the types are up to date');
  process.exitCode = stale ? 1 : 0;
}
