import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { setCaller, type Caller } from '../../platform/http/admission/caller.js';
import { KeptAnswers } from './kept-answers.js';
import { replyPage } from './page-reply.js';

const callerNamed = (id: string, projects: Caller['projects'] = '*'): Caller => ({
  id,
  kind: 'api-key',
  scopes: new Set(['ports:read']),
  projects,
});
const SUMMARY = {
  complete: true,
  hosts: { requested: 1, read: 1, answered: 1, failed: 0 },
  items: 1,
  plan: 'per-host',
  estimated_calls: 0,
  upstream_calls: 0,
  cache_hits: 1,
  as_of: '2026-11-28T00:00:00.000Z',
  elapsed_ms: 0,
};

let app: FastifyInstance;
let workedOut: number;
let caller: Caller;
let holds: boolean;
let bytes: number;

beforeEach(() => {
  [workedOut, caller, holds, bytes] = [0, callerNamed('one'), true, 10];
  const kept = new KeptAnswers();
  app = fastify({ return503OnClosing: false });
  app.decorateRequest('publicPrefix', '');
  app.addHook('onRequest', (request, _reply, done) => {
    setCaller(request, caller);
    done();
  });
  kept.attach(app);
  app.get('/rows', async (request, reply) => {
    workedOut++;
    const items = ['x'.repeat(bytes)];
    const page = { items, failures: [], complete: true, next_cursor: null, summary: SUMMARY };
    const written = await replyPage(request, reply, page, { elapsedMs: 0, calls: 0 });
    const repeatable = { project: 'demo', holds: () => holds, nextCursor: () => null };
    kept.keep(request, caller, written, { repeatable, summary: SUMMARY });
  });
});
afterEach(() => app.close());

async function ask(url = '/rows', headers: Record<string, string> = {}): Promise<string> {
  const { statusCode, body } = await app.inject({ url, headers });
  expect(statusCode).toBe(200);
  return body;
}

describe('kept answers', () => {
  it('work a request out once, as long as its rows hold', async () => {
    const first = await ask();
    for (let nth = 0; nth < 5; nth++)
      expect((await ask()).replace(/"elapsed_ms":\d+/, '"elapsed_ms":0')).toBe(first);
    expect(workedOut).toBe(1);
    holds = false;
    await ask();
    expect(workedOut).toBe(2);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['another URL', () => ask('/rows?limit=1')],
    ['another type', () => ask('/rows', { accept: 'application/json' })],
    ['rows of an age', () => ask('/rows', { 'cache-control': 'max-age=5' })],
    ['a background query', () => ask('/rows', { prefer: 'respond-async' })],
    ['a key for retries', () => ask('/rows', { 'idempotency-key': 'k' })],
    ['a longer URL than is kept', () => ask(`/rows?name=${'x'.repeat(3_000)}`)],
  ])('work out what asks for %s', async (_what, other) => {
    await ask();
    await other();
    expect(workedOut).toBe(2);
  });

  it('give nobody what another caller asked for, nor what the caller may no longer see', async () => {
    await ask();
    caller = callerNamed('two');
    await ask();
    caller = callerNamed('one', new Set(['another']));
    await ask();
    expect(workedOut).toBe(3);
  });

  it('hold no more than their share, however many requests differ', async () => {
    // 78 MB together.
    bytes = 600_000;
    const requests = 130;
    for (let nth = 0; nth < requests; nth++) await ask(`/rows?nth=${nth}`);
    await ask(`/rows?nth=${requests - 1}`);
    expect(workedOut).toBe(requests);
    await ask('/rows?nth=0');
    expect(workedOut).toBe(requests + 1);
  });
});
