import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PageAnswer } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
let hosts: string[];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 20 } });
  hosts = stack.emulator.hostIds().slice(0, 4);
}, 60_000);
afterAll(() => stack.close());

/** A page, without what differs from answer to answer. */
async function page(path: string): Promise<{ etag: string | null; body: PageAnswer; summary: object }> {
  const response = await stack.get(path);
  expect(response.status).toBe(200);
  const length = response.headers.get('content-length');
  const text = await response.text();
  if (!response.headers.has('content-encoding')) expect(length).toBe(String(Buffer.byteLength(text)));
  const body = JSON.parse(text) as PageAnswer & { summary: Record<string, unknown> };
  const { elapsed_ms: _elapsed, explanation: _why, estimated_calls: _estimate, ...summary } = body.summary;
  return { etag: response.headers.get('etag'), body, summary };
}

describe('a page of named hosts whose rows are all in memory', () => {
  const paths = (): string[] => {
    const [one, two, three] = hosts as [string, string, string];
    return [
      `/v1/hosts/${one}/ports`,
      `/v1/hosts/${one}/ports?limit=3`,
      `/v1/hosts/${two}/ports?protocol=tcp`,
      `/v1/hosts/${two}/ports?fields=port,pid`,
      `/v1/ports?host_ids=${one},${two},${one},${three}&limit=1000`,
      `/v1/ports?host_ids=${two},${three}&limit=5`,
      `/v1/assets/users?host_ids=${one},${two}&limit=1000`,
      `/v1/assets/kernel_module?host_ids=${one}`,
    ];
  };

  it('is the page that a planned query gives, and costs no call', async () => {
    for (const path of paths()) {
      await page(path);
      stack.emulator.clearCalls();
      // Whoever asks why a plan was chosen gets a planned answer.
      const planned = await page(`${path}${path.includes('?') ? '&' : '?'}explain=true`);
      const first = await page(path);
      const second = await page(path);
      expect(stack.emulator.calls()).toMatchObject({ total: 0 });
      for (const kept of [first, second]) {
        expect(kept.body.items).toEqual(planned.body.items);
        expect(kept.body.summary).toMatchObject({ estimated_calls: 0, upstream_calls: 0 });
        expect(kept.etag).toBe(planned.etag);
        expect({ answer: path, ...kept.summary }).toEqual({ answer: path, ...planned.summary });
      }
    }
  });

  it('leads through all pages', async () => {
    const [one] = hosts as [string];
    const whole = await page(`/v1/hosts/${one}/ports?limit=1000`);
    const items: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await page(
        `/v1/hosts/${one}/ports?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      items.push(...body.items);
      cursor = body.next_cursor;
    }
    expect(items).toEqual(whole.body.items);
    expect(items.length).toBeGreaterThan(2);
  });

  it('follows the rows: younger ones are asked for and shown', async () => {
    const [, , , last] = hosts as [string, string, string, string];
    const path = `/v1/hosts/${last}/ports?limit=1000`;
    const before = await page(path);
    await page(path);
    const fresh = await page(`${path}&max_age=0`);
    const after = await page(path);
    expect(after.summary).toMatchObject({ cache_hits: 1, upstream_calls: 0 });
    expect(Date.parse(after.body.summary.as_of)).toBeGreaterThanOrEqual(
      Date.parse(before.body.summary.as_of),
    );
    expect(after.etag).toBe(fresh.etag);
  });
});
