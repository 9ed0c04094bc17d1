import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.js';
import { KEY, startStack, type Stack } from '../support/stack.js';
import { truePorts } from '../support/truth/ports.js';

const ROOT = process.cwd();
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const run = promisify(execFile);

const PACKAGE = 'portolan-client';
/** A first program with the installed package; it runs in Node and in a browser. */
const PROGRAM = `
import { Portolan, ProblemError, type Answer, type Row } from ${JSON.stringify(PACKAGE)};

export interface Answers { readonly id: string; readonly hosts: number; readonly rows: number; readonly later: number; readonly kind: string; readonly last: string; readonly bytes: number; readonly name: string }

export async function answers(url: string, key: string): Promise<Answers> {
  const portolan = new Portolan({ url, key });
  const me: Answer<'getWhoami'> = await portolan.call('getWhoami');
  const hosts = new Set<string>();
  let rows = 0;
  for await (const row of portolan.rows('queryPorts', { hosts: { all: true } })) {
    const typed: Row<'queryPorts'> = row;
    const port: number = row.port;
    const danger: boolean = row.status === 'danger';
    hosts.add(typed.host_id);
    rows += port > 0 || danger ? 1 : 0;
  }
  let later = 0;
  const host_ids = [...hosts];
  for await (const row of portolan.queries.run({ asset_type: 'port', host_ids }, { onProgress: ({ progress }) => progress.hosts.done }))
    later += row.port > 0 ? 1 : 0;
  // @ts-expect-error: there is no such type
  const wrong = (): unknown => portolan.queries.run({ asset_type: 'colour' });
  // @ts-expect-error: there is no such parameter
  const refused: unknown = await portolan.call('listPorts', { colour: 'red' }).catch((error: unknown) => error);
  const kind = refused instanceof ProblemError ? refused.kind : 'none';
  let last = '';
  const byTicket = new Portolan({ url, key, ticket: true });
  for await (const { event } of byTicket.events('listHosts', { limit: 5 })) last = event;
  const file = await portolan.exportFile({ asset_type: 'port', hosts: { all: true }, format: 'csv' });
  const bytes = (await new Response(file.body).arrayBuffer()).byteLength - (file.size ?? 0);
  const name = file.name.split('-', 1)[0] ?? '';
  return { id: me.id, hosts: hosts.size, rows, later, kind, last, bytes, name };
}
`;
const MAIN = `
import { answers } from './program.js';
console.log(JSON.stringify(await answers(process.argv[2] ?? '', process.argv[3] ?? '')));
`;
// The types that come with TypeScript need no check, and are most of what there would be to check.
const STRICT = [
  ...['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes'],
  '--skipDefaultLibCheck',
];
const MODULES = ['--target', 'es2023', '--module', 'nodenext', '--lib'];

let folder: string;
let pages: Server;
let origin: string;
let stack: Stack;
let browser: Browser;
let page: Page;
let expected: object;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portolan-client-'));
  pages = createServer((asked, answer) => {
    const path = (asked.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === '/') {
      const map = { imports: { [PACKAGE]: `/node_modules/${PACKAGE}/dist/index.js` } };
      answer.writeHead(200, { 'content-type': 'text/html' });
      answer.end(`<!doctype html><script type="importmap">${JSON.stringify(map)}</script>`);
    } else if (extname(path) === '.js') {
      answer.writeHead(200, { 'content-type': 'text/javascript' });
      answer.end(readFileSync(join(folder, resolve('/', path))));
    } else answer.writeHead(404).end();
  });
  await new Promise<void>((done) => pages.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  [stack, browser] = await Promise.all([
    startStack({ emulator: { hosts: 30 }, config: { cors: { origins: [origin] } } }),
    startBrowser(),
    install(),
  ]);
  const truth = await truePorts(stack.emulator.url);
  expected = {
    id: 'demo',
    hosts: new Set(truth.map(({ host_id: id }) => id)).size,
    rows: truth.length,
    later: truth.length,
    kind: 'invalid-request',
    last: 'summary',
    bytes: 0,
    name: 'portolan',
  };
  page = await browser.newPage();
  await page.goto(origin);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  pages.closeAllConnections();
  await new Promise((done) => pages.close(done));
  await stack.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Packs the client, and installs the archive into an empty folder. */
async function install(): Promise<void> {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
  };
  const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(ROOT, 'client'),
    env,
  });
  const [{ filename }] = JSON.parse(packed.stdout) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  await run('npm', ['install', '--offline', `./${filename}`], { cwd: folder, env });
  writeFileSync(join(folder, 'program.ts'), PROGRAM);
  writeFileSync(join(folder, 'main.ts'), MAIN);
}

/** Returns the compiler's messages; empty when there are none. */
async function compile(...args: string[]): Promise<string> {
  const all = [TSC, ...STRICT, ...MODULES, ...args];
  return run(process.execPath, all, { cwd: folder }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

describe('the package, installed from its archive into an empty folder', () => {
  it('lets a strict program compile, for browsers and for Node, its own types checked too', async () => {
    const types = join(ROOT, 'node_modules/@types');
    const [browsers, node] = await Promise.all([
      compile('es2023,dom,dom.iterable,dom.asynciterable', 'program.ts'),
      // Our own types are checked in the other one, so that those of Node need not be.
      compile('es2023', '--skipLibCheck', '--types', 'node', '--typeRoots', types, 'main.ts'),
    ]);
    expect([browsers, node]).toEqual(['', '']);
  }, 120_000);

  it('answers in Node', async () => {
    const { stdout } = await run(process.execPath, ['main.js', stack.url, KEY], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(expected);
  }, 60_000);

  it('brings the command line', async () => {
    const env = { ...process.env, NODE_OPTIONS: '', PORTOLAN_URL: stack.url, PORTOLAN_KEY: KEY };
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const npx = (...args: string[]) =>
      run('npx', ['--no-install', 'portolan', ...args], { cwd: folder, env });
    const [said, rows] = await Promise.all([npx('--version'), npx('ports', '--limit', '2')]);
    expect(said.stdout).toBe(`${version}\n`);
    expect(rows.stdout.trim().split('\n')).toHaveLength(2);
  }, 60_000);

  it('answers in Chromium, on a page of another origin', async () => {
    const found = await page.evaluate(
      async ([url, key]) => {
        const path = '/program.js';
        const program = (await import(path)) as { answers(url: string, key: string): Promise<object> };
        return program.answers(url, key);
      },
      [stack.url, KEY] as const,
    );
    expect(found).toEqual(expected);
  }, 60_000);
});

describe('a page of another origin', () => {
  /** Sends a GET with one header in the browser. Returns its status or the error. */
  const statusWith = (path: string, headers: Record<string, string>) =>
    page.evaluate(
      async ([url, given]) =>
        fetch(url, { headers: given }).then(
          ({ status }) => status,
          (error: Error) => error.name,
        ),
      [stack.url + path, headers] as const,
    );

  it('may send every header that the document, the pages and the client use', async () => {
    const headers = headersInUse();
    expect(headers).toEqual(
      expect.arrayContaining(['x-api-key', 'idempotency-key', 'last-event-id', 'if-range']),
    );
    const refused: string[] = [];
    for (const name of headers) {
      const value = VALUES[name] ?? '1';
      const status = await statusWith('/v1/auth/whoami', { 'x-api-key': KEY, [name]: value });
      if (status !== 200 && !(name === 'authorization' && status === 401)) refused.push(`${name}: ${status}`);
    }
    expect(refused).toEqual([]);
  });

  it('may read every header of an answer that the client reads', async () => {
    const ordered = await stack.post('/v1/exports', { asset_type: 'port', hosts: { all: true } });
    const path = `${stack.url}${ordered.headers.get('location') ?? ''}`;
    const readable = await page.evaluate(
      async ([url, key]) => {
        const headers = { 'x-api-key': key };
        await fetch(url, { headers: { ...headers, prefer: 'wait=20' } });
        const file = await fetch(`${url}/file`, { headers });
        await file.text();
        return [...file.headers.keys()];
      },
      [path, KEY] as const,
    );
    expect(readable).toEqual(
      expect.arrayContaining([
        'accept-ranges',
        'content-disposition',
        'content-length',
        'content-type',
        'etag',
      ]),
    );
    const refused = await stack.get('/v1/auth/whoami', { origin, 'x-api-key': 'wrong' });
    expect(refused.headers.get('access-control-expose-headers')?.split(', ')).toContain('retry-after');
  });

  it('may send no other header', async () => {
    expect(await statusWith('/v1/auth/whoami', { 'x-api-key': KEY, 'x-something-else': '1' })).toBe(
      'TypeError',
    );
  });
});

/** Valid values for headers that do not accept `1`. */
const VALUES: Readonly<Record<string, string>> = {
  'x-api-key': KEY,
  accept: 'application/json',
  authorization: 'Bearer no-token-of-ours',
  'content-type': 'application/json',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  range: 'bytes=0-',
  prefer: 'wait=1',
  priority: 'u=7',
  'cache-control': 'no-cache',
};

/** Names of request headers in the document, in the examples of the pages, and in the client. */
function headersInUse(): string[] {
  const document = readFileSync('docs/openapi.json', 'utf8');
  const documented = [
    ...document.matchAll(
      /"in":\s*"header",\s*"name":\s*"([\w-]+)"|"name":\s*"([\w-]+)",\s*"in":\s*"header"/g,
    ),
  ];
  const pages = ['README.md', 'client/README.md', 'docs/API.md'].map((name) => {
    try {
      return readFileSync(name, 'utf8');
    } catch {
      return '';
    }
  });
  const shown = pages.flatMap((text) => [...text.matchAll(/-H ['"]([\w-]+):/g)]);
  const client = ['connection', 'operation-request', 'events', 'export-file'].map((name) =>
    readFileSync(`client/src/${name}.ts`, 'utf8'),
  );
  const sent = client.flatMap((text) => [
    ...text.matchAll(
      /headers\.set\('([\w-]+)'|'(idempotency-key|last-event-id|if-range)':|\b(range|accept):/g,
    ),
  ]);
  const names = [...documented, ...shown, ...sent].flatMap((match) => match.slice(1).filter(Boolean));
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}
