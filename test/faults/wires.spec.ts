import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { HttpService } from '@nestjs/axios';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { AxiosWire, poolAdapter } from '../../src/upstream/transport/axios-wire.js';
import { DispatchWire } from '../../src/upstream/transport/dispatch-wire.js';
import { Pools } from '../../src/upstream/transport/pools.js';
import { StreamingWire } from '../../src/upstream/transport/streaming-wire.js';
import type { Wire, WireRequest } from '../../src/upstream/transport/wire.js';
import { selfSigned } from '../support/certificate.js';

const TOKEN = 'a-token-that-belongs-to-the-vendor';
const signal = new AbortController().signal;
const pools = new Pools({ connections: 4, connectTimeoutMs: 2_000 });

const WIRES: readonly [string, Wire][] = [
  ['of rows', new DispatchWire(pools)],
  ['of single calls', new AxiosWire(new HttpService(axios.create({ adapter: poolAdapter(pools) })))],
  ['of downloads', new StreamingWire(pools)],
];

let vendor: Listening;
/** Another server. A request that arrives here has leaked what was meant for the vendor. */
let elsewhere: Listening;
beforeAll(async () => {
  elsewhere = await listening(createServer());
  vendor = await listening(createServer(), (_request, response) => {
    response.writeHead(302, { location: `${elsewhere.origin}/caught` }).end();
  });
});
afterEach(() => {
  vendor.seen.length = 0;
});
afterAll(async () => {
  expect(elsewhere.seen).toEqual([]);
  await pools.close();
  await Promise.all([vendor.close(), elsewhere.close()]);
});

describe.each(WIRES)('the wire %s', (_name, wire) => {
  const send = (origin: string, more: Partial<WireRequest> = {}) =>
    wire.send({ method: 'GET', origin, path: '/v5', headers: { 'x-auth-token': TOKEN }, ...more }, signal);

  it('takes a redirect for an answer and follows it nowhere', async () => {
    expect((await send(vendor.origin)).status).toBe(302);
    expect(vendor.seen).toEqual(['GET /v5']);
  });

  it('stays with its origin whatever the path says', async () => {
    const host = elsewhere.origin.slice('http://'.length);
    // The wires normalize these paths differently (some treat a backslash as a slash), but every request stays at the origin.
    for (const path of [`//${host}/`, `/\\${host}/`, `/@${host}/`, `/..//${host}/`])
      expect((await send(vendor.origin, { path })).status).toBe(302);
    for (const path of [`${elsewhere.origin}/`, `@${host}/`, `.${host}`, ''])
      await expect(send(vendor.origin, { path })).rejects.toMatchObject({ kind: 'rejected' });
    expect(vendor.seen).toHaveLength(4);
  });

  it('refuses a header or a path that would be two', async () => {
    for (const value of ['a\r\nx-more: b', 'a\nb', 'a\0b'])
      await expect(send(vendor.origin, { headers: { 'x-request-id': value } })).rejects.toMatchObject({
        kind: 'rejected',
      });
    for (const path of ['/a\r\nx-more: b', '/a b', '/a\n'])
      await expect(send(vendor.origin, { path })).rejects.toMatchObject({ kind: 'rejected' });
    expect(vendor.seen).toEqual([]);
  });

  it('trusts no certificate that nobody vouches for, whatever the environment says', async () => {
    const server = await listening(createTlsServer(selfSigned()));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await expect(send(server.origin)).rejects.toMatchObject({ kind: 'network' });
      expect(server.seen).toEqual([]);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      await server.close();
    }
  });
});

it('nothing in the source turns the check of certificates off', () => {
  const source = resolve(import.meta.dirname, '../../src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const lax =
    /rejectUnauthorized: (?!true\b)|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity|TLSv1(?:\.1)?'/;
  expect(files.filter((file) => lax.test(readFileSync(join(source, file), 'utf8')))).toEqual([]);
});

interface Listening {
  readonly origin: string;
  /** What was asked. */
  readonly seen: string[];
  close(): Promise<void>;
}

async function listening(server: Server, answer?: RequestListener): Promise<Listening> {
  const seen: string[] = [];
  server.on('request', (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (answer === undefined) response.end('{}');
    else answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const scheme = 'setSecureContext' in server ? 'https' : 'http';
  return {
    origin: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
