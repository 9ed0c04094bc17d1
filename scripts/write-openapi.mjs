// Writes docs/openapi.json, for generators, and docs/openapi.full.json from the built
// application, which is created but does not listen and makes no calls.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from '../dist/app.js';
import { loadConfig } from '../dist/platform/config/load-config.js';
import { createLogger } from '../dist/platform/logging/logger.js';
import { openApiDocuments, openApiText } from '../dist/platform/openapi/openapi.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// The demonstration's configuration and nothing of the environment, so that everybody writes the same bytes.
const config = loadConfig({ PORTOLAN_CONFIG: 'config/demo.yaml', LOG_LEVEL: 'silent' }, root);
const app = await createApp(config, createLogger(config.log, false));
const { full, generators } = openApiDocuments(app);
await app.close();
for (const [name, document] of Object.entries({ 'openapi.json': generators, 'openapi.full.json': full })) {
  const file = join(root, 'docs', name);
  writeFileSync(file, openApiText(document));
  console.log(`written: ${file}`);
}
