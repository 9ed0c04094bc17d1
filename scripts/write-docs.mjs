// Writes docs/configuration.md from the configuration files and the classes that check them.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationPage } from '../dist/platform/config/config-table.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (name) => readFileSync(join(root, name), 'utf8');
const page = configurationPage(read('config/default.yaml'), read('config/production.example.yaml'));
writeFileSync(join(root, 'docs/configuration.md'), page);
console.log('written: docs/configuration.md');
