import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApp, startStack, type Stack } from '../support/stack.js';

let stack: Stack;
const further: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  stack = await startStack({ emulator: { hosts: 5 } });
});
afterAll(async () => {
  await Promise.all(further.map((app) => app.close()));
  await stack.close();
});

async function appWith(server: Record<string, unknown>): Promise<Omit<Stack, 'emulator'>> {
  const app = await startApp(stack.emulator.url, { config: { server } });
  further.push(app);
  return app;
}

/** The links in an application's answers: to the next page, to an order, to its file, and in the document. */
async function addresses(app: Omit<Stack, 'emulator'>, headers: Record<string, string> = {}) {
  const page = await app.get('/v1/hosts?limit=2', headers);
  const order = { asset_type: 'port', format: 'csv', host_ids: stack.emulator.hostIds().slice(0, 1) };
  const ordered = await app.post('/v1/exports', order, headers);
  const { id } = (await ordered.json()) as { id: string };
  const done = await app.get(`/v1/exports/${id}`, { ...headers, prefer: 'wait=30' });
  const document = (await (await app.get('/openapi.json', headers)).json()) as { servers: unknown };
  const docs = await (await app.get('/docs', headers)).text();
  return {
    link: /^<([^?]*)\?/.exec(page.headers.get('link') ?? '')?.[1],
    location: ordered.headers.get('location')?.replace(id, '{id}'),
    file: ((await done.json()) as { file: string }).file.replace(id, '{id}'),
    servers: document.servers,
    docs: /data-document="([^"]*)\/openapi.full.json"/.exec(docs)?.[1],
  };
}

const under = (prefix: string, server = prefix) => ({
  link: `${prefix}/v1/hosts`,
  location: `${prefix}/v1/exports/{id}`,
  file: `${prefix}/v1/exports/{id}/file`,
  servers: [{ url: server }],
  docs: prefix,
});

describe('the addresses in answers, behind a proxy that takes a part of the path away', () => {
  it('begin with the path of server.public_url, whatever a request says', async () => {
    const url = 'https://api.example.com/tools/portolan';
    const app = await appWith({ public_url: `${url}/`, trusted_proxies: ['127.0.0.1'] });
    const told = await addresses(app, { 'x-forwarded-prefix': '/other' });
    expect(told).toEqual(under('/tools/portolan', `${url}/`));
  });

  it('begin with what a trusted proxy names in X-Forwarded-Prefix', async () => {
    const app = await appWith({ trusted_proxies: ['127.0.0.0/8', '::1'] });
    expect(await addresses(app, { 'x-forwarded-prefix': '/portolan/' })).toEqual(under('/portolan'));
    expect(await addresses(app)).toEqual(under('', '/'));
  });

  it('begin with nothing that anybody else names', async () => {
    const far = await appWith({ trusted_proxies: ['10.0.0.0/8'] });
    expect(await addresses(far, { 'x-forwarded-prefix': '/evil' })).toEqual(under('', '/'));
  });

  it.each([
    '//evil.example',
    '/a/../b',
    'https://evil.example',
    '/a b',
    '/a?b',
    '/a, /b',
    `/${'a'.repeat(300)}`,
  ])('begin with nothing that is no path, such as %s', async (prefix) => {
    const app = further[1] as Omit<Stack, 'emulator'>;
    const page = await app.get('/v1/hosts?limit=2', { 'x-forwarded-prefix': prefix });
    expect(page.headers.get('link')).toMatch(/^<\/v1\/hosts\?/);
  });
});
