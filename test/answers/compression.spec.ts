import { request as httpRequest, type IncomingMessage } from 'node:http';
import { pipeline, type Duplex } from 'node:stream';
import * as zlib from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type * as codings from '../../src/platform/http/rules/codings.js';
import { finished, QUICK } from '../support/exports.js';
import { outside } from '../support/outside.js';
import { KEY, startStack, type Stack } from '../support/stack.js';

const { OFFERED_CODINGS } = await outside<typeof codings>('src/platform/http/rules/codings.ts');

const ROWS = '/v1/ports?hosts=all';
/** How long the emulator holds the rows of the last host back, in milliseconds. */
const HELD_MS = 2_000;

const DECODERS: Readonly<Record<string, () => Duplex>> = {
  gzip: () => zlib.createGunzip(),
  br: () => zlib.createBrotliDecompress(),
  zstd: () => (zlib as unknown as { createZstdDecompress(): Duplex }).createZstdDecompress(),
};

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 30, settings: { export_polls: 0 } },
    config: { exports: QUICK },
  });
}, 60_000);
afterAll(() => stack.close());

interface Asked {
  readonly answer: IncomingMessage;
  /** The body without its coding, as it arrives. */
  readonly body: NodeJS.ReadableStream;
}

/** Asks as a client that decodes by itself, so that the coding can be seen. */
function ask(path: string, headers: Record<string, string>, method = 'GET'): Promise<Asked> {
  return new Promise((done, fail) => {
    httpRequest(stack.url + path, { method, headers: { 'x-api-key': KEY, ...headers } }, (answer) => {
      const decoder = DECODERS[answer.headers['content-encoding'] ?? ''];
      if (decoder === undefined || method === 'HEAD') done({ answer, body: answer });
      else done({ answer, body: pipeline(answer, decoder(), () => {}) });
    })
      .on('error', fail)
      .end();
  });
}

async function textOf(body: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of body) text += String(chunk);
  return text;
}

/** Rows of an answer in any format, in one order and without what differs between two answers. */
function rowsOf(text: string): string[] {
  const lines = text.startsWith('{"items"')
    ? (JSON.parse(text) as { items: unknown[] }).items.map((item) => JSON.stringify({ type: 'item', item }))
    : text.split(/\r?\n/);
  return lines.filter((line) => line !== '' && !/summary|"progress"/.test(line)).sort();
}

describe('the first rows of a stream', () => {
  it(`can be decoded in every coding while the emulator holds back the last ones`, async () => {
    const last = stack.emulator.hostIds().at(-1) ?? '';
    stack.emulator.addFault({
      match: { path: '/asset/ports', host_id: last },
      fault: { kind: 'delay', delay_ms: HELD_MS },
    });
    try {
      const checks = ['identity', ...OFFERED_CODINGS].flatMap((coding) =>
        ['application/x-ndjson', 'text/csv'].map(async (accept) => {
          const { answer, body } = await ask(`${ROWS}&plan=per-host&max_age=0`, {
            accept,
            'accept-encoding': coding,
          });
          expect(answer.headers['content-encoding']).toBe(coding === 'identity' ? undefined : coding);
          let text = '';
          let atFirstRow: string | undefined;
          for await (const chunk of body) {
            text += String(chunk);
            const hasRow =
              accept === 'text/csv' ? /\n[^#\n]+\r\n/.test(text) : text.includes('"type":"item"');
            if (hasRow) atFirstRow ??= text;
          }
          expect(atFirstRow).toBeDefined();
          expect(atFirstRow).not.toContain(last);
          expect(atFirstRow).not.toContain('summary');
          expect(text).toContain(last);
          expect(text).toContain('summary');
        }),
      );
      await Promise.all(checks);
    } finally {
      stack.emulator.clearFaults();
    }
  }, 30_000);
});

describe.each(OFFERED_CODINGS)('answers in %s', (coding) => {
  it.each(['application/json', 'application/x-ndjson', 'text/csv'])(
    'have the same rows as plain ones, in fewer bytes: %s',
    async (accept) => {
      const path = `${ROWS}&limit=1000`;
      const plain = await ask(path, { accept });
      expect(plain.answer.headers['content-encoding']).toBeUndefined();
      expect(plain.answer.headers.vary).toContain('accept-encoding');
      const packed = await ask(path, { accept, 'accept-encoding': coding });
      expect(packed.answer.headers).toMatchObject({
        'content-encoding': coding,
        vary: 'accept, accept-encoding',
      });
      let bytes = 0;
      packed.answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      const [one, other] = await Promise.all([textOf(plain.body), textOf(packed.body)]);
      expect(rowsOf(other)).toEqual(rowsOf(one));
      expect(rowsOf(one).length).toBeGreaterThan(100);
      expect(bytes).toBeLessThan(one.length / 5);
    },
  );

  it('are the rows of an export as well', async () => {
    const { id } = await finished(stack, { asset_type: 'port' });
    for (const format of ['csv', 'ndjson', 'json']) {
      const { answer, body } = await ask(`/v1/exports/${id}/file?format=${format}`, {
        'accept-encoding': coding,
      });
      expect(answer.headers['content-encoding']).toBe(coding);
      expect(await textOf(body)).toContain('summary');
    }
    const raw = await ask(`/v1/exports/${id}/file`, { 'accept-encoding': coding });
    expect(raw.answer.headers['content-encoding']).toBeUndefined();
    expect(raw.answer.headers['content-length']).toBeDefined();
    raw.answer.resume();
  });

  it('keep the trailer of CSV', async () => {
    const { answer, body } = await ask(ROWS, {
      accept: 'text/csv',
      te: 'trailers',
      'accept-encoding': coding,
    });
    expect(answer.headers.trailer).toBe('portolan-outcome');
    await textOf(body);
    expect(answer.trailers['portolan-outcome']).toMatch(/^summary complete=true/);
  });

  it('have the ETag of the plain page, which both get a 304 for', async () => {
    const plain = await ask(ROWS, {});
    const packed = await ask(ROWS, { 'accept-encoding': coding });
    await Promise.all([textOf(plain.body), textOf(packed.body)]);
    const { etag = '' } = plain.answer.headers;
    expect(etag).toMatch(/^W\//);
    expect(packed.answer.headers.etag).toBe(etag);
    const again = await ask(ROWS, { 'accept-encoding': coding, 'if-none-match': etag });
    expect(again.answer.statusCode).toBe(304);
    expect(again.answer.headers).toMatchObject({ etag, vary: 'accept, accept-encoding' });
    expect(again.answer.headers['content-encoding']).toBeUndefined();
    again.answer.resume();
  });

  it('have no body for HEAD, and no calls are made for them', async () => {
    stack.emulator.clearCalls();
    for (const accept of ['application/json', 'application/x-ndjson', 'text/csv']) {
      const { answer, body } = await ask(`${ROWS}&max_age=0`, { accept, 'accept-encoding': coding }, 'HEAD');
      expect(answer.statusCode).toBe(200);
      expect(answer.headers.vary).toBe('accept, accept-encoding');
      expect(await textOf(body)).toBe('');
    }
    expect(stack.emulator.calls()).toMatchObject({ total: 0 });
  });
});

describe('answers that are not compressed', () => {
  it.each([
    ['an event stream', ROWS, { accept: 'text/event-stream', 'accept-encoding': 'br, gzip' }],
    ['a small page', `${ROWS}&limit=1`, { 'accept-encoding': 'br, gzip' }],
    ['a page for a client that likes it plain', ROWS, { 'accept-encoding': 'identity, gzip;q=0.5' }],
    ['a page for a client that takes nothing of ours', ROWS, { 'accept-encoding': 'identity;q=0, deflate' }],
  ])('stay as they are: %s', async (_what, path, headers) => {
    const { answer, body } = await ask(path, headers);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect((await textOf(body)).length).toBeGreaterThan(0);
  });

  it('are few: a small page is compressed for a client that refuses it plain', async () => {
    const { answer, body } = await ask(`${ROWS}&limit=1`, { 'accept-encoding': 'identity;q=0, gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(rowsOf(await textOf(body))).toHaveLength(1);
  });
});
