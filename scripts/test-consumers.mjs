// What other programs make of the OpenAPI document: six generators, each with its defaults, make a client of it; all of
// that compiles strictly; each client asks a running service; three linters and a validating proxy find nothing. Installs
// the generators in test/consumers, where they stay out of the service's own packages. Ends with the count of checks.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const here = join(root, 'test', 'consumers');
const DOCUMENT = '../../docs/openapi.json';
const KEY = 'portolan-demo-key';
const READY_WITHIN_MS = 60_000;

/** Generators by name, with the command that makes a client in `generated`. */
const GENERATORS = {
  'openapi-fetch': ['openapi-typescript', DOCUMENT, '-o', 'generated/openapi-typescript.ts'],
  orval: ['orval', '--input', DOCUMENT, '--output', 'generated/orval.ts', '--client', 'fetch'],
  'hey-api': ['openapi-ts', '-f', 'openapi-ts.config.mjs'],
  kubb: ['kubb', 'generate', '--config', 'kubb.config.mjs'],
  'swagger-typescript-api': [
    ...['swagger-typescript-api', 'generate', '-p', DOCUMENT],
    ...['-o', 'generated/swagger-typescript-api', '-n', 'api.ts'],
  ],
  oazapfts: ['oazapfts', DOCUMENT, 'generated/oazapfts.ts'],
};

let passed = 0;
let failed = 0;
const children = [];

async function check(name, run) {
  const began = Date.now();
  try {
    await run();
    passed += 1;
    console.log(`ok   ${name} (${Date.now() - began} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL ${name}\n${error instanceof Error ? error.message : error}`);
  }
}

/** Runs a program to its end. @throws Error with what it printed unless it ends with 0. */
function run(command, args, cwd = here) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''}: ${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
}

const tool = (name, ...args) => run(join(here, 'node_modules', '.bin', name), args);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function start(command, args, environment = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
}

async function answers(url) {
  for (const until = Date.now() + READY_WITHIN_MS; Date.now() < until;) {
    const response = await fetch(url, { headers: { 'x-api-key': KEY } }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`nothing answers at ${url}`);
}

/**
 * Deletes the export that a client ordered, since a caller may have ten under way.
 *
 * @throws Error when the client brought back something else than rows, typed as the document says.
 */
async function judge(url, { ports, hosts, pids, complete, exportId, exportStatus }) {
  await fetch(`${url}/v1/exports/${exportId}`, { method: 'DELETE', headers: { 'x-api-key': KEY } });
  const right =
    ports.length === 5 &&
    ports.every((port) => port === 22) &&
    hosts.length > 0 &&
    hosts.every((id) => typeof id === 'string') &&
    pids.every((pid) => pid === null || typeof pid === 'number') &&
    complete === true &&
    typeof exportId === 'string' &&
    ['queued', 'running', 'succeeded'].includes(exportStatus);
  if (!right) throw new Error(JSON.stringify({ ports, hosts, pids, complete, exportId, exportStatus }));
}

/** Wraps `fetch` so that violations that the proxy reports of answers are kept. */
function watched(fetch, violations) {
  return async (...args) => {
    const response = await fetch(...args);
    const found = JSON.parse(response.headers.get('sl-violations') ?? '[]');
    for (const violation of found)
      if (violation.location[0] === 'response')
        violations.push(`${response.status} ${response.url}: ${JSON.stringify(violation)}`);
    return response;
  };
}

/** Orders that change something outside, and readings that need an id of something that was made before. */
const NOT_ASKED = /^\/problems|\/collect$|\/refresh$|\/tickets$|\{(?!port|type|host_id)/;

/** @returns how often it asked every reading operation: rightly, wrongly, without a key, and for what is not there. */
async function sweep(url, document, hostId) {
  const known = { headers: { 'x-api-key': KEY, 'content-type': 'application/json' } };
  let asked = 0;
  const ask = async (path, options) => {
    await (await fetch(`${url}${path}`, options)).arrayBuffer();
    asked += 1;
  };
  const since = `since=${new Date(Date.now() - 3_600_000).toISOString()}`;
  for (const [pattern, { get, post }] of Object.entries(document.paths)) {
    if (NOT_ASKED.test(pattern)) continue;
    const path = pattern.replace('{port}', '22').replace('{type}', 'web_site').replace('{host_id}', hostId);
    if (get !== undefined) {
      const query = pattern.endsWith('/changes') ? `?${since}` : '';
      await ask(`${path}${query}`, known);
      await ask(path.replace(hostId, 'nowhere'), known);
      await ask(`${path}?project=elsewhere`, known);
      await ask(path, {});
    }
    if (post !== undefined && pattern !== '/v1/exports') {
      for (const body of [
        { host_ids: [hostId], include: 'host' },
        { host_ids: ['nowhere'] },
        { limit: 0 },
        1,
      ])
        await ask(path, { ...known, method: 'POST', body: JSON.stringify(body) });
      await ask(path, { method: 'POST' });
    }
  }
  return asked;
}

try {
  console.log('consumers: installing the generators …');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  rmSync(join(here, 'generated'), { recursive: true, force: true });
  mkdirSync(join(here, 'generated'));

  await check('swagger-parser takes the document', async () => {
    const parser = join(here, 'node_modules/@apidevtools/swagger-parser/lib/index.js');
    const { default: SwaggerParser } = await import(pathToFileURL(parser).href);
    for (const name of ['openapi.json', 'openapi.full.json'])
      await SwaggerParser.validate(join(root, 'docs', name));
  });
  await check('spectral finds no error', () => {
    for (const name of ['openapi.json', 'openapi.full.json'])
      tool(
        'spectral',
        'lint',
        '--fail-severity=error',
        '--quiet',
        '-r',
        'spectral.yaml',
        `../../docs/${name}`,
      );
  });
  await check('redocly finds no error', () => {
    const redocly = join(root, 'node_modules/@redocly/cli/bin/cli.js');
    for (const name of ['openapi.json', 'openapi.full.json'])
      run(process.execPath, [redocly, 'lint', `docs/${name}`, '--extends=recommended'], root);
  });
  for (const [name, command] of Object.entries(GENERATORS))
    await check(`${name} makes a client`, () => tool(...command));
  await check('everything that was made compiles strictly', () => tool('tsc', '-p', 'tsconfig.json'));
  for (const name of Object.keys(GENERATORS))
    await check(`the program with ${name} is bundled`, () =>
      tool(
        ...['esbuild', `programs/${name}.ts`, '--bundle', '--platform=node', '--format=esm'],
        `--outfile=generated/programs/${name}.mjs`,
      ),
    );

  run(process.execPath, ['scripts/build.mjs', 'service', 'emulator'], root);
  const [emulatorPort, port, proxyPort] = [await freePort(), await freePort(), await freePort()];
  const shared = { EMULATOR_PORT: String(emulatorPort), EMULATOR_HOSTS: '50', LOG_LEVEL: 'silent' };
  start(process.execPath, ['dist-emulator/main.js'], { ...shared, HOST: '127.0.0.1' });
  start(process.execPath, ['dist/bundle/main.js'], {
    ...shared,
    PORTOLAN_CONFIG: 'config/demo.yaml',
    PORT: String(port),
  });
  const url = `http://127.0.0.1:${port}`;
  const proxy = `http://127.0.0.1:${proxyPort}`;
  await answers(`${url}/health/live`);
  start(join(here, 'node_modules/.bin/prism'), [
    'proxy',
    'docs/openapi.json',
    url,
    '--port',
    String(proxyPort),
  ]);
  await answers(`${proxy}/health/live`);

  const violations = [];
  const { fetch } = globalThis;
  for (const name of Object.keys(GENERATORS)) {
    const { ask } = await import(pathToFileURL(join(here, `generated/programs/${name}.mjs`)).href);
    await check(`the client of ${name} reads rows`, async () => judge(url, await ask({ url, key: KEY })));
    globalThis.fetch = watched(fetch, violations);
    await check(`the client of ${name} reads rows through a validating proxy`, async () =>
      judge(proxy, await ask({ url: proxy, key: KEY })),
    );
    globalThis.fetch = fetch;
  }
  await check('a validating proxy finds nothing wrong with the answers of any reading call', async () => {
    globalThis.fetch = watched(fetch, violations);
    const document = await (await fetch(`${url}/openapi.json`)).json();
    const { items } = await (
      await fetch(`${url}/v1/hosts?limit=1`, { headers: { 'x-api-key': KEY } })
    ).json();
    const asked = await sweep(proxy, document, items[0].host_id);
    globalThis.fetch = fetch;
    console.log(`     ${asked} requests went through the proxy`);
    // The proxy also judges what was asked wrongly on purpose; only answers count here.

    if (violations.length > 0) throw new Error(violations.join('\n'));
  });
} finally {
  for (const child of children) child.kill('SIGTERM');
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
