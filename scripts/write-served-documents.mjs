// Writes the two OpenAPI documents into dist, where the service reads them. Making them takes half a second and much memory,
// so the build does it once, and not each start of the service.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp } from '../dist/app.js';
import { loadConfig } from '../dist/platform/config/load-config.js';
import { createLogger } from '../dist/platform/logging/logger.js';
import { openApiDocuments } from '../dist/platform/openapi/openapi.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// The configuration of the demo and nothing of the environment, so that every build writes the same bytes.
const config = loadConfig({ PORTOLAN_CONFIG: 'config/demo.yaml', LOG_LEVEL: 'silent' }, root);
// The application is created, but does not listen and makes no calls.
const app = await createApp(config, createLogger(config.log, false));
const { full, generators } = openApiDocuments(app);
await app.close();
for (const [name, document] of Object.entries({ 'openapi.json': generators, 'openapi.full.json': full }))
  writeFileSync(join(root, 'dist/platform/openapi', name), JSON.stringify(document));
