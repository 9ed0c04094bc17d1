// Runs some tests on the Node that .nvmrc names, which is newer than the oldest one we support: what only a newer Node has
// (zstd), and a little of everything else. Where that Node cannot be had from the package registry, it says so and passes.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const wanted = readFileSync(join(root, '.nvmrc'), 'utf8').trim();
/** Fast ones, about half a minute together. */
const SPECS = [
  'src/kernel',
  'src/fleet',
  'src/platform',
  'test/answers/compression',
  'test/tokens/credentials',
];
/** How long fetching Node may take, in milliseconds. */
const FETCH_MS = 60_000;

if (process.versions.node.startsWith(`${wanted}.`)) {
  console.log(`This is Node ${process.version} already.`);
  process.exit(0);
}
// From outside of the project, because its settings turn off the script that puts the program in its place.
const found = spawnSync(
  'npm',
  ['exec', '--yes', `--package=node@${wanted}`, '--', 'node', '-p', 'process.execPath'],
  { cwd: tmpdir(), encoding: 'utf8', timeout: FETCH_MS },
);
const program = found.stdout?.trim();
if (found.status !== 0 || !program) {
  console.log(`Node ${wanted} is unavailable; its tests are left out.`);
  process.exit(0);
}
const { status } = spawnSync(
  program,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    join(root, 'node_modules/jest/bin/jest.js'),
    '--forceExit',
    ...SPECS,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${dirname(program)}${delimiter}${process.env.PATH}` },
  },
);
process.exit(status ?? 1);
