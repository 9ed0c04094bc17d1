import { describe, expect, it } from '@jest/globals';
import { inVirtualTime, pendingTimers } from '../../test/support/virtual-time.js';
import { poll } from './poll.js';

type Status = 'running' | 'success' | 'failure';

const terminal = (status: Status): 'success' | 'failure' | undefined =>
  status === 'running' ? undefined : status;
const options = (more: object = {}): Parameters<typeof poll>[2] => ({
  signal: new AbortController().signal,
  firstDelayMs: 100,
  maxDelayMs: 1_000,
  random: () => 0,
  ...more,
});

describe('poll', () => {
  it.each(['success', 'failure'] as const)('looks until it is %s and names it', async (end) => {
    await inVirtualTime(async () => {
      const answers: Status[] = ['running', 'running', end];
      const polled = await poll(() => Promise.resolve(answers.shift() ?? 'running'), terminal, options());
      expect(polled).toEqual({ state: end, value: end, polls: 3 });
      // 100 and 150 ms.
      expect(performance.now()).toBeLessThan(350);
    });
  });

  it('waits 1.5 times longer each time, up to the longest wait', async () => {
    await inVirtualTime(async () => {
      const times: number[] = [];
      await poll(
        () => Promise.resolve<Status>(times.push(performance.now()) < 10 ? 'running' : 'success'),
        terminal,
        options(),
      );
      const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(waits.slice(0, 3)).toEqual([100, 150, 225]);
      expect(waits.slice(-2)).toEqual([1_000, 1_000]);
    });
  });

  it('says deadline as soon as the next look would be too late', async () => {
    await inVirtualTime(async () => {
      const call = poll(
        () => Promise.resolve<Status>('running'),
        terminal,
        options({ deadlineAt: performance.now() + 300 }),
      );
      await expect(call).rejects.toMatchObject({ kind: 'deadline' });
      expect(performance.now()).toBeLessThan(301);
    });
  });

  it('stops when the caller goes, and leaves no timer', async () => {
    await inVirtualTime(async () => {
      const controller = new AbortController();
      const call = poll(
        () => Promise.resolve<Status>('running'),
        terminal,
        options({ signal: controller.signal }),
      );
      setTimeout(() => controller.abort(), 120);
      await expect(call).rejects.toMatchObject({ kind: 'cancelled' });
      expect(pendingTimers()).toBe(0);
    });
  });

  it('refuses waits outside their range by name', async () => {
    const call = poll(() => Promise.resolve<Status>('success'), terminal, options({ firstDelayMs: 2_000 }));
    await expect(call).rejects.toThrow(/firstDelayMs/);
  });
});
