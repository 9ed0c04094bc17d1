// Runs the tests of faults and every test that measures, and writes docs/RELIABILITY.md from their figures. The usual size
// takes minutes. `--full` takes the sizes that the promises name: an hour or more. Other arguments go to Jest.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const full = process.argv.includes('--full');
const others = process.argv.slice(2).filter((argument) => argument !== '--full');

if (others.length === 0) forgetFigures(full ? 'full' : 'suite');
const places = [
  ...['faults', 'load', 'quota', 'replicas', 'tokens'].map((folder) => `test/${folder}/`),
  ...specsThatMeasure(),
  'src/resilience',
  'src/fleet/page-walk',
  'src/upstream/transport',
];
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'scripts/test.mjs'),
    ...(others.length === 0 ? places : others),
    // What is measured in the full size is measured alone.
    ...(full ? ['--runInBand'] : []),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, ...(full ? { FAULTS: 'full' } : {}) } },
);
const whole = others.length === 0 && status === 0 ? ['--whole', full ? 'full' : 'suite'] : [];
spawnSync(process.execPath, [join(root, 'scripts/write-reliability.mjs'), ...whole], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);

/** A whole run leaves only figures of its own; those of the other size, and of the soak, stay. */
function forgetFigures(size) {
  const folder = join(root, 'node_modules/.cache/portolan/figures');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((each) => !each.startsWith('soak-')))
    if (JSON.parse(readFileSync(join(folder, name), 'utf8')).size === size) rmSync(join(folder, name));
}

/** Returns the paths of all specs that keep a figure for the page. */
function specsThatMeasure() {
  return readdirSync(join(root, 'test'), { recursive: true })
    .filter((file) => file.endsWith('.spec.ts'))
    .filter((file) => readFileSync(join(root, 'test', file), 'utf8').includes('measured('))
    .map((file) => join('test', file));
}
