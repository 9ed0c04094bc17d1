import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream, type PageAnswer } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet, truePorts, type TruePort } from '../support/truth/ports.js';

let stack: Stack;
let truth: TruePort[];

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 200 },
    config: { upstream: { attempt_timeout_ms: 1_200, attempts: 3 } },
  });
  truth = await truePorts(stack.emulator.url);
});
afterAll(() => stack.close());
afterEach(() => stack.emulator.clearFaults());

/** Delay that a busy machine may add, in milliseconds. */
const HICCUP_MS = 1_500;
const PATH = '/asset/ports';
const KINDS: { name: string; fault: Record<string, unknown>; codes: string[] }[] = [
  { name: '503', fault: { kind: 'status', status: 503 }, codes: ['unavailable', 'circuit_open'] },
  {
    name: '500 in plain text',
    fault: { kind: 'status', status: 500, body: 'oops' },
    codes: ['unavailable', 'circuit_open'],
  },
  { name: 'reset', fault: { kind: 'reset' }, codes: ['network', 'circuit_open'] },
  { name: 'hang', fault: { kind: 'hang' }, codes: ['timeout', 'deadline'] },
  { name: 'malformed', fault: { kind: 'malformed' }, codes: ['bad_payload', 'circuit_open'] },
  { name: 'html', fault: { kind: 'html' }, codes: ['bad_payload', 'circuit_open'] },
  { name: 'cut', fault: { kind: 'cut' }, codes: ['network', 'bad_payload', 'circuit_open'] },
  {
    name: 'a list that is absent',
    fault: { kind: 'absent_list' },
    codes: ['changed_during_read', 'bad_payload'],
  },
  {
    name: '403',
    fault: { kind: 'status', status: 403, body: { error_code: 'APIGW.0302', error_msg: 'no' } },
    codes: ['forbidden'],
  },
  {
    name: '400 unknown',
    fault: { kind: 'status', status: 400, body: { error_code: 'HSS.0011', error_msg: 'no' } },
    codes: ['not_found'],
  },
];

/** Ten hosts with rows, one for each kind. */
function victims(): string[] {
  const withRows = [...new Set(truth.map((row) => row.host_id))];
  return withRows.slice(0, KINDS.length);
}

describe('hosts that fail', () => {
  it('leave all other rows in place, one failure each, within the deadline', async () => {
    const broken = victims();
    KINDS.forEach(({ fault }, at) =>
      stack.emulator.addFault({ match: { path: PATH, host_id: broken[at] }, fault }),
    );
    const timeoutMs = 20_000;
    const started = performance.now();
    const answer = await readStream(
      await stack.post('/v1/ports/query', {
        hosts: { all: true },
        plan: 'per-host',
        timeout_ms: timeoutMs,
        format: 'ndjson',
        max_age: 0,
      }),
    );
    expect(performance.now() - started).toBeLessThan(timeoutMs + HICCUP_MS);
    expect(asSet(answer.items)).toEqual(asSet(truth.filter((row) => !broken.includes(row.host_id))));
    expect(answer.failures.map(({ host_id: id }) => id).sort()).toEqual([...broken].sort());
    for (const failure of answer.failures) {
      const kind = KINDS[broken.indexOf(failure.host_id)];
      expect({ kind: kind?.name, code: failure.code }).toEqual({
        kind: kind?.name,
        code: expect.stringMatching(new RegExp((kind?.codes ?? []).join('|'))),
      });
      expect(failure.title).not.toMatch(/undefined|APIGW|HSS\./);
    }
    expect(answer.summary).toMatchObject({
      complete: false,
      hosts: { requested: 200, answered: 190, failed: 10 },
    });
  }, 40_000);

  it('leave all other rows in place over pages too', async () => {
    const broken = victims();
    KINDS.forEach(({ fault }, at) =>
      stack.emulator.addFault({ match: { path: PATH, host_id: broken[at] }, fault }),
    );
    const items: TruePort[] = [];
    const failed: string[] = [];
    let cursor: string | null = null;
    do {
      const response = await stack.post('/v1/ports/query', {
        hosts: { all: true },
        plan: 'per-host',
        limit: 1000,
        timeout_ms: 20_000,
        max_age: 0,
        ...(cursor === null ? {} : { cursor }),
      });
      const page = (await response.json()) as PageAnswer;
      items.push(...page.items);
      failed.push(...page.failures.map(({ host_id: id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(asSet(items)).toEqual(asSet(truth.filter((row) => !broken.includes(row.host_id))));
    expect(failed.sort()).toEqual([...broken].sort());
  }, 60_000);

  it('end the answer at the deadline, whoever hangs', async () => {
    const broken = victims().slice(0, 3);
    for (const id of broken)
      stack.emulator.addFault({ match: { path: PATH, host_id: id }, fault: { kind: 'hang' } });
    const started = performance.now();
    const response = await stack.post('/v1/ports/query', {
      host_ids: stack.emulator.hostIds().slice(0, 60),
      limit: 1000,
      timeout_ms: 2_500,
      max_age: 0,
      format: 'ndjson',
    });
    const answer = await readStream(response);
    expect(performance.now() - started).toBeLessThan(2_500 + HICCUP_MS);
    const asked = new Set(stack.emulator.hostIds().slice(0, 60));
    const expectedFailures = broken.filter((id) => asked.has(id));
    expect(answer.failures.map(({ host_id: id }) => id).sort()).toEqual([...expectedFailures].sort());
    expect(asSet(answer.items)).toEqual(
      asSet(truth.filter((row) => asked.has(row.host_id) && !broken.includes(row.host_id))),
    );
  });

  it('turn into an error when holes are forbidden, and into one when nothing answers', async () => {
    const [id] = victims();
    stack.emulator.addFault({
      match: { path: PATH, host_id: id },
      fault: { kind: 'status', status: 403, body: { error_code: 'APIGW.0302' } },
    });
    const other = truth.find((row) => row.host_id !== id)?.host_id;
    const forbidden = await stack.post('/v1/ports/query', {
      host_ids: [id, other],
      partial: 'forbid',
      max_age: 0,
    });
    expect(forbidden.status).toBe(502);
    expect(await forbidden.json()).toMatchObject({
      type: '/problems/incomplete-answer',
      failures: [{ host_id: id, code: 'forbidden' }],
    });
    const alone = await stack.post('/v1/ports/query', { host_ids: [id], max_age: 0 });
    expect(alone.status).toBe(502);
    expect(await alone.json()).toMatchObject({
      type: '/problems/upstream-failed',
      failures: [{ host_id: id }],
    });
  });
});

describe('single faults', () => {
  it.each([
    ['two 503', { kind: 'status', status: 503 }, 2],
    ['a reset', { kind: 'reset' }, 2],
    ['a cut body', { kind: 'cut' }, 1],
    ['an answer that is not JSON', { kind: 'malformed' }, 2],
    ['a web page', { kind: 'html' }, 1],
    ['a list that is null', { kind: 'null_list' }, 1],
    ['a hang', { kind: 'hang' }, 1],
  ])(
    '%s cost a retry and nothing else',
    async (_name, fault, times) => {
      const id = victims()[0] as string;
      stack.emulator.addFault({ match: { path: PATH, host_id: id }, fault, times });
      const answer = await readStream(
        await stack.post('/v1/ports/query', {
          host_ids: [id],
          format: 'ndjson',
          max_age: 0,
          timeout_ms: 20_000,
        }),
      );
      expect(answer.failures).toEqual([]);
      expect(asSet(answer.items)).toEqual(asSet(truth.filter((row) => row.host_id === id)));
      expect(answer.summary?.upstream_calls).toBeGreaterThan(times);
    },
    40_000,
  );
});
