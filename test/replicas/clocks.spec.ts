import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PageAnswer } from '../support/answers.js';
import { measured, size } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';
import { pause } from '../support/wait.js';

const TTL_S = 2;
const FOR_MS = size(2_500, 20_000);

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 50, settings: { token_ttl_s: TTL_S } } });
}, 60_000);
afterAll(() => stack.close());

describe('a cloud whose clock differs', () => {
  it.each([
    ['ten minutes ahead', 600_000],
    ['ten minutes behind', -600_000],
  ])(
    'renews tokens that live for two seconds in time, and no request fails: %s',
    async (name, offsetMs) => {
      stack.emulator.patch({ clock_offset_ms: offsetMs });
      stack.emulator.revokeTokens();
      stack.emulator.clearCalls();
      const failed: string[] = [];
      let asked = 0;
      const until = performance.now() + FOR_MS;
      while (performance.now() < until) {
        const host = stack.emulator.hostIds()[asked++ % 50];
        const response = await stack.get(`/v1/hosts/${host}/ports?max_age=0`);
        const answer = (await response.json()) as PageAnswer;
        if (response.status !== 200 || !answer.complete) failed.push(JSON.stringify(answer));
        await pause(20);
      }
      const { by_path: paths, by_status: statuses } = stack.emulator.calls() as {
        by_path: Record<string, number>;
        by_status: Record<string, number>;
      };
      const tokens = paths['POST /v3/auth/tokens'] ?? 0;
      const dead = statuses['401'] ?? 0;
      measured(
        'R22',
        `${asked} requests in ${FOR_MS / 1_000} s with tokens of ${TTL_S} s, the cloud's clock ${name}`,
        `${failed.length} failed, ${tokens} tokens, ${dead} calls with a dead one`,
        'no expired token used beyond one retry',
      );
      expect(failed).toEqual([]);
      // One for the token that was revoked at the start, and at most one for each later token.
      expect(dead).toBeLessThanOrEqual(tokens + 1);
      expect(tokens).toBeLessThanOrEqual(Math.ceil(FOR_MS / (TTL_S * 1_000)) * 3);
    },
    60_000,
  );
});
