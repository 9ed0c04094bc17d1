import { afterEach, describe, expect, it } from '@jest/globals';
import { measured, size, FULL } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';
import { pause, until } from '../support/wait.js';
import { changesOf, editPort, watchNamed } from '../support/watches.js';

const MINUTES = 60_000;

let stack: Stack;
afterEach(() => stack.close());

/** Waits for the baseline, however long a small quota makes it. */
async function begun(name: string): Promise<void> {
  while ((await watchNamed(stack, name)).status !== 'watching') await pause(50);
}

describe('a watch under a quota', () => {
  it(
    'tells a new port soon, also where five calls a minute are all that is allowed',
    async () => {
      const [hosts, windowS] = [size(60, 1_000), size(2, 60)];
      // A baseline of everything would take the usual size too long.
      const query = FULL ? {} : { port: ['22', '31999'] };
      stack = await startStack({
        emulator: { hosts, settings: { quota_per_minute: 5, quota_window_s: windowS } },
        config: { watches: [{ name: 'all', interval_s: windowS, full_every_s: 86_400, query }] },
      });
      await begun('all');
      await editPort(stack.emulator.url, { host_id: stack.emulator.hostIds()[7] ?? '', port: 31_999 });
      const since = performance.now();
      if (FULL) while ((await watchNamed(stack, 'all')).changes === 0) await pause(1_000);
      else await until(async () => (await watchNamed(stack, 'all')).changes > 0);
      const windows = (performance.now() - since) / 1_000 / windowS;
      const quota = `quota of 5 calls in ${windowS} s`;
      measured(
        'watches',
        `a new port of ${hosts} servers, ${quota}`,
        `told after ${windows.toFixed(1)} times that`,
        'at most 3',
      );
      // A busy machine takes some of the two seconds of the usual size.
      if (FULL) expect(windows).toBeLessThanOrEqual(3);
      expect(await changesOf(stack, 'all')).toMatchObject([{ change: 'added', seen_by: 'counts' }]);
    },
    size(1, 30) * MINUTES,
  );
});
