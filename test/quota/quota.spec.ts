import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readStream, type PageAnswer } from '../support/answers.js';
import { measured } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 300 },
    config: { upstream: { quota: { calls_per_minute: 5 } } },
  });
}, 60_000);
afterAll(() => stack.close());
beforeEach(() => {
  stack.emulator.clearCalls();
  stack.emulator.patch({ quota_per_minute: 5 });
});

describe('a quota of five calls a minute', () => {
  it('is refused beforehand to a query that no plan can answer in time, with an estimate and no row asked for', async () => {
    const startedAt = performance.now();
    const response = await stack.post('/v1/ports/query', {
      host_ids: stack.emulator.hostIds(),
      format: 'ndjson',
      max_age: 0,
      timeout_ms: 5_000,
    });
    const elapsedMs = performance.now() - startedAt;
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ type: '/problems/upstream-unavailable', status: 503 });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(5);
    expect(problem).toMatchObject({ estimate: { upstream_calls: expect.any(Number) } });
    expect(elapsedMs).toBeLessThan(5_000);
    expect(calls('GET /v5/{project_id}/asset/ports')).toBe(0);
    measured(
      'quota',
      'row calls spent on a query over 300 hosts that 5 calls a minute cannot answer in 5 s',
      `0; refused after ${Math.round(elapsedMs)} ms with Retry-After ${response.headers.get('retry-after')} s`,
      'refused at once with an estimate',
    );
  });

  it('gives what it allows to a query of ten hosts, and says of the rest at once that the quota is used up', async () => {
    const hosts = stack.emulator.hostIds().slice(0, 10);
    const startedAt = performance.now();
    const answer = await readStream(
      await stack.post('/v1/ports/query', {
        host_ids: hosts,
        format: 'ndjson',
        max_age: 0,
        timeout_ms: 8_000,
      }),
    );
    expect(performance.now() - startedAt).toBeLessThan(8_500);
    const shown = new Set(answer.items.map((row) => row.host_id));
    for (const failure of answer.failures) {
      expect(failure).toMatchObject({ code: expect.stringMatching(/throttled|deadline/), retryable: true });
      expect(shown).not.toContain(failure.host_id);
    }
    expect(refusals()).toBe(0);
  });

  it('says 503 with the time until the next call when nothing at all is left', async () => {
    const [host] = stack.emulator.hostIds().slice(20);
    for (let call = 0; call < 6; call++) {
      await (await stack.get(`/v1/hosts/${host}/ports?max_age=0&timeout_ms=300`)).text();
    }
    const response = await stack.get(`/v1/hosts/${host}/ports?max_age=0&timeout_ms=300`);
    expect(response.status).toBe(503);
    const { failures } = (await response.json()) as PageAnswer;
    expect(failures ?? []).toEqual(
      (failures ?? []).map((failure) => expect.objectContaining({ code: failure.code, retryable: true })),
    );
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(response.headers.get('retry-after'))).toBeLessThanOrEqual(61);
    expect(refusals()).toBe(0);
  });
});

function calls(path: string): number {
  return (stack.emulator.calls() as { by_path: Record<string, number> }).by_path[path] ?? 0;
}

function refusals(): number {
  return (stack.emulator.calls() as { by_status: Record<string, number> }).by_status['429'] ?? 0;
}
