// Keeps the built program busy for a long time: `npm run soak -- [--minutes 10]`; 120 is the full size. The load is about 70 %
// of its capacity, and one upstream answer in twenty is broken. Half of the clients ask in the background, so that jobs run all
// the time; REDIS_URL says where they are kept, by default in the process. Watches memory, handles and every answer. Exit code 1
// when rows are lost, memory grows or a process dies.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = process.argv.indexOf('--minutes');
const minutes = at < 0 ? 10 : Number(process.argv[at + 1]);
if (!(minutes > 0 && minutes <= 1_440)) {
  console.error('--minutes must be a number above 0, up to 1440');
  process.exit(2);
}
const HOSTS = 300;
const CLIENTS = 4;
const QUESTION = { hosts: { all: true }, plan: 'per-host', max_age: 0 };
/** Rests after each answer for as long as 3/7 of what it took: busy 70 % of the time. */
const REST = 3 / 7;
const WARM_SHARE = 0.3;
const MOST_GROWTH_MIB_IN_TEN_MINUTES = 1;

const children = [];
const start = (file, env, pattern) =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--no-warnings', join(root, file)], {
      cwd: root,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    let text = '';
    child.stdout.on('data', (chunk) => {
      text = (text + chunk).slice(-4_000);
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) done({ child, url: found });
    });
    child.once('exit', (code) => fail(new Error(`${file} ended with ${code}`)));
  });

let exit = 1;
try {
  exit = await soak();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
} finally {
  for (const child of children) child.kill('SIGKILL');
}
process.exit(exit);

async function soak() {
  const { emulator, service } = await startBoth();
  await scriptFaults(emulator.url);
  const truth = (await (await fetch(`${emulator.url}/__emulator/fleet/ports`)).text())
    .split('\n')
    .filter(Boolean).length;
  const counts = { answers: 0, inBackground: 0, rows: 0, named: 0, wrong: 0, errors: 0 };
  const samples = [];
  const timer = setInterval(() => samples.push(memoryOf(service.child.pid)), Math.min(5_000, minutes * 600));
  const load = { url: service.url, until: Date.now() + minutes * 60_000, truth, counts };
  await Promise.all(Array.from({ length: CLIENTS }, (_, nth) => client(load, nth % 2 === 1)));
  clearInterval(timer);
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  const handles = handlesIn(metrics);
  const slope = slopeOf(samples.slice(Math.floor(samples.length * WARM_SHARE)));
  report({ counts, slope, handles, mib: samples.at(-1)?.mib ?? 0 });
  const grown = minutes >= 10 && slope > MOST_GROWTH_MIB_IN_TEN_MINUTES;
  return counts.wrong + counts.errors > 0 || grown || service.child.exitCode !== null ? 1 : 0;
}

async function startBoth() {
  const emulator = await start(
    'dist-emulator/main.js',
    { EMULATOR_PORT: '0', EMULATOR_HOSTS: String(HOSTS), EMULATOR_LATENCY_MS: '10:60' },
    /(http:\S+)/,
  );
  const service = await start(
    'dist/bundle/main.js',
    {
      PORTOLAN_CONFIG: 'config/demo.yaml',
      EMULATOR_PORT: new URL(emulator.url).port,
      PORT: '0',
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'info',
      ...(process.env.REDIS_URL === undefined ? {} : { REDIS_URL: process.env.REDIS_URL }),
    },
    /"url":"(http:[^"]+)"/,
  );
  return { emulator, service };
}

/** Breaks one row answer in twenty, in five ways. */
async function scriptFaults(emulatorUrl) {
  for (const [nth, fault] of [
    { kind: 'status', status: 503 },
    { kind: 'reset' },
    { kind: 'cut' },
    { kind: 'malformed' },
    { kind: 'delay', delay_ms: 800 },
  ].entries()) {
    await fetch(`${emulatorUrl}/__emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ match: { path: '/asset/ports' }, fault, probability: 0.01, seed: nth }),
    });
  }
}

function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return { at: Date.now(), mib: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1_024 };
}

/** Adds up the handles of all kinds, as `/metrics` counts them; undefined where it counts none. */
function handlesIn(metrics) {
  const kinds = [...metrics.matchAll(/^nodejs_active_handles\{[^}]*\} (\d+)/gm)];
  return kinds.length === 0 ? undefined : kinds.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Prints the figures and keeps them for the reliability page. */
function report({ counts, slope, handles, mib }) {
  const figure = `${counts.answers} answers, ${counts.inBackground} of them in the background, ${counts.rows} rows, ${counts.named} hosts named in failures, ${counts.wrong} answers with rows missing or doubled, ${counts.errors} errors; memory ${Math.round(mib)} MiB, ${slope.toFixed(2)} MiB more in 10 minutes; ${handles === undefined ? 'handles unknown' : `${handles} handles`}`;
  console.log(`soak, ${minutes} min: ${figure}`);
  const folder = join(root, 'node_modules/.cache/portolan/figures');
  mkdirSync(folder, { recursive: true });
  const entry = {
    promise: 'R20',
    what: `${minutes} minutes at about 70 % with 5 % of upstream answers broken`,
    figure,
    demand: `less than ${MOST_GROWTH_MIB_IN_TEN_MINUTES} MiB more in 10 minutes after warming up; nothing lost, nothing dies`,
    test: 'soak',
    file: 'scripts/soak.mjs',
    size: minutes >= 120 ? 'full' : 'suite',
    at: new Date().toISOString(),
  };
  writeFileSync(join(folder, `soak-${entry.size}.json`), JSON.stringify(entry));
}

/** Asks for all rows again and again, and counts what is wrong with the answers. */
async function client({ url, until, truth, counts }, inBackground) {
  while (Date.now() < until) {
    const startedAt = performance.now();
    try {
      const { items, failures, isWhole } = await (inBackground ? readInBackground(url) : readAll(url));
      const distinct = new Set(items.map(({ item }) => JSON.stringify(item))).size;
      counts.answers++;
      if (inBackground) counts.inBackground++;
      counts.rows += items.length;
      counts.named += failures;
      const isMissing = failures === 0 && items.length !== truth;
      if (!isWhole || distinct !== items.length || isMissing) counts.wrong++;
    } catch (error) {
      counts.errors++;
      console.error(error instanceof Error ? error.message : error);
    }
    await new Promise((done) => setTimeout(done, (performance.now() - startedAt) * REST));
  }
}

async function readAll(url) {
  return answerIn(await send(url, 'POST', '/v1/ports/query', { ...QUESTION, format: 'ndjson' }));
}

/** Orders a background query, follows its rows to their end, and has it forgotten. */
async function readInBackground(url) {
  const order = await send(url, 'POST', '/v1/ports/query', QUESTION, { prefer: 'respond-async' });
  const path = order.headers.get('location');
  await order.arrayBuffer();
  if (order.status !== 202) throw new Error(`an order was answered by ${order.status}`);
  const answer = await answerIn(await send(url, 'GET', `${path}/items?format=ndjson`));
  await (await send(url, 'DELETE', path)).arrayBuffer();
  return answer;
}

function send(url, method, path, body, headers = {}) {
  return fetch(url + path, {
    method,
    headers: {
      'x-api-key': 'portolan-demo-key',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function answerIn(response) {
  const lines = (await response.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return {
    items: lines.filter(({ type }) => type === 'item'),
    failures: lines.filter(({ type }) => type === 'failure').length,
    isWhole: lines.at(-1)?.type === 'summary',
  };
}

/** Least squares, in MiB for each ten minutes. */
function slopeOf(points) {
  const n = points.length;
  if (n < 2) return 0;
  const meanAt = points.reduce((sum, { at: time }) => sum + time, 0) / n;
  const meanMib = points.reduce((sum, { mib }) => sum + mib, 0) / n;
  let top = 0;
  let bottom = 0;
  for (const { at: time, mib } of points) {
    top += (time - meanAt) * (mib - meanMib);
    bottom += (time - meanAt) ** 2;
  }
  return bottom === 0 ? 0 : (top / bottom) * 600_000;
}
