// The demonstration: builds, then starts the emulator with its fleet, and Portolan on it. Says what it does until it is
// ready, prints one ready-made question, stays up, and ends with either of the two or on Ctrl-C.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const environment = { ...process.env, PORTOLAN_CONFIG: process.env.PORTOLAN_CONFIG ?? 'config/demo.yaml' };
const host = environment.HOST ?? '127.0.0.1';
const port = environment.PORT ?? '3000';
// Kubernetes sets EMULATOR_PORT=tcp://... for a Service named emulator.
if (environment.EMULATOR_PORT?.startsWith('tcp://')) delete environment.EMULATOR_PORT;
const emulatorPort = environment.EMULATOR_PORT ?? '4010';
const key = environment.PORTOLAN_DEMO_KEY ?? 'portolan-demo-key';
const hosts = environment.EMULATOR_HOSTS ?? '1000';
const portolan = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
const emulator = `http://127.0.0.1:${emulatorPort}`;
const READY_WITHIN_MS = 60_000;
/** How often the build says that it goes on. */
const STILL_EVERY_MS = 5_000;

const children = [];
let ending = false;

function start(name, script, extra = {}) {
  const child = spawn(process.execPath, [join(root, script)], {
    cwd: root,
    env: { ...environment, ...extra },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.push(child);
  child.on('exit', (code, signal) => {
    if (ending) return;
    console.error(`demo: ${name} ended (${signal ?? `exit code ${code}`}); stopping`);
    end(code === 0 ? 1 : (code ?? 1));
  });
}

function end(code) {
  if (ending) return;
  ending = true;
  process.exitCode = code;
  for (const child of children) child.kill('SIGTERM');
}

/** Builds, and says so all the while: on a small machine it takes half a minute. */
async function build() {
  const started = Date.now();
  const passed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  console.log('demo: building (usually under half a minute) …');
  const still = setInterval(() => console.log(`demo: still building, ${passed()} …`), STILL_EVERY_MS);
  const child = spawn(
    process.execPath,
    // The check of types is for those who change the code: `npm run build` makes it.
    [join(root, 'scripts/build.mjs'), '--unchecked', 'service', 'emulator', 'client', 'explorer'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  children.push(child);
  const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
  clearInterval(still);
  if (ending) return;
  if (code === 0) console.log(`demo: built in ${passed()}`);
  else {
    console.error('demo: the build failed; stopping');
    end(code);
  }
}

/** Stops when a port is taken: another program's answers there would look like ours. */
async function checkFree(name, address, number, variable) {
  if (ending) return;
  const fault = await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(Number(number), address, () => probe.close(() => resolve(undefined)));
  });
  if (fault === undefined) return;
  const why = fault.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${fault.code})`;
  console.error(
    `demo: port ${number} for ${name} ${why}; choose another one: ${variable}=${Number(number) + 1} npm run demo`,
  );
  end(1);
}

async function answers(url) {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!ending && Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  if (ending) return;
  console.error(`demo: ${url} did not answer within ${READY_WITHIN_MS / 1000} s; stopping`);
  end(1);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0));

await checkFree('the emulator', '127.0.0.1', emulatorPort, 'EMULATOR_PORT');
await checkFree('Portolan', host, port, 'PORT');
if (!ending) await build();
// It may have been taken during the build.
await checkFree('the emulator', '127.0.0.1', emulatorPort, 'EMULATOR_PORT');
await checkFree('Portolan', host, port, 'PORT');
if (!ending) console.log(`demo: starting the emulator with ${hosts} servers on ${emulator} …`);
if (!ending)
  start('the emulator', 'dist-emulator/main.js', { HOST: '127.0.0.1', EMULATOR_PORT: emulatorPort });
if (!ending) await answers(`${emulator}/__emulator/settings`);
if (!ending) console.log(`demo: starting Portolan on ${portolan} …`);
if (!ending) start('Portolan', 'dist/bundle/main.js');
if (!ending) await answers(`${portolan}/health/ready`);
if (!ending) {
  console.log(`
demo: ready.

  explorer       ${portolan}/
  API            ${portolan}/v1
  documentation  ${portolan}/docs
  emulator       ${emulator}
  key            ${key}

  Who listens on the telnet port, anywhere in the fleet?

    curl -s '${portolan}/v1/ports?hosts=all&port=23&limit=3' -H 'X-API-Key: ${key}'

  Ctrl-C ends it.
`);
}
