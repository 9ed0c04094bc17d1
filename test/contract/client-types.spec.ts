import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
    const { compilerOptions } = JSON.parse(readFileSync('client/tsconfig.json', 'utf8'));
    expect(compilerOptions).toMatchObject({ strict: true, exactOptionalPropertyTypes: true, types: [] });
    expect(
      run(
        'node_modules/typescript/bin/tsc',
        '-p',
        'client/tsconfig.json',
        '--noEmit',
        '--incremental',
        'false',
      ),
    ).toEqual({ status: 0, output: '' });
  });
});
