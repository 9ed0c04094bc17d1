import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startStack, type Stack } from '../support/stack.js';

const REQUESTS = 60;
const WARN = 40;

interface Line {
  readonly level: number;
  readonly problem?: string;
  readonly times?: number;
}

let stack: Stack;
const log: string[] = [];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 3 }, log: { write: (line) => void log.push(line) } });
}, 60_000);
afterAll(() => stack.close());

it('an outage upstream writes one line for its kind, without a stack, however many requests it fails', async () => {
  stack.emulator.addFault({ match: { path: '/host-management/*' }, fault: { kind: 'status', status: 400 } });
  for (let at = 0; at < REQUESTS; at++) {
    const { status } = await stack.get('/v1/hosts?max_age=0');
    expect(status).toBe(502);
  }
  const told = log
    .map((line) => ({ text: line, ...(JSON.parse(line) as Line) }))
    .filter(({ level, problem }) => level >= WARN && problem !== undefined);
  // The first at once, and the others together when the interval is over.
  expect(told.length).toBeGreaterThanOrEqual(1);
  expect(told.length).toBeLessThan(REQUESTS / 10);
  expect(told[0]).toMatchObject({ problem: 'upstream-failed', times: 1 });
  for (const { text } of told) expect(text).not.toContain('stack');
}, 60_000);
