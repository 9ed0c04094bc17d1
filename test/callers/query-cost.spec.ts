import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { walk } from '../support/answers.js';
import { startApp, startStack, type Stack } from '../support/stack.js';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 60 } });
});
afterAll(() => stack.close());

describe('a query costs a point for each host', () => {
  it('a query is refused when the points are used up, with the time to wait and without an upstream call', async () => {
    const app = await startApp(stack.emulator.url, { config: { limits: { points_per_minute: 100 } } });
    try {
      const ids = stack.emulator.hostIds();
      expect((await app.post('/v1/ports/query', { host_ids: ids })).status).toBe(200);
      stack.emulator.clearCalls();
      for (const format of ['json', 'ndjson']) {
        const refused = await app.post('/v1/ports/query', { host_ids: ids, format, max_age: 0 });
        expect(refused.status).toBe(429);
        expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(await refused.json()).toMatchObject({ type: '/problems/rate-limited' });
      }
      expect((stack.emulator.calls() as { total: number }).total).toBe(0);
      expect((await app.post('/v1/ports/query', { host_ids: ids.slice(0, 10) })).status).toBe(200);
    } finally {
      await app.close();
    }
  });

  it('a whole walk is paid once, however many pages it has', async () => {
    const app = await startApp(stack.emulator.url, { config: { limits: { points_per_minute: 150 } } });
    try {
      const pages = await walk((cursor) =>
        app.post('/v1/ports/query', {
          hosts: { all: true },
          limit: 100,
          ...(cursor === undefined ? {} : { cursor }),
        }),
      );
      expect(pages.length).toBeGreaterThan(4);
    } finally {
      await app.close();
    }
  });

  it('a query that costs more than the caller ever has is told so at once', async () => {
    const app = await startApp(stack.emulator.url, { config: { limits: { points_per_minute: 50 } } });
    try {
      const refused = await app.post('/v1/ports/query', { host_ids: stack.emulator.hostIds() });
      expect(refused.status).toBe(400);
      expect(((await refused.json()) as { errors: { detail: string }[] }).errors[0]?.detail).toContain(
        'ask in parts',
      );
    } finally {
      await app.close();
    }
  });

  it('the streams of one caller are bounded', async () => {
    const app = await startApp(stack.emulator.url, { config: { limits: { concurrent_streams: 2 } } });
    stack.emulator.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'delay', delay_ms: 1500 } });
    try {
      const ask = () =>
        app.post('/v1/ports/query', {
          host_ids: stack.emulator.hostIds().slice(0, 3),
          format: 'ndjson',
          max_age: 0,
        });
      const answers = await Promise.all([ask(), ask(), ask()]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
      await Promise.all(answers.map((answer) => answer.arrayBuffer()));
      stack.emulator.clearFaults();
      expect((await ask().then(async (answer) => [answer.status, await answer.arrayBuffer()]))[0]).toBe(200);
    } finally {
      stack.emulator.clearFaults();
      await app.close();
    }
  });
});
