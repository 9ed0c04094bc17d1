// All tests: builds, sees to a Redis server, and runs Jest as ES modules want it. Arguments go to Jest.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (name) => join(root, 'node_modules', name);

run([join(root, 'scripts/build.mjs'), '--unchecked']);
run([join(root, 'scripts/ensure-redis.mjs')]);
run(['--experimental-vm-modules', '--no-warnings', bin('jest/bin/jest.js'), ...process.argv.slice(2)]);

function run(args) {
  const { status, signal } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0 || signal !== null) process.exit(status ?? 1);
}
