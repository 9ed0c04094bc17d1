import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';

/** Runs a program of Node to its end, without the flags of the tests. */
function run(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: process.cwd(),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, output: stdout + stderr };
}

describe('the client', () => {
  it('has the types of the OpenAPI document (npm run openapi)', () => {
    expect(run('scripts/write-client-types.mjs', '--check')).toEqual({
      status: 0,
      output: 'the types are up to date\n',
    });
  });

  it('compiles strictly for a browser, without anything of Node', () => {
    const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noEmit'];
    const browser = ['--lib', 'ES2023,DOM,DOM.Iterable,DOM.AsyncIterable', '--target', 'ES2022'];
    const modules = ['--module', 'NodeNext', '--moduleResolution', 'NodeNext', '--ignoreConfig'];
    expect(
      run('node_modules/typescript/bin/tsc', ...strict, ...browser, ...modules, 'src/client/index.ts'),
    ).toEqual({
      status: 0,
      output: '',
    });
  });
});
