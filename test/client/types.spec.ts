import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { OPERATIONS, PROBLEM_KINDS } from '../../client/src/index.js';
import { PROBLEM_KINDS as KINDS_OF_SERVICE } from '../../src/platform/problem/problem.js';

/** Most bytes of the client's JavaScript, compressed. Source: DESIGN.md and the promise of its README. */
const MOST_BYTES = 12 * 1024;
const BUILT = 'client/dist';

/** Runs a program of Node to its end, without the flags of the tests. */
function run(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: process.cwd(),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, output: stdout + stderr };
}

/** The files that a bundler puts together: those of the library, without the command line. */
function libraryFiles(): string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(join(BUILT, name), 'utf8');
    for (const [, path = ''] of text.matchAll(/from '\.\/([\w-]+\.js)'/g)) add(path);
  };
  add('index.js');
  return [...found];
}

describe('the client', () => {
  it('has the types of the OpenAPI document (npm run openapi)', () => {
    expect(run('scripts/write-client-types.mjs', '--check')).toEqual({
      status: 0,
      output: 'the types are up to date\n',
    });
  });

  it('has every operation of the document, and every kind of problem', () => {
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
      paths: Record<string, Record<string, { operationId?: string }>>;
    };
    const ids = Object.values(paths).flatMap((item) =>
      Object.values(item).flatMap(({ operationId }) => operationId ?? []),
    );
    expect(Object.keys(OPERATIONS).sort()).toEqual(ids.sort());
    expect([...PROBLEM_KINDS].sort()).toEqual(Object.keys(KINDS_OF_SERVICE).sort());
  });

  it('compiles strictly for a browser, without anything of Node', () => {
    const { compilerOptions } = JSON.parse(readFileSync('client/tsconfig.json', 'utf8'));
    expect(compilerOptions).toMatchObject({ strict: true, exactOptionalPropertyTypes: true, types: [] });
    const tsc = 'node_modules/typescript/bin/tsc';
    expect(run(tsc, '-p', 'client/tsconfig.json', '--noEmit', '--incremental', 'false')).toEqual({
      status: 0,
      output: '',
    });
  });

  it('is small, and needs nothing else', () => {
    const files = libraryFiles();
    expect(readdirSync(BUILT)).toEqual(expect.arrayContaining(files));
    const whole = files.map((name) => readFileSync(join(BUILT, name), 'utf8')).join('\n');
    expect(gzipSync(whole).length).toBeLessThan(MOST_BYTES);
    expect(whole).not.toMatch(/\bfrom '(?!\.\/)|\brequire\(|\bimport\(/);
    const { dependencies } = JSON.parse(readFileSync('client/package.json', 'utf8'));
    expect(dependencies).toBeUndefined();
  });
});
