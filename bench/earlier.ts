import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PROGRAM_VARIABLE } from './portolan.js';
import { readResults, type Results } from './results.js';

/**
 * Returns figures to compare with: those of a file, or those of the service of an earlier commit. That one is built in a folder of
 * its own and measured now, by these rows and beside the same references.
 *
 * @param fileOrCommit an earlier `bench/results.json`, or what Git takes for a commit.
 * @param options of the rows to measure, as this program takes them.
 * @throws Error when it is neither, or cannot be built or measured.
 */
export function figuresBefore(fileOrCommit: string, options: readonly string[]): Results {
  if (existsSync(fileOrCommit)) return readResults(fileOrCommit) as Results;
  const folder = mkdtempSync(join(tmpdir(), 'portolan-before-'));
  const code = join(folder, 'code');
  const figures = join(folder, 'figures.json');
  try {
    run('git', ['worktree', 'add', '--quiet', '--detach', code, fileOrCommit]);
    symlinkSync(resolve('node_modules'), join(code, 'node_modules'));
    run(process.execPath, ['scripts/build.mjs', 'service', '--unchecked'], { cwd: code });
    const bundle = join(code, 'dist/bundle/main.js');
    const program = existsSync(bundle) ? bundle : join(code, 'dist/main.js');
    const bench = process.argv[1] as string;
    const env = { ...process.env, [PROGRAM_VARIABLE]: program };
    run(process.execPath, [bench, ...options, '--figures', figures], { env });
    return readResults(figures) as Results;
  } finally {
    spawnSync('git', ['worktree', 'remove', '--force', code]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): void {
  const { status } = spawnSync(program, args, { stdio: 'inherit', ...options });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status ?? 'a signal'}`);
}
