// Asks the registry for known weaknesses of the packages that are shipped. Fails when one is high or critical. Says
// "unavailable" and does not fail when the registry does not answer this question: then nothing was checked.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

const { stdout } = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], {
  cwd: ROOT,
  encoding: 'utf8',
  timeout: 60_000,
});
const counts = countsIn(stdout ?? '');
if (counts === undefined)
  console.log('audit: unavailable; the registry did not answer, and nothing was checked');
else {
  const { low = 0, moderate = 0, high = 0, critical = 0 } = counts;
  console.log(`audit: ${critical} critical, ${high} high, ${moderate} moderate, ${low} low`);
  process.exitCode = high + critical > 0 ? 1 : 0;
}

/** Returns the weaknesses by severity; undefined where the text is not the result of an audit. */
function countsIn(text) {
  try {
    return JSON.parse(text).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}
