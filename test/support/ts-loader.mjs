// Lets plain Node run the TypeScript sources, so that tests can start processes of their own and kill them:
// node --import ./test/support/ts-loader.mjs some-script.ts
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { register } from 'node:module';
import { join, resolve as absolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const OPTIONS = {
  sourceMaps: 'inline',
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
};
const KEPT = absolute(import.meta.dirname, '../../node_modules/.cache/portolan/compiled');
const VERSION = JSON.stringify(OPTIONS);

// Node loads this file a second time, in the thread that runs the hooks below.
if (isMainThread) register(import.meta.url);

export async function resolve(specifier, context, next) {
  // The source first: a search that fails costs more than all the rest.
  if (context.parentURL?.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(specifier)) {
    const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
    if (existsSync(source)) return { url: source.href, format: 'module', shortCircuit: true };
  }
  return next(specifier, context);
}

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: await compiled(fileURLToPath(url)), shortCircuit: true };
}

/** Several processes start in one run of the tests; what one has compiled serves the others. */
async function compiled(path) {
  const source = await readFile(path, 'utf8');
  const key = createHash('sha256').update([VERSION, path, source].join('\n')).digest('hex');
  const kept = join(KEPT, `${key}.mjs`);
  const known = await readFile(kept, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const { transform } = await import('@swc/core');
  const { code } = await transform(source, { ...OPTIONS, filename: path });
  await mkdir(KEPT, { recursive: true });
  // Whole or not at all: another process may read it meanwhile.
  await writeFile(`${kept}.${process.pid}`, code);
  await rename(`${kept}.${process.pid}`, kept);
  return code;
}
