// Checks what a release is made of, from package-lock.json: every package has a digest and a licence that is allowed, and
// docs/licences.md lists those that are shipped. Writes the bill of materials (CycloneDX, `npm sbom`) to dist/sbom.json and
// checks that it has them all. With --write the list of licences is written instead of compared.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const LIST = join(ROOT, 'docs', 'licences.md');
/** Licences that ask for no more than their text and the names of the authors. A choice. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
]);

/** Packages that are built into the explorer, so that they are shipped though nobody installs them. */
const BUILT_IN = new Set(['@preact/signals', '@preact/signals-core', 'oauth4webapi', 'preact']);
const nameAt = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const installed = Object.entries(packages).filter(
  ([path, { link }]) => path.includes('node_modules/') && link !== true,
);
const shipped = installed
  .filter(
    ([path, { dev, devOptional }]) => (dev !== true && devOptional !== true) || BUILT_IN.has(nameAt(path)),
  )
  .map(([path, { version, license }]) => ({
    name: nameAt(path),
    version,
    licence: license ?? 'none',
  }));
const faults = [];

for (const [path, { integrity }] of installed)
  if (integrity === undefined) faults.push(`${path} has no digest in package-lock.json`);
for (const { name, version, licence } of shipped)
  if (!ALLOWED.has(licence))
    faults.push(`${name} ${version} has the licence ${licence}, which is not on the list`);

const text = licences();
if (process.argv.includes('--write')) writeFileSync(LIST, text);
else if (text !== readFileSync(LIST, 'utf8'))
  faults.push('docs/licences.md is not what is shipped: run npm run licences');
faults.push(...sbomFaults());

for (const fault of faults) console.error(`release: ${fault}`);
console.log(`release: ${shipped.length} packages are shipped; ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;

function licences() {
  const rows = new Map(shipped.map(({ name, version, licence }) => [`${name}@${version}`, licence]));
  const lines = [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, licence]) => `- ${name}: ${licence}`);
  return [
    '# Packages that are shipped, and their licences',
    '',
    'Written by `npm run licences`.',
    '',
    ...lines,
    '',
  ].join('\n');
}

/** Leaves out what is not shipped. `npm sbom --omit dev` is of no use: it also leaves out what both kinds need. */
function sbomFaults() {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const made = spawnSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (made.status !== 0) return [`npm sbom: ${made.stderr ?? made.error?.message}`];
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const names = new Set(shipped.map(({ name, version }) => `${name}@${version}`));
  const nameOf = ({ purl = '' }) => decodeURIComponent(purl.replace('pkg:npm/', ''));
  const whole = JSON.parse(made.stdout);
  const components = whole.components.filter((each) => names.has(nameOf(each)));
  const refs = new Set([whole.metadata.component['bom-ref'], ...components.map((each) => each['bom-ref'])]);
  const dependencies = whole.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => refs.has(each)) }));
  const file = join(ROOT, 'dist', 'sbom.json');
  writeFileSync(file, `${JSON.stringify({ ...whole, components, dependencies }, null, 2)}\n`);
  const listed = new Set(components.map(nameOf));
  return shipped
    .filter(({ name, version }) => !listed.has(`${name}@${version}`))
    .map(({ name, version }) => `the bill of materials lacks ${name}@${version}`);
}
