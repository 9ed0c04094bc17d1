import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/** One file of `src/`, its path relative to it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One import or re-export. */
export interface ImportLine {
  readonly from: string;
  readonly specifier: string;
  /** Path in `src/` it leads to; undefined for packages, for Node itself, and outside of `src/`. */
  readonly to: string | undefined;
}

/** Rooms each room may import besides itself; the arrows only go down. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  fleet: ['kernel'],
  resilience: ['kernel'],
  platform: ['kernel'],
  upstream: ['kernel', 'resilience', 'platform'],
  query: ['kernel', 'fleet', 'platform', 'upstream'],
  'asset-types': ['kernel', 'fleet', 'upstream', 'query'],
  rest: ['kernel', 'fleet', 'platform', 'upstream', 'query', 'asset-types'],
  modules: ['kernel', 'fleet', 'platform', 'upstream', 'query', 'asset-types', 'rest'],
  doctor: ['kernel', 'resilience', 'platform', 'upstream'],
  edge: [
    'kernel',
    'fleet',
    'resilience',
    'platform',
    'upstream',
    'query',
    'asset-types',
    'rest',
    'modules',
    'doctor',
  ],
};

/** Inside `upstream/`, each folder sees those before it; the files beside them put them together. */
const UPSTREAM_ORDER = ['transport', 'iam', 'hss'];
/** Inside the query engine, lowest first; the files beside the folders put them together. */
const QUERY_ORDER: readonly string[] = [
  'question',
  'servers',
  'cache',
  'reading',
  'snapshots',
  'plan',
  'events',
  'background',
  'watches',
];

const ORDER_INSIDE: Readonly<Record<string, readonly string[]>> = {
  upstream: UPSTREAM_ORDER,
  query: QUERY_ORDER,
};

/** The edges of the processes, and the composition root. */
const EDGE = ['app.module.ts', 'app.ts', 'doctor.ts', 'main.ts'];

/** Rooms of pure algorithms and policies: they may import Node itself, but no package. */
const PURE = new Set(['kernel', 'fleet', 'resilience']);

const NO_IDEA =
  /(^|\/)(utils?|helpers?|commons?|misc|shared)(\.[a-z]+)*\.ts$|(^|\/)(utils?|helpers?|commons?)\//;

/** The file's imports and re-exports, dynamic ones too. Comments do not count. */
export function importLines({ path, text }: SourceFile): ImportLine[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = code.matchAll(
    /^\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm,
  );
  return [...found].map((match) => {
    const specifier = match[1] ?? match[2] ?? '';
    return { from: path, specifier, to: resolve(path, specifier) };
  });
}

function resolve(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const joined = posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
  return joined.startsWith('..') ? undefined : joined;
}

/** The package an import names; undefined for relative paths and for Node itself. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(specifier)) {
    return undefined;
  }
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function roomOf(path: string): string | undefined {
  if (EDGE.includes(path)) return 'edge';
  return /^([a-z-]+)\//.exec(path)?.[1];
}

const isSpec = (path: string): boolean => path.endsWith('.spec.ts');

/** Returns where the files break the rules of `docs/ARCHITECTURE.md`, one line each; empty when they keep them. */
export function violations(files: readonly SourceFile[]): string[] {
  const lines = files.flatMap(importLines);
  const paths = new Set(files.map(({ path }) => path));
  return [
    ...files.flatMap(({ path, text }) => ownViolations(path, text)),
    ...lines.flatMap((line) => lineViolations(line, paths)),
    ...cycles(lines).map((cycle) => `${cycle.join(' -> ')}: a circle of imports`),
  ];
}

function ownViolations(path: string, text: string): string[] {
  const found: string[] = [];
  const room = roomOf(path);
  if (room === undefined || !(room in MAY_IMPORT)) found.push(`${path}: is in no room`);
  if (NO_IDEA.test(path)) found.push(`${path}: a name that names no idea`);
  if (/^\s*export\s*\*/m.test(text)) found.push(`${path}: export * hides what a file gives`);
  const reads = /\bprocess\s*\.\s*env\b|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/.test(text);
  if (reads && !path.startsWith('platform/config/') && !isSpec(path)) {
    found.push(`${path}: reads process.env`);
  }
  return found;
}

function lineViolations(line: ImportLine, paths: ReadonlySet<string>): string[] {
  const { from, specifier, to } = line;
  const fault = to === undefined ? outsideFault(line) : insideFault(from, specifier, to, paths);
  return fault === undefined ? [] : [`${from}: imports ${specifier}, ${fault}`];
}

/** What is wrong with an import of a package or of a file outside of `src/`. */
function outsideFault({ from, specifier }: ImportLine): string | undefined {
  if (isSpec(from)) return undefined;
  if (specifier.startsWith('.')) return 'which is outside of src';
  if (packageOf(specifier) === undefined) return undefined;
  const room = roomOf(from) ?? '';
  if (PURE.has(room)) return 'but this room knows no package';
  const isNest = specifier.startsWith('@nestjs/');
  if (isNest && /^upstream\/(iam|hss)\//.test(from))
    return 'but only the module file and the wire know Nest here';
  if (room !== 'query') return undefined;
  if (isNest && from !== 'query/query.module.ts') return 'but only the module file may know Nest here';
  return specifier.includes('fastify') ? 'but the engine may not know the web server' : undefined;
}

/** What is wrong with an import of a file in `src/`. */
function insideFault(
  from: string,
  specifier: string,
  to: string,
  paths: ReadonlySet<string>,
): string | undefined {
  if (!specifier.endsWith('.js')) return 'a relative import without .js';
  if (!paths.has(to)) return 'which does not exist';
  const room = roomOf(from) ?? '';
  const target = roomOf(to) ?? '';
  if (target !== room) {
    return (MAY_IMPORT[room] ?? []).includes(target) ? undefined : `but ${room} may not import ${target}`;
  }
  if (room === 'modules' && moduleOf(from) !== moduleOf(to)) return 'which is another module';
  const order = ORDER_INSIDE[room] ?? [];
  const own = order.indexOf(moduleOf(from));
  const other = order.indexOf(moduleOf(to));
  return own >= 0 && (other < 0 || other > own) ? 'which lies above' : undefined;
}

function moduleOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** Every circle of imports, each once. Type imports count: two files that need each other are one idea cut in two. */
export function cycles(lines: readonly ImportLine[]): string[][] {
  const edges = new Map<string, string[]>();
  for (const { from, to } of lines) {
    if (to !== undefined) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.push([...path.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    path.push(file);
    for (const next of edges.get(file) ?? []) visit(next);
    path.pop();
    done.add(file);
  };
  for (const file of edges.keys()) visit(file);
  return found;
}
