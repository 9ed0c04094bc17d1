import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readStream, type PageAnswer } from '../support/answers.js';
import { startStack, type Stack } from '../support/stack.js';
import { asSet } from '../support/truth/ports.js';
import { pause } from '../support/wait.js';

type StalePage = PageAnswer & { readonly summary: { readonly stale?: boolean; readonly as_of: string } };

let stack: Stack;
beforeEach(async () => {
  stack = await startStack({ emulator: { hosts: 20 }, config: { upstream: { attempts: 2 } } });
});
afterEach(() => stack.close());

const ask = (query: string) => stack.get(`/v1/ports?limit=1000&${query}`);
const page = async (query: string) => {
  const response = await ask(query);
  expect(response.status).toBe(200);
  return (await response.json()) as StalePage;
};
const fail = (host_id?: string) =>
  stack.emulator.addFault({
    match: host_id === undefined ? {} : { path: '/asset/ports', host_id },
    fault: { kind: 'status', status: 503 },
  });

describe('while the vendor fails, a caller who allows it', () => {
  it('gets the older rows of those servers, and is told so', async () => {
    const ids = stack.emulator.hostIds().slice(0, 6);
    const query = `host_ids=${ids.join(',')}&plan=per-host&max_age=0`;
    const before = await page(query);
    for (const id of ids.slice(0, 2)) fail(id);
    const partial = await page(query);
    expect(partial.failures).toHaveLength(2);
    expect(partial.summary.stale).toBeUndefined();
    const whole = await page(`${query}&stale_if_error=600`);
    expect(whole.items).toEqual(before.items);
    expect(whole).toMatchObject({ complete: true, failures: [], summary: { stale: true } });
    expect(Date.parse(whole.summary.as_of)).toBeLessThan(Date.parse(partial.summary.as_of));
  });

  it.each(['per-host', 'by-port'])('gets the whole older answer of the plan %s', async (plan) => {
    const query = `hosts=all&plan=${plan}&max_age=0`;
    const before = await page(query);
    fail();
    expect((await ask(query)).status).toBeGreaterThanOrEqual(500);
    const older = await page(`hosts=all&max_age=0&stale_if_error=600`);
    expect(older.items).toEqual(before.items);
    expect(older).toMatchObject({ complete: true, summary: { stale: true } });
  });

  it('gets it before the deadline when the vendor only hangs', async () => {
    const query = `hosts=all&plan=per-host&max_age=0`;
    const before = await page(query);
    stack.emulator.addFault({ match: {}, fault: { kind: 'hang' } });
    const older = await page(`${query}&stale_if_error=600&timeout_ms=2000`);
    expect(older.items).toEqual(before.items);
    expect(older.summary.stale).toBe(true);
  });

  it.each(['', '&sort=-port'])('gets them at the end of a stream as well (%s)', async (order) => {
    const ids = stack.emulator.hostIds().slice(0, 6);
    const query = `host_ids=${ids.join(',')}&plan=per-host&max_age=0&limit=1000&format=ndjson${order}`;
    // Only pages are kept for `stale_if_error`; streams are not.
    const before = await page(`host_ids=${ids.join(',')}&plan=per-host&max_age=0${order}`);
    const stream = async (more = '') => readStream(await stack.get(`/v1/ports?${query}${more}`));
    const [kept, gone] = [ids.slice(0, 2), stack.emulator.hostIds().at(-1) ?? ''];
    for (const id of [...kept, gone]) fail(id);
    expect((await stream()).failures).toHaveLength(2);
    const askedAt = Date.now();
    const whole = await stream('&stale_if_error=600');
    expect(asSet(whole.items)).toEqual(asSet(before.items));
    if (order !== '') expect(whole.items).toEqual(before.items);
    expect(whole.failures).toEqual([]);
    expect(whole.summary).toMatchObject({ complete: true, stale: true, cache_hits: 2 });
    expect(Date.parse(whole.summary?.as_of ?? '')).toBeLessThan(askedAt);
    // A host that was never read stays missing.
    const some = await stream(`&stale_if_error=600&host_ids=${gone}`);
    expect(some.failures.map(({ host_id }) => host_id)).toEqual([gone]);
    expect(some.summary).toMatchObject({ complete: false, stale: true });
    stack.emulator.clearFaults();
    expect((await stream('&stale_if_error=600')).summary).toMatchObject({ complete: true, stale: false });
  });

  it('gets the vendor’s failure when nothing is kept, or nothing young enough', async () => {
    fail();
    expect((await ask('hosts=all&max_age=0&stale_if_error=600')).status).toBeGreaterThanOrEqual(500);
    stack.emulator.clearFaults();
    await page('hosts=all&plan=per-host&max_age=0');
    await pause(1_100);
    fail();
    expect((await ask('hosts=all&plan=per-host&max_age=0&stale_if_error=1')).status).toBeGreaterThanOrEqual(
      500,
    );
  });
});

it('nobody gets older rows while the vendor answers', async () => {
  await page('hosts=all&plan=per-host&max_age=0');
  stack.emulator.clearCalls();
  const { summary } = await page('hosts=all&plan=per-host&max_age=0&stale_if_error=600');
  expect(summary).toMatchObject({ stale: false, complete: true });
  expect((stack.emulator.calls() as { total: number }).total).toBeGreaterThanOrEqual(20);
});

it('a request’s own Cache-Control asks for fresh rows', async () => {
  const query = '/v1/ports?hosts=all&plan=per-host&limit=1000&max_age=600';
  const callsOf = async (cacheControl: string) => {
    const response = await stack.get(query, { 'cache-control': cacheControl });
    return ((await response.json()) as StalePage).summary.upstream_calls;
  };
  expect(await callsOf('')).toBeGreaterThanOrEqual(20);
  expect(await callsOf('max-age=600')).toBe(0);
  expect(await callsOf('no-cache')).toBeGreaterThanOrEqual(20);
  expect(await callsOf('max-age=0')).toBeGreaterThanOrEqual(20);
});
