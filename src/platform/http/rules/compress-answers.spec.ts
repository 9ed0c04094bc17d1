import { randomBytes } from 'node:crypto';
import { connect, type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OFFERED_CODINGS } from './codings.js';
import { compressAnswers } from './compress-answers.js';

/** More than all buffers between the source and a client that reads nothing can hold: 64 MiB that do not compress. */
const PIECES = 1_024;
const PIECE_BYTES = 65_536;

let server: FastifyInstance;
let port: number;
let pulled = 0;
let ended = false;
/** Has the source of `/broken` break. */
let breakSource = (): void => undefined;

async function* pieces(): AsyncGenerator<Buffer, void, undefined> {
  try {
    for (; pulled < PIECES; pulled++) yield await Promise.resolve(randomBytes(PIECE_BYTES));
  } finally {
    ended = true;
  }
}

beforeAll(async () => {
  server = fastify();
  compressAnswers(server);
  server.get('/', (_request, reply) =>
    reply.type('application/x-ndjson').send(Readable.from(pieces(), { objectMode: false })),
  );
  server.get('/broken', (_request, reply) =>
    reply.type('text/csv').send(
      Readable.from(
        (async function* () {
          yield await Promise.resolve('a,b\r\n');
          await new Promise<void>((broken) => (breakSource = broken));
          throw new Error('the source broke');
        })(),
        { objectMode: false },
      ),
    ),
  );
  server.get('/never-begun', (_request, reply) =>
    reply.type('text/csv').send(
      new Readable({
        read() {
          this.destroy(new Error('the source broke'));
        },
      }),
    ),
  );
  await server.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = server.server.address() as AddressInfo);
});
afterAll(() => server.close());

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(10);
}

describe.each(OFFERED_CODINGS)('an answer in %s', (coding) => {
  it('is no longer read from its source when the client stalls, and ends it when the client leaves', async () => {
    pulled = 0;
    ended = false;
    const client = connect(port, '127.0.0.1');
    client.pause();
    client.write(`GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${coding}\r\n\r\n`);
    await until(() => pulled > 0);
    let before = -1;
    while (before !== pulled) {
      before = pulled;
      await pause(150);
    }
    expect(pulled).toBeLessThan(PIECES / 2);
    expect(ended).toBe(false);
    client.destroy();
    await until(() => ended);
  }, 20_000);

  it('is cut, not closed, when its source breaks', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/broken`, {
      headers: { 'accept-encoding': coding },
    });
    expect(response.headers.get('content-encoding')).toBe(coding);
    breakSource();
    await expect(response.text()).rejects.toThrow();
  });

  it('is an error document that can be read when its source breaks before the first byte', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/never-begun`, {
      headers: { 'accept-encoding': coding },
    });
    expect([response.status, response.headers.get('content-encoding')]).toEqual([500, null]);
    expect(await response.json()).toMatchObject({ statusCode: 500 });
  });
});
