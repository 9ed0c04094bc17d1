import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventSource } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startCompressingProxy, type CompressingProxy } from '../support/compressing-proxy.js';
import { finished, QUICK } from '../support/exports.js';
import { KEY, startStack, type Stack } from '../support/stack.js';

/** Longer than the reconnection time that the stream gives to browsers, in milliseconds. */
const LONGEST_MS = 10_000;

let stack: Stack;
let exportPath: string;
const ROWS = '/v1/ports?hosts=all';
const LIST = '/v1/hosts?limit=1000';

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 20, settings: { export_polls: 0 } },
    config: { exports: QUICK },
  });
  exportPath = `/v1/exports/${(await finished(stack, { asset_type: 'port' })).id}`;
}, 60_000);

afterAll(() => stack.close());

describe('every event stream', () => {
  it('ends for a browser: it is told when to come again, and then that there is nothing more', async () => {
    const statuses = new Map<string, number[]>();
    // `EventSource` cannot send a key, so the page's own server would add it.
    const front = createServer((asked, answer) => {
      const path = asked.url ?? '';
      const headers = { ...asked.headers, 'x-api-key': KEY };
      httpRequest(stack.url + path, { headers }, (given) => {
        const status = given.statusCode ?? 0;
        statuses.set(path, [...(statuses.get(path) ?? []), status]);
        given.pipe(answer.writeHead(status, given.headers));
      }).end();
    });
    await new Promise<void>((done) => front.listen(0, '127.0.0.1', done));
    const { port } = front.address() as AddressInfo;
    const paths = [ROWS, LIST, exportPath];
    const sources = paths.map((path) => new EventSource(`http://127.0.0.1:${port}${path}`));
    const closed = sources.map(
      (source) =>
        new Promise<void>((done) => {
          source.onerror = () => {
            if (source.readyState === EventSource.CLOSED) done();
          };
        }),
    );
    const late = new Promise((done) => setTimeout(done, LONGEST_MS).unref());
    await Promise.race([Promise.all(closed), late]);
    const states = sources.map(({ readyState }) => readyState);
    for (const source of sources) source.close();
    front.closeAllConnections();
    await new Promise((done) => front.close(done));
    expect(Object.fromEntries(statuses)).toEqual(Object.fromEntries(paths.map((path) => [path, [200, 204]])));
    expect(states).toEqual(paths.map(() => EventSource.CLOSED));
  }, 30_000);

  it.each(['rows', 'a list', 'an export'])(
    'begins with the time to wait before the next try, and forbids proxies to compress it: %s',
    async (what) => {
      const path = { rows: ROWS, 'a list': LIST, 'an export': exportPath }[what] ?? '';
      const response = await stack.get(path, { accept: 'text/event-stream' });
      expect(response.headers.get('cache-control')).toMatch(/\bno-store\b.*\bno-transform\b/);
      expect(response.headers.get('x-accel-buffering')).toBe('no');
      const blocks = (await response.text()).split('\n\n').filter((block) => block !== '');
      expect(blocks[0]).toMatch(/^retry: \d+$/);
      expect(blocks.filter((block) => /^id: end$/m.test(block))).toEqual([blocks.at(-1)]);
      const again = await stack.get(path, { accept: 'text/event-stream', 'last-event-id': 'end' });
      expect(again.status).toBe(204);
    },
  );
});

describe('through a proxy that packs', () => {
  let proxy: CompressingProxy;
  beforeAll(async () => {
    proxy = await startCompressingProxy(stack.url);
  });
  afterAll(() => proxy.close());

  it('events arrive while the rows are still being read', async () => {
    const page = await through(`${ROWS}&limit=1000`, 'application/json');
    await drained(page);
    // Shows that this connection compresses pages, so that the stream below would be compressed too.
    expect(page.headers['content-encoding']).toBe('gzip');
    stack.emulator.clearCalls();
    // The last host answers late, so that events can be read while its rows are still missing.
    const last = stack.emulator.hostIds().at(-1) ?? '';
    stack.emulator.addFault({
      match: { path: '/asset/ports', host_id: last },
      fault: { kind: 'delay', delay_ms: 1_500 },
    });
    const events = await through(`${ROWS}&plan=per-host&max_age=0`, 'text/event-stream');
    expect(events.headers['content-encoding']).toBeUndefined();
    let text = '';
    const firstRows = await new Promise<string>((done) => {
      events.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('event: items')) done(text);
      });
    });
    expect(firstRows).not.toContain('event: summary');
    expect(firstRows).not.toContain(last);
    await new Promise((done) => events.once('end', done));
    expect(text).toContain(last);
    expect(text).toContain('event: summary');
    stack.emulator.clearFaults();
  });

  const through = (path: string, accept: string): Promise<IncomingMessage> =>
    new Promise((done, fail) => {
      const headers = { 'x-api-key': KEY, accept, 'accept-encoding': 'gzip' };
      httpRequest(proxy.url + path, { headers }, done)
        .on('error', fail)
        .end();
    });
});

async function drained(answer: IncomingMessage): Promise<void> {
  answer.resume();
  await new Promise((done) => answer.once('end', done));
}
