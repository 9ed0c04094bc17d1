// Writes docs/configuration.md from the configuration files and the classes that check them, and docs/vocabulary.md from the
// catalogue of asset types.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vocabularyPage } from '../dist/modules/assets/vocabulary-page.js';
import { configurationPage } from '../dist/platform/config/config-table.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (name) => readFileSync(join(root, name), 'utf8');
const pages = {
  'docs/configuration.md': configurationPage(
    read('config/default.yaml'),
    read('config/production.example.yaml'),
  ),
  'docs/vocabulary.md': vocabularyPage(),
};
for (const [name, page] of Object.entries(pages)) {
  writeFileSync(join(root, name), page);
  console.log(`written: ${name}`);
}
