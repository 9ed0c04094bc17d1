import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../support/browser.js';
import { KEY, startApp, startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
  stack = await startStack({ emulator: { hosts: 60 }, config: { docs: { prefilled_key: KEY } } });
}, 30_000);
afterAll(async () => {
  await browser.close();
  await stack.close();
});

/** Returns the warnings of an application that fills in a key on the page. */
async function warnings(server: object): Promise<readonly string[]> {
  const lines: string[] = [];
  const config = { server, docs: { prefilled_key: KEY } };
  const app = await startApp(stack.emulator.url, { config, log: { write: (line) => void lines.push(line) } });
  await app.close();
  return lines.filter((line) => line.includes('"level":40') && line.includes('docs.prefilled_key'));
}

describe('a key that is filled in on the page', () => {
  it('is warned of in the log where other machines can read it', async () => {
    const [warning, ...others] = await warnings({ host: '0.0.0.0' });
    expect(warning).toContain('docs.prefilled_key is set: everybody who opens /docs can read this key');
    expect(others).toEqual([]);
    expect(await warnings({ host: '127.0.0.1' })).toEqual([]);
  });
});

describe('the page of the documentation in a browser', () => {
  it('answers the first click with rows, asks no other origin and breaks no rule of its policy', async () => {
    const page = await browser.newPage();
    const foreign: string[] = [];
    const faults: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(stack.url) && !request.url().startsWith('data:'))
        foreign.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', ({ message }) => faults.push(message));
    await page.goto(`${stack.url}/docs`);
    const operation = page.locator('#operations-ports-listPorts');
    await operation.locator('.opblock-summary-control').click();
    const [request] = await Promise.all([
      page.waitForRequest((each) => each.url().includes('/v1/ports')),
      operation.locator('button.execute').click(),
    ]);
    const answer = await request.response();
    expect(answer?.status()).toBe(200);
    const { items } = (await answer?.json()) as { items: unknown[] };
    expect(items.length).toBeGreaterThan(0);
    await operation.locator('.live-responses-table .response-col_status').first().waitFor();
    const { priority, 'cache-control': caching } = request.headers();
    expect({ priority, caching }).toEqual({ priority: undefined, caching: undefined });
    expect({ foreign, faults }).toEqual({ foreign: [], faults: [] });
    await page.close();
  }, 20_000);

  it('has files that are compressed, checked by ETag and kept for a year where the address names a version', async () => {
    const html = await (await stack.get('/docs')).text();
    const files = [...html.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js))"/g)].map(([, path = '']) => path);
    expect(files.length).toBe(3);
    for (const path of files) {
      const { headers } = await stack.get(path, { 'accept-encoding': 'gzip' });
      expect(headers.get('content-encoding')).toBe('gzip');
      const kept = /\/\d+\.\d+\.\d+\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
      expect(headers.get('cache-control')).toBe(kept);
      // Without a word of ours, `fetch` adds `no-cache`, which forbids a 304.
      const again = await stack.get(path, {
        'if-none-match': headers.get('etag') ?? '',
        'cache-control': 'max-age=0',
      });
      expect(again.status).toBe(304);
    }
  });

  it('has examples in its document that are valid requests', async () => {
    const document = (await (await stack.get('/openapi.full.json')).json()) as {
      paths: Record<
        string,
        { post?: { operationId: string; requestBody?: { content: Record<string, { example?: unknown }> } } }
      >;
    };
    const refused: string[] = [];
    for (const [path, { post }] of Object.entries(document.paths)) {
      const body = post?.requestBody?.content['application/json'];
      if (body === undefined) continue;
      const { status } = await stack.post(path.replace('{type}', 'database'), body.example);
      if (status >= 300) refused.push(`${post?.operationId}: ${status}`);
    }
    expect(refused).toEqual([]);
  }, 20_000);
});
