// Writes docs/configuration.md, and the table of variables in README.md, from the configuration files and the classes
// that check them.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  configurationPage,
  environmentTable,
  withEnvironmentTable,
} from '../dist/platform/config/config-table.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const read = (name) => readFileSync(join(root, name), 'utf8');
const write = (name, text) => {
  writeFileSync(join(root, name), text);
  console.log(`written: ${name}`);
};
const files = [read('config/default.yaml'), read('config/production.example.yaml')];
write('docs/configuration.md', configurationPage(...files));
write('README.md', withEnvironmentTable(read('README.md'), environmentTable(...files)));
