import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';
import { pause } from '../support/wait.js';

let stack: Stack;
let truth: TruePort[];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 400, settings: { latency_ms: '20' } } });
  truth = await truePorts(stack.emulator.url);
});
afterAll(() => stack.close());

describe('a token that dies', () => {
  it('is replaced by one new call in the middle of a query, and nobody notices', async () => {
    const running = stack.post('/v1/ports/query', { hosts: { all: true }, format: 'ndjson', max_age: 0 });
    while (portCalls() < 50) await pause(5);
    stack.emulator.clearCalls();
    stack.emulator.revokeTokens();
    const answer = await readStream(await running);
    expect(answer.failures).toEqual([]);
    expect(asSet(answer.items)).toEqual(asSet(truth));
    const calls = stack.emulator.calls() as {
      by_path: Record<string, number>;
      by_status: Record<string, number>;
    };
    expect(calls.by_path['POST /v3/auth/tokens']).toBe(1);
    expect(calls.by_status['401']).toBeGreaterThan(0);
  }, 30_000);
});

function portCalls(): number {
  const { by_path: byPath } = stack.emulator.calls() as { by_path: Record<string, number> };
  return byPath['GET /v5/{project_id}/asset/ports'] ?? 0;
}
