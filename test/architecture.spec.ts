import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { cycles, importLines, packageOf, violations, type SourceFile } from './support/import-graph.js';

const root = process.cwd();

function filesUnder(folder: string, ending: RegExp): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path) && !path.includes('node_modules/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, folder, path), 'utf8') }));
}

const src = filesUnder('src', /\.ts$/);

describe('the house', () => {
  it('keeps its rules: who may import whom, no circles, no export *, no stray process.env, names with an idea', () => {
    expect(src.length).toBeGreaterThan(100);
    expect(violations(src)).toEqual([]);
  });

  it.each(['emulator', 'client/src'])('shares no code with %s, and that goes in no circles', (folder) => {
    const files = filesUnder(folder, /\.ts$/);
    expect(files.length).toBeGreaterThan(3);
    const lines = files.filter(({ path }) => !path.endsWith('.spec.ts')).flatMap(importLines);
    expect(lines.filter(({ specifier, to }) => specifier.startsWith('.') && to === undefined)).toEqual([]);
    expect(cycles(lines)).toEqual([]);
  });

  it('keeps the library of the client apart from its command line and from Node', () => {
    const lines = filesUnder('client/src', /\.ts$/).flatMap(importLines);
    const library = lines.filter(({ from }) => !from.startsWith('cli/'));
    expect(library.filter(({ specifier }) => !/^\.\/[\w-]+\.js$/.test(specifier))).toEqual([]);
    expect(lines.filter(({ specifier }) => !/^(\.|node:)/.test(specifier))).toEqual([]);
  });

  it('lets the explorer know the client by its name only, what it is built with, and nothing else', () => {
    const lines = filesUnder('explorer/src', /\.tsx?$/)
      .map(({ path, text }) => ({ path: path.replace(/tsx$/, 'ts'), text }))
      .flatMap(importLines);
    expect(lines.length).toBeGreaterThan(20);
    const packages = new Set(lines.flatMap(({ specifier }) => packageOf(specifier) ?? []));
    const known = ['@preact/signals', 'oauth4webapi', 'portolan-client', 'preact'];
    expect([...packages].filter((name) => !known.includes(name))).toEqual([]);
    const leaving = lines.filter(({ specifier, to }) => specifier.startsWith('.') && to === undefined);
    expect(leaving).toEqual([]);
    expect(cycles(lines)).toEqual([]);
  });

  it.each<[string, string, Record<string, string>]>([
    [
      'looks up from a lower room',
      'may not import',
      { 'fleet/a.ts': "import { b } from '../upstream/b.js';" },
    ],
    [
      'looks sideways between pure rooms',
      'may not import',
      { 'fleet/a.ts': "import type { b } from '../resilience/b.js';" },
    ],
    [
      'lets a module call policies past upstream',
      'may not import',
      { 'modules/x/a.ts': "import { b } from '../../resilience/b.js';" },
    ],
    ['reaches into another module', 'another module', { 'modules/x/a.ts': "import { b } from '../y/b.js';" }],
    [
      'turns the order inside upstream round',
      'lies above',
      { 'upstream/transport/a.ts': "import { b } from '../iam/b.js';" },
    ],
    [
      'lets a folder of upstream see how it is put together',
      'lies above',
      { 'upstream/hss/a.ts': "import { b } from '../b.js';" },
    ],
    [
      'turns the order inside the query engine round',
      'lies above',
      { 'query/reading/a.ts': "import { b } from '../plan/b.js';" },
    ],
    [
      'lets a folder of the engine see how it is put together',
      'lies above',
      { 'query/plan/a.ts': "import { b } from '../b.js';" },
    ],
    [
      'lets the engine speak HTTP',
      'may not import',
      { 'query/events/a.ts': "import { b } from '../../rest/b.js';" },
    ],
    [
      'lets the engine know asset types',
      'may not import',
      { 'query/a.ts': "import { b } from '../asset-types/b.js';" },
    ],
    [
      'lets the engine know policies past upstream',
      'may not import',
      { 'query/a.ts': "import { b } from '../resilience/b.js';" },
    ],
    [
      'lets an asset type speak HTTP',
      'may not import',
      { 'asset-types/a.ts': "import { b } from '../rest/b.js';" },
    ],
    [
      'lets what all features share know one of them',
      'may not import',
      { 'rest/a.ts': "import { b } from '../modules/y/b.js';" },
    ],
    [
      'lets the engine know Nest beside its module file',
      'know Nest',
      { 'query/reading/a.ts': "import { Injectable } from '@nestjs/common';" },
    ],
    [
      'lets the engine know the web server',
      'know the web server',
      { 'query/a.ts': "import type { FastifyReply } from 'fastify';" },
    ],
    [
      'shares code with the emulator',
      'outside of src',
      { 'upstream/hss/a.ts': "import type { b } from '../../../emulator/b.js';" },
    ],
    [
      'runs on the emulator',
      'outside of src',
      { 'main.ts': "const { b } = await import('../emulator/b.js');" },
    ],
    ['lets a room see the root', 'may not import', { 'platform/a.ts': "import { b } from '../app.js';" }],
    [
      'knows a package in a pure room',
      'no package',
      { 'fleet/a.ts': "import { LRUCache } from 'lru-cache';" },
    ],
    [
      'lets the doctor know the query engine',
      'may not import',
      { 'doctor/a.ts': "import { b } from '../query/b.js';" },
    ],
    [
      'knows Nest in the client',
      'know Nest',
      { 'upstream/hss/a.ts': "import { Injectable } from '@nestjs/common';" },
    ],
    [
      'imports tests',
      'outside of src',
      { 'modules/x/a.ts': "import { b } from '../../../test/support/b.js';" },
    ],
    ['forgets .js', 'without .js', { 'fleet/a.ts': "import { b } from './b';", 'fleet/b.ts': '' }],
    ['imports nothing', 'does not exist', { 'fleet/a.ts': "import { b } from './gone.js';" }],
    ['hides names', 'export *', { 'fleet/a.ts': "export * from './b.js';", 'fleet/b.ts': '' }],
    ['reads the environment', 'process.env', { 'modules/x/a.ts': 'const port = process.env.PORT;' }],
    ['reads it another way', 'process.env', { 'app.ts': 'const { env } = process;' }],
    ['names no idea', 'no idea', { 'platform/http/helpers.ts': '' }],
    ['has a room of odds and ends', 'no room', { 'lib/a.ts': '' }],
    [
      'goes in a circle',
      'circle',
      { 'fleet/a.ts': "import { b } from './b.js';", 'fleet/b.ts': "import type { a } from './a.js';" },
    ],
    [
      'goes in a wide circle, over several lines',
      'circle',
      {
        'fleet/a.ts': "import {\n  b,\n} from './b.js';",
        'fleet/b.ts': "export { c } from './c.js';",
        'fleet/c.ts': "import './a.js';",
      },
    ],
  ])('would be told off when it %s', (_name, word, tree) => {
    const targets = {
      'upstream/b.ts': '',
      'upstream/iam/b.ts': '',
      'resilience/b.ts': '',
      'kernel/b.ts': '',
    };
    const others = {
      'modules/y/b.ts': '',
      'query/b.ts': '',
      'query/plan/b.ts': '',
      'asset-types/b.ts': '',
      'rest/b.ts': '',
      'app.ts': '',
    };
    const files = Object.entries({ ...targets, ...others, ...tree }).map(([path, text]) => ({ path, text }));
    const found = violations(files);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(word);
  });

  it('allows what the rules allow', () => {
    const tree = {
      'kernel/clock.ts': "import { setTimeout } from 'node:timers/promises';",
      'resilience/retry.ts': "import type { Clock } from '../kernel/clock.js';",
      'platform/config/read.ts': 'export const read = () => process.env;',
      'upstream/transport/wire.ts': "import { HttpService } from '@nestjs/axios';",
      'upstream/iam/token.ts': "import type { Wire } from '../transport/wire.js';",
      'upstream/hss/client.ts': "import type { Token } from '../iam/token.js';\n// import '../../app.js'",
      'upstream/upstream.module.ts':
        "import { Client } from './hss/client.js';\nimport { retry } from '../resilience/retry.js';",
      'modules/x/x.service.ts': "import { Client } from '../../upstream/hss/client.js';",
      'modules/x/x.spec.ts': "import { rig } from '../../../test/support/rig.js';",
      'query/query.module.ts': "import { Module } from '@nestjs/common';",
      'query/plan/planner.ts': "import type { Client } from '../../upstream/hss/client.js';",
      'asset-types/port.ts': "import type { Planner } from '../query/plan/planner.js';",
      'rest/answer.ts': "import { port } from '../asset-types/port.js';",
      'app.ts': "import { XService } from './modules/x/x.service.js';",
    };
    expect(violations(Object.entries(tree).map(([path, text]) => ({ path, text })))).toEqual([]);
  });
});

/** Packages that are used without an import, and what uses them. */
const USED_OTHERWISE: Readonly<Record<string, string>> = {
  '@fastify/static': 'Swagger UI is served by it',
  'swagger-ui-dist': 'files that are read, not imported',
  '@swc/core': '@swc/jest compiles with it',
  '@types/fresh': 'types',
  '@types/negotiator': 'types',
  '@types/node': 'types',
  '@types/supertest': 'types',
  '@types/yauzl': 'types',
  '@types/yazl': 'types',
  'pino-pretty': 'a transport that pino loads by name',
};

/** The client, a workspace of this repository. */
const WORKSPACE = 'portolan-client';

describe('the dependencies', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Record<string, string>;
    readonly dependencies: Record<string, string>;
    readonly devDependencies: Record<string, string>;
  };
  const emulator = filesUnder('emulator', /\.ts$/);
  const production = [...src, ...emulator].filter(({ path }) => !path.endsWith('.spec.ts'));
  const rest = [
    ...src,
    ...emulator,
    // What stands under test/consumers is a package of its own, with its own dependencies.
    ...['test', 'bench', 'scripts', 'explorer']
      .flatMap((folder) => filesUnder(folder, /\.(tsx?|mjs|js)$/))
      .filter(({ path }) => !path.startsWith('consumers/')),
    ...['eslint.config.js', 'jest.config.js'].map((path) => ({
      path,
      text: readFileSync(join(root, path), 'utf8'),
    })),
  ];
  const imported = (files: readonly SourceFile[]): Set<string> =>
    new Set(
      files.flatMap(importLines).flatMap(({ specifier }) => {
        const name = packageOf(specifier);
        return name === undefined ? [] : [name];
      }),
    );

  it('are all used', () => {
    const inProduction = imported(production);
    const anywhere = imported(rest);
    const words = [...Object.values(manifest.scripts), ...rest.map(({ text }) => text)].join('\n');
    const unused = [
      ...Object.keys(manifest.dependencies).filter((name) => !inProduction.has(name)),
      ...Object.keys(manifest.devDependencies).filter(
        // Tools are called by their path or name in a script, or named in a configuration file.
        (name) =>
          !anywhere.has(name) &&
          ![`'${name}`, `${name} `, `node_modules/${name}/`].some((word) => words.includes(word)),
      ),
    ].filter((name) => !(name in USED_OTHERWISE));
    expect(unused).toEqual([]);
  });

  it('are all declared, those of the application as such', () => {
    const { dependencies, devDependencies } = manifest;
    const undeclared = [
      ...[...imported(production)].filter((name) => !(name in dependencies)),
      ...[...imported(rest)].filter(
        (name) => !(name in dependencies) && !(name in devDependencies) && name !== WORKSPACE,
      ),
    ];
    expect(undeclared).toEqual([]);
  });

  it('are pinned to one version each', () => {
    const { dependencies, devDependencies } = manifest;
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });
});
