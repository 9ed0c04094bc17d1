import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Tickets, TICKET_MS } from '../../src/modules/auth/tickets.js';
import { readEvents } from '../support/event-source.js';
import { measured } from '../support/figures.js';
import { KEY, startStack, type Stack } from '../support/stack.js';
import type * as routeTable from '../../src/platform/http/rules/route-table.js';
import { outside } from '../support/outside.js';

const { RouteTable } = await outside<typeof routeTable>('src/platform/http/rules/route-table.ts');

const NARROW = 'a-narrow-key-for-tests';

let stack: Stack;
const log: string[] = [];

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 20 },
    log: { write: (line) => void log.push(line) },
    config: {
      auth: {
        api_keys: [
          {
            name: 'narrow',
            sha256: createHash('sha256').update(NARROW).digest('hex'),
            scopes: ['ports:read'],
            projects: ['demo'],
          },
        ],
      },
    },
  });
}, 60_000);

afterAll(() => stack.close());

const bare = (path: string, init: RequestInit = {}) => fetch(stack.url + path, init);
const SSE = { headers: { accept: 'text/event-stream' } };

async function ticketOf(key?: string): Promise<string> {
  const response = await bare('/v1/auth/tickets', { method: 'POST', headers: { 'x-api-key': key ?? '' } });
  expect(response.status).toBe(201);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { ticket, expires_at } = (await response.json()) as { ticket: string; expires_at: string };
  const left = Date.parse(expires_at) - Date.now();
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(TICKET_MS);
  return ticket;
}

describe('a ticket', () => {
  it('opens an event stream without a header', async () => {
    const ticket = await ticketOf(NARROW);
    const response = await bare(`/v1/ports?hosts=all&ticket=${ticket}`, SSE);
    expect(response.status).toBe(200);
    expect((await readEvents(response)).at(-1)?.event).toBe('summary');
    const byFormat = await bare(`/v1/ports?hosts=all&format=sse&ticket=${ticket}`);
    expect(byFormat.status).toBe(200);
    await byFormat.text();
  });

  it('has the rights of its key and no more', async () => {
    const response = await bare(`/v1/assets/users?hosts=all&ticket=${await ticketOf(NARROW)}`, SSE);
    expect(response.status).toBe(403);
    await response.text();
  });

  it('opens nothing else', async () => {
    const ticket = await ticketOf(NARROW);
    const asJson = await bare(`/v1/ports?hosts=all&ticket=${ticket}`);
    const posted = await bare(`/v1/ports/query?ticket=${ticket}`, { ...SSE, method: 'POST' });
    const renewed = await bare(`/v1/auth/tickets?ticket=${ticket}`, { ...SSE, method: 'POST' });
    const overruled = await bare(`/v1/ports?hosts=all&format=json&ticket=${ticket}`, SSE);
    const unwanted = await bare(`/v1/ports?hosts=all&ticket=${ticket}`, {
      headers: { accept: 'application/json, text/event-stream;q=0.5' },
    });
    for (const response of [asJson, posted, renewed, overruled, unwanted]) {
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain(ticket);
    }
  });

  it('opens no other call, whatever type is asked for', async () => {
    const ticket = await ticketOf(KEY);
    const routes = stack.app.get(RouteTable).routes.filter(({ method, url, access }) => {
      return method === 'GET' && url !== '/' && access !== undefined && access.kind !== 'public';
    });
    const rows = /^\/v1\/(ports|hosts|host-groups|watches\/|assets\/(?!:type\/collect))/;
    const others = routes.filter(({ url }) => !rows.test(url) || url === '/v1/assets');
    expect(others.map(({ url }) => url)).toEqual(
      expect.arrayContaining(['/v1/auth/whoami', '/v1/auth/upstream', '/v1/exports', '/metrics']),
    );
    let opened = 0;
    for (const { url } of others) {
      for (const accept of ['text/event-stream', 'text/*', '*/*', 'application/json']) {
        for (const format of ['', '&format=sse']) {
          const response = await bare(`${url.replace(/:\w+/g, 'a')}?ticket=${ticket}${format}`, {
            headers: { accept },
          });
          await response.text();
          if (response.status !== 401) opened++;
        }
      }
    }
    expect(opened).toBe(0);
    measured(
      'S44',
      `${others.length} other calls, four types each, with a ticket`,
      `${opened} opened`,
      'every other route, with any Accept: 401',
    );
  });

  it('is worth nothing once a character of it is changed', async () => {
    const ticket = await ticketOf(NARROW);
    for (const at of [0, 5, Math.floor(ticket.length / 2), ticket.length - 1]) {
      const other = ticket[at] === 'A' ? 'B' : 'A';
      const forged = ticket.slice(0, at) + other + ticket.slice(at + 1);
      const response = await bare(`/v1/ports?hosts=all&ticket=${forged}`, SSE);
      expect(response.status).toBe(401);
      await response.text();
    }
  });

  it('is in no line of the log', async () => {
    const ticket = await ticketOf(NARROW);
    await (await bare(`/v1/ports?hosts=all&ticket=${ticket}`, SSE)).text();
    expect(log.join('\n')).not.toContain(ticket);
    expect(log.length).toBeGreaterThan(0);
  });

  it('ends within a minute, and only its own keys read it', () => {
    const keys = [{ id: 'a', key: Buffer.alloc(32, 1) }];
    const tickets = new Tickets(keys);
    const caller = {
      id: 'x',
      kind: 'api-key',
      scopes: new Set(['ports:read'] as const),
      projects: '*',
    } as const;
    const { ticket, expiresAt } = tickets.issue(caller, 1_000);
    expect(tickets.holder(ticket, expiresAt - 1)).toEqual(caller);
    expect(tickets.holder(ticket, expiresAt)).toBeUndefined();
    expect(new Tickets([{ id: 'a', key: Buffer.alloc(32, 2) }]).holder(ticket, 1_000)).toBeUndefined();
  });

  it('is given to nobody without a key', async () => {
    const response = await bare('/v1/auth/tickets', { method: 'POST' });
    expect(response.status).toBe(401);
    await response.text();
  });
});
