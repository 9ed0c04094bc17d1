import { once } from 'node:events';
import { gzipSync, deflateSync, brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dial, exchange, type RawAnswer } from '../support/raw-http.js';
import { KEY, startStack, type Stack } from '../support/stack.js';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 3 } });
});
afterAll(() => stack.close());

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Sends a request with exactly these header lines and body, and gives its one answer. */
async function send(
  method: string,
  path: string,
  lines: readonly string[],
  body: string | Buffer = '',
): Promise<RawAnswer> {
  const head = [`${method} ${path} HTTP/1.1`, 'Host: x', `X-API-Key: ${KEY}`, 'Connection: close', ...lines];
  const bytes = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
  const { answers } = await exchange(stack.url, bytes);
  expect(answers).toHaveLength(1);
  return answers[0] as RawAnswer;
}

it.each(['/v1/auth/tickets', `/v1/queries/${NOBODY}/retry`])(
  'members in the body of POST %s are refused, because it documents none',
  async (path) => {
    const answer = await stack.post(path, { hosts: 'all', limit: 3 });
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/hosts', '/limit']);
  },
);

describe('a request without a body', () => {
  const CALLS = [
    ['DELETE', `/v1/exports/${NOBODY}`, 404],
    ['POST', '/v1/auth/tickets', 201],
    ['POST', '/v1/auth/upstream/refresh', 200],
    ['POST', '/v1/ports/query', 400],
  ] as const;
  const NAMED = [
    ['a JSON type', ['Content-Type: application/json'], ''],
    ['a JSON type and the length zero', ['Content-Type: application/json', 'Content-Length: 0'], ''],
    ['a form type', ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 0'], ''],
    ['a type that is none', ['Content-Type: nonsense', 'Content-Length: 0'], ''],
    [
      'a JSON type and no chunk',
      ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
      '0\r\n\r\n',
    ],
    ['a text type and no chunk', ['Content-Type: text/plain', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['no type and no chunk', ['Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['a coding', ['Content-Encoding: gzip', 'Content-Length: 0'], ''],
  ] as const;

  it.each(
    CALLS.flatMap(([method, path]) =>
      NAMED.map(([name, lines, body]) => ({ method, path, name, lines, body })),
    ),
  )('is answered the same when it names $name: $method $path', async ({ method, path, lines, body }) => {
    const plain = await send(method, path, method === 'POST' ? ['Content-Length: 0'] : []);
    const named = await send(method, path, lines, body);
    expect(named.status).toBe(plain.status);
    const { detail, errors } = JSON.parse(plain.body || '{}') as { detail?: unknown; errors?: unknown };
    const problem = JSON.parse(named.body || '{}') as { detail?: unknown; errors?: unknown };
    expect([problem.detail, problem.errors]).toEqual([detail, errors]);
  });

  it.each(CALLS)('%s %s: is answered %i', async (method, path, status) => {
    expect((await send(method, path, ['Content-Length: 0'])).status).toBe(status);
  });
});

describe('a packed body', () => {
  const BODY = '{"hosts":{"all":true},"limit":1}';

  it.each([
    ['gzip', gzipSync(BODY)],
    ['x-gzip', gzipSync(BODY)],
    ['deflate', deflateSync(BODY)],
    ['br', brotliCompressSync(BODY)],
    ['gzip, br', brotliCompressSync(gzipSync(BODY))],
    ['rot13', Buffer.from(BODY)],
    ['identity, gzip', gzipSync(BODY)],
    [' ,GZIP', gzipSync(BODY)],
  ])('is refused in %s, and the answer says that bodies must come uncompressed', async (coding, bytes) => {
    const answer = await send(
      'POST',
      '/v1/ports/query',
      ['Content-Type: application/json', `Content-Encoding: ${coding}`, `Content-Length: ${bytes.length}`],
      bytes,
    );
    expect(answer.status).toBe(415);
    expect(answer.headers['accept-encoding']).toBe('identity');
    expect(JSON.parse(answer.body)).toMatchObject({ type: '/problems/unsupported-media-type' });
  });

  it.each(['identity', 'Identity', ''])('is an ordinary body in the coding %j', async (coding) => {
    const answer = await send(
      'POST',
      '/v1/ports/query',
      ['Content-Type: application/json', `Content-Encoding: ${coding}`, `Content-Length: ${BODY.length}`],
      BODY,
    );
    expect(answer.status).toBe(200);
  });
});

describe('a body that is too large', () => {
  /** Sends until the answer is there, as a client does that reads only when it has written all. */
  async function upload(head: string, piece: Buffer, pieces: number, ending = ''): Promise<string> {
    const socket = await dial(stack.url);
    let text = '';
    let reset: string | undefined;
    socket.on('error', (error: NodeJS.ErrnoException) => (reset = error.code));
    socket.write(head);
    for (let at = 0; at < pieces && socket.writable; at++) {
      if (!socket.write(piece))
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
    }
    if (socket.writable) socket.write(ending);
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    if (!socket.destroyed) await once(socket, 'close').catch(() => undefined);
    expect(reset).toBeUndefined();
    return text;
  }

  const HEAD = `POST /v1/ports/query HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEY}\r\nContent-Type: application/json\r\n`;
  const PIECE = Buffer.alloc(64_000, 0x20);

  it.each([
    [
      'with its length',
      `${HEAD}Content-Length: ${PIECE.length * 140}\r\n\r\n`,
      PIECE,
      `GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n`,
    ],
    [
      'in chunks',
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n`,
      Buffer.concat([Buffer.from(`${PIECE.length.toString(16)}\r\n`), PIECE, Buffer.from('\r\n')]),
      '0\r\n\r\n',
    ],
  ])(
    '%s is refused in words ten times of ten, also to who writes all before reading',
    async (_name, head, piece, ending) => {
      const texts = await Promise.all(Array.from({ length: 10 }, () => upload(head, piece, 140, ending)));
      for (const text of texts) {
        expect(text).toMatch(/^HTTP\/1\.1 413 /);
        expect(text).toContain('"type":"/problems/payload-too-large"');
        expect(text.split('HTTP/1.1 ')).toHaveLength(2);
      }
    },
  );

  it('is not listened to for ever', async () => {
    const socket = await dial(stack.url);
    socket.on('error', () => undefined);
    socket.resume();
    socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('fa00\r\n'), PIECE, Buffer.from('\r\n')]);
    let sent = 0;
    while (!socket.destroyed && sent < 200_000_000) {
      sent += chunk.length;
      if (!socket.write(chunk))
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
    }
    expect(sent).toBeLessThan(100_000_000);
    socket.destroy();
  });
});
