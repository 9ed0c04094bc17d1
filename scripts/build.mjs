// Builds the service into dist, the emulator into dist-emulator, the client into client/dist and the explorer into dist-explorer.
// Names build some of them only:
// node scripts/build.mjs service emulator
// `--unchecked` leaves out the check of types, which is most of the work and a stage of its own: npm run types.
import { spawnSync } from 'node:child_process';
import { cpSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PARTS = {
  service: ['tsconfig.build.json'],
  emulator: ['emulator/tsconfig.json'],
  // First the library, which must not know Node; then the command line, which does.
  client: ['client/tsconfig.json', 'client/tsconfig.cli.json'],
  explorer: ['explorer/tsconfig.json'],
};
/** Writes programs once more, without comments. */
const BARE = [
  '--removeComments',
  '--declaration',
  'false',
  '--incremental',
  'false',
  '--tsBuildInfoFile',
  'null',
];
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const unchecked = process.argv.includes('--unchecked');
const named = process.argv.slice(2).filter((argument) => argument !== '--unchecked');
const wanted = named.length > 0 ? named : Object.keys(PARTS);

for (const part of wanted) {
  if (!Object.hasOwn(PARTS, part))
    throw new Error(`usage: build.mjs [--unchecked] [${Object.keys(PARTS).join('|')}] …`);
  // Vite compiles the explorer, so there the compiler only checks.
  if (part !== 'explorer' || !unchecked)
    for (const project of PARTS[part]) compile(project, ...(unchecked ? ['--noCheck'] : []));
  // Declarations keep their comments, for editors; browsers must not load them.
  if (part === 'client') compile('client/tsconfig.cli.json', '--noCheck', ...BARE);
  if (part === 'explorer') run('node_modules/vite/bin/vite.js', 'build', 'explorer', '--logLevel', 'warn');
  if (part === 'service') {
    copyLua();
    run('scripts/write-served-documents.mjs');
    run('scripts/bundle-service.mjs');
  }
}

function compile(project, ...flags) {
  run('node_modules/typescript/bin/tsc', '-p', project, ...flags);
}

function run(program, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, program), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Copies the scripts for Redis beside the compiled files that read them. */
function copyLua() {
  const isFolderOrLua = (path) => path.endsWith('.lua') || statSync(path).isDirectory();
  cpSync(join(root, 'src'), join(root, 'dist'), { recursive: true, filter: isFolderOrLua });
}
