// Makes sure that the tests have a Redis server of their own to start, stop and kill: one on PATH, or Debian's package,
// installed, or without the right to install unpacked into node_modules/.cache. Prints where it is, or stops with one
// sentence that says what to do. With REDIS_URL set the lack of a local server is only mentioned.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES = ['redis-server', 'valkey-server'];
const CACHE = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'redis');

const path = onPath() ?? inCache() ?? installed() ?? unpacked();
if (path !== undefined) {
  console.log(`Redis for tests: ${path}`);
} else if (process.env.REDIS_URL) {
  console.log(
    'Redis for tests: REDIS_URL; tests that kill or freeze a server need redis-server on PATH besides.',
  );
} else {
  console.error(
    'The tests need a Redis server: install redis-server or valkey-server (Debian: apt-get install redis-server; ' +
      'macOS: brew install redis), so that it is on PATH, and run this again.',
  );
  process.exit(1);
}

function onPath() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((candidate) => runs(candidate));
}

function inCache() {
  return NAMES.map((name) => join(CACHE, 'usr', 'bin', name)).find((candidate) => runs(candidate));
}

function installed() {
  if (!has('apt-get') || process.getuid?.() !== 0) return undefined;
  return apt(['install', '-y', '--no-install-recommends', 'redis-server']) ? onPath() : undefined;
}

/** Without root: the packages with the libraries they need, unpacked where nobody else looks. */
function unpacked() {
  if (!has('apt-get') || !has('dpkg-deb')) return undefined;
  mkdirSync(CACHE, { recursive: true });
  // redis-server is a frame around redis-tools, which holds the program; the rest are its libraries.
  const wanted = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblua5.1-0', 'liblzf1', 'libatomic1'];
  for (const name of wanted) apt(['download', name], CACHE);
  for (const file of readdirSync(CACHE).filter((name) => name.endsWith('.deb'))) {
    spawnSync('dpkg-deb', ['-x', join(CACHE, file), CACHE], { stdio: 'ignore' });
  }
  return inCache();
}

function apt(args, cwd) {
  const run = () =>
    spawnSync('apt-get', ['-q', ...args], { cwd, stdio: 'ignore', timeout: 120_000 }).status === 0;
  if (run()) return true;
  // Fresh machines and images come without lists of packages.
  spawnSync('apt-get', ['-q', 'update'], { stdio: 'ignore', timeout: 120_000 });
  return run();
}

function runs(candidate) {
  return (
    existsSync(candidate) &&
    spawnSync(candidate, ['--version'], { stdio: 'ignore', env: environment(candidate) }).status === 0
  );
}

/** An unpacked server finds its unpacked libraries beside it. */
function environment(candidate) {
  if (!candidate.startsWith(CACHE)) return process.env;
  return { ...process.env, LD_LIBRARY_PATH: libraries() };
}

function libraries() {
  const root = join(CACHE, 'usr', 'lib');
  if (!existsSync(root)) return '';
  return [root, ...readdirSync(root).map((name) => join(root, name))].join(delimiter);
}

function has(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}
