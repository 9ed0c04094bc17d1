import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readStream } from '../support/answers.js';
import { measured } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';
import { pause } from '../support/wait.js';

const CALLERS = 20;
const HOSTS = 20;

let stack: Stack;
let truth: TruePort[];
let ids: string[];

beforeAll(async () => {
  // Long timeouts, so that a busy machine does not look like a broken upstream.
  stack = await startStack({
    emulator: { hosts: 200 },
    config: { upstream: { attempt_timeout_ms: 20_000 } },
  });
  const all = await truePorts(stack.emulator.url);
  const rowsOf = (id: string): number => all.filter((row) => row.host_id === id).length;
  // Hosts with one page of rows, so that all calls of a query start before the first answer arrives.
  ids = stack.emulator
    .hostIds()
    .filter((id) => rowsOf(id) < 200)
    .slice(0, HOSTS);
  truth = all.filter((row) => ids.includes(row.host_id));
  // Get the token and open the connections before anything is counted.
  await ask(stack.emulator.hostIds()).then(readStream);
  stack.emulator.patch({ latency_ms: '1000' });
}, 60_000);
afterAll(() => stack.close());
beforeEach(() => stack.emulator.clearCalls());

describe('equal pages in flight', () => {
  it('are one exchange for twenty callers who ask at once, and all of them get every row', async () => {
    stack.emulator.patch({ latency_ms: '2500' });
    const answers = await Promise.all(Array.from({ length: CALLERS }, () => ask(ids).then(readStream)));
    stack.emulator.patch({ latency_ms: '1000' });
    const expected = asSet(truth);
    for (const answer of answers) {
      expect(asSet(answer.items)).toEqual(expected);
      expect(answer.failures).toEqual([]);
    }
    expect(calls()).toBe(HOSTS);
    measured(
      'coalescing',
      `upstream calls of ${CALLERS} equal queries over ${HOSTS} hosts at once`,
      `${calls()}; one alone takes ${HOSTS}`,
      'as many as one query',
    );
  });

  it('go on for those who stay when one of them leaves', async () => {
    const leaving = new AbortController();
    const gone = fetch(`${stack.url}/v1/ports/query`, {
      method: 'POST',
      headers: { 'x-api-key': 'a-key-for-tests-only', 'content-type': 'application/json' },
      body: JSON.stringify(body(ids)),
      signal: leaving.signal,
    })
      .then((response) => response.text())
      .catch((error: unknown) => error);
    const staying = Array.from({ length: 5 }, () => ask(ids).then(readStream));
    while (calls() < 10) await pause(5);
    leaving.abort();
    for (const answer of await Promise.all(staying)) {
      expect(answer.failures).toEqual([]);
      expect(asSet(answer.items)).toEqual(asSet(truth));
    }
    expect(await gone).toMatchObject({ name: 'AbortError' });
    expect(unanswered()).toBe(0);
  });

  it('end when the last who waited has left', async () => {
    const leaving = new AbortController();
    const all = Array.from({ length: 3 }, () =>
      fetch(`${stack.url}/v1/ports/query`, {
        method: 'POST',
        headers: { 'x-api-key': 'a-key-for-tests-only', 'content-type': 'application/json' },
        body: JSON.stringify(body(stack.emulator.hostIds())),
        signal: leaving.signal,
      })
        .then((response) => response.text())
        .catch(() => 'gone'),
    );
    while (inFlight() < 25) await pause(5);
    leaving.abort();
    await Promise.all(all);
    // 200 hosts would take four seconds.
    const startedAt = performance.now();
    while (inFlight() > 0) await pause(5);
    expect(performance.now() - startedAt).toBeLessThan(2_500);
    await pause(300);
    expect(inFlight()).toBe(0);
    expect(unanswered()).toBe(calls());
  });
});

function body(hostIds: readonly string[]): object {
  return { host_ids: hostIds, plan: 'per-host', format: 'ndjson', max_age: 0 };
}

async function ask(hostIds: readonly string[]): Promise<Response> {
  const response = await stack.post('/v1/ports/query', body(hostIds));
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return response;
}

function calls(): number {
  return (stack.emulator.calls() as { total: number }).total;
}

function inFlight(): number {
  return (stack.emulator.calls() as { in_flight: number }).in_flight;
}

function unanswered(): number {
  return (stack.emulator.calls() as { unanswered: number }).unanswered;
}
