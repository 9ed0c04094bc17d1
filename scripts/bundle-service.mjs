// Joins the compiled files of the service and its packages into a few files in dist/bundle, which are the programs that run. So a
// start reads a dozen files instead of two thousand. Names stay, and source maps lead to the files of src: with
// NODE_OPTIONS=--enable-source-maps, stack traces show those.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const bundle = join(dist, 'bundle');

/** Packages that find files of their own beside their code. */
const WITH_FILES = ['pino', 'bullmq', 'ioredis'];
/** Packages that few starts need: those with spans. */
const SELDOM = ['@opentelemetry'];
/** Packages that Nest loads where they are installed; they are not. */
const NOT_INSTALLED = [
  ...['@nestjs/microservices', '@nestjs/websockets', '@nestjs/platform-express'],
  ...['@fastify/multipart', '@fastify/view'],
];
/** Packages that Nest loads only for pipes and interceptors that we do not use. */
const UNUSED_BY_NEST = /^class-(validator|transformer)$/;

const built = await rolldown({
  cwd: root,
  platform: 'node',
  input: { main: 'dist/main.js', doctor: 'dist/doctor.js' },
  external: isOutside,
  resolve: { alias: { 'class-validator': join(root, 'node_modules/class-validator/esm2015/index.js') } },
  plugins: [{ name: 'own-place', load: readCompiled }],
});
const { output } = await built.generate({
  dir: bundle,
  format: 'esm',
  sourcemap: true,
  comments: { legal: true, jsdoc: false, annotation: false },
  chunkFileNames: '[name]-[hash].js',
});
await built.close();
rmSync(bundle, { recursive: true, force: true });
mkdirSync(bundle);
for (const { type, fileName, code, source } of output)
  writeFileSync(join(bundle, fileName), type === 'chunk' ? asAscii(code) : source);

function isOutside(id, importer = '') {
  const isOf = (name) => id === name || id.startsWith(`${name}/`);
  if ([...WITH_FILES, ...SELDOM, ...NOT_INSTALLED].some(isOf)) return true;
  return importer.includes('/node_modules/@nestjs/common/') && UNUSED_BY_NEST.test(id);
}

/** Reads a compiled file of ours. It finds Lua scripts and documents beside itself, so it keeps its own URL. */
function readCompiled(id) {
  if (!id.startsWith(`${dist}/`) || !id.endsWith('.js')) return undefined;
  const place = JSON.stringify(relative(bundle, id));
  return {
    code: readFileSync(id, 'utf8').replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`),
    map: readFileSync(`${id}.map`, 'utf8'),
  };
}

/** Escapes what ASCII does not have: one such character doubles the memory that the text of the whole file takes. */
function asAscii(code) {
  return code.replaceAll(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
