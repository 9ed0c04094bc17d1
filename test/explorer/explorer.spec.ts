import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startFaultyProxy, type FaultyProxy } from '../client/faulty-proxy.js';
import { startSignInPage } from './sign-in-page.js';
import { startBrowser } from '../support/browser.js';
import { AUDIENCE, startIssuer } from '../support/issuer.js';
import { KEY, startApp, startStack, type Stack } from '../support/stack.js';
import { readCsv } from '../support/read-csv.js';
import { until } from '../support/wait.js';
import { openExplorer, rowsWhenDone, signedIn, signIn, type ExplorerPage } from './explorer-page.js';

const HOSTS = 14;
const HOSTILE = '/opt/<img src=x onerror="document.title=\'owned\'">/=cmd\u202e"x';

const run = promisify(execFile);

let stack: Stack;
let browser: Browser;
let proxy: FaultyProxy;
let folder: string;
let opened: ExplorerPage[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'explorer-'));
  writeKeys([]);
  stack = await startStack({
    emulator: { hosts: HOSTS },
    config: { auth: { keys_file: join(folder, 'keys.yaml') } },
  });
  proxy = await startFaultyProxy(stack.url);
  browser = await startBrowser();
}, 30_000);
afterAll(async () => {
  await browser.close();
  await proxy.close();
  await stack.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => stack.emulator.clearFaults());
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  opened = [];
});

function writeKeys(keys: readonly string[]): void {
  const entries = keys.map((key) => ({
    name: key,
    sha256: createHash('sha256').update(key).digest('hex'),
    scopes: ['ports:read', 'assets:read'],
  }));
  writeFileSync(join(folder, 'keys.yaml'), JSON.stringify(entries));
}

async function explore(path: string, options: Parameters<typeof signedIn>[2] = {}): Promise<ExplorerPage> {
  const page = await signedIn(browser, stack.url + path, options);
  opened.push(page);
  return page;
}

/** The number of rows that the service gives. */
async function rowsOf(path: string, body: object): Promise<number> {
  const answer = await stack.post(path, { limit: 1_000, ...body });
  return ((await answer.json()) as { items: unknown[] }).items.length;
}

/** Five questions that people ask, as filters by mouse and as a text by keyboard. */
const QUESTIONS: readonly (readonly [string, readonly (readonly [string, string])[], string, object])[] = [
  ['status:danger', [['Status', 'danger']], '/v1/ports/query', { status: ['danger'] }],
  ['port:22,80', [['Port', '22,80']], '/v1/ports/query', { port: ['22', '80'] }],
  [
    'host:web-00 exposure:all_interfaces',
    [
      ['Host', 'web-00'],
      ['Exposure', 'all_interfaces'],
    ],
    '/v1/ports/query',
    { hosts: { name: ['web-00'] }, exposure: ['all_interfaces'] },
  ],
  ['type:database', [['Type', 'database']], '/v1/assets/database/query', {}],
  [
    'os:linux process:sshd',
    [
      ['Process', 'sshd'],
      ['System', 'linux'],
    ],
    '/v1/ports/query',
    { hosts: { os: ['linux'] }, process: 'sshd' },
  ],
];

async function chooseFilter(page: Page, name: string, value: string): Promise<void> {
  const field = page.locator('.filter-bar').getByLabel(name, { exact: true });
  if ((await field.getAttribute('type')) === null) await field.selectOption(value);
  else {
    await field.click();
    await field.fill(value);
    await field.blur();
  }
}

/** Waits until the box holds a question. */
async function question(page: Page, text: string): Promise<void> {
  // Playwright's wait for an expression uses eval, which the policy of the page forbids.
  await until(async () => (await page.locator('#question').inputValue()) === text);
}

describe('the explorer', () => {
  it('answers five questions that are asked by mouse', async () => {
    const { page, faults, foreign } = await explore('/');
    for (const [text, filters, path, body] of QUESTIONS) {
      await page.getByRole('link', { name: 'Portolan' }).click();
      for (const [name, value] of filters) await chooseFilter(page, name, value);
      const expected = await rowsOf(path, body);
      expect(expected).toBeGreaterThan(0);
      expect({ text, rows: await rowsWhenDone(page) }).toEqual({ text, rows: expected });
    }
    expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
  }, 60_000);

  it('answers the same five by keyboard, with completion, and the address leads back to each', async () => {
    const { page } = await explore('/');
    for (const [text, , path, body] of QUESTIONS) {
      await page.locator('#question').focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      expect(await rowsWhenDone(page)).toBe(await rowsOf(path, body));
      expect(new URL(page.url()).searchParams.get('q')).toBe(text);
    }
    await page.locator('#question').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('status:dan');
    await page.getByRole('listbox', { name: 'Suggestions' }).getByText('danger').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await question(page, 'status:danger ');
    await page.keyboard.press('Enter');
    expect(await rowsWhenDone(page)).toBe(await rowsOf('/v1/ports/query', { status: ['danger'] }));
    await page.goBack();
    await question(page, 'os:linux process:sshd');
    expect(await rowsWhenDone(page)).toBe(await rowsOf('/v1/ports/query', QUESTIONS[4]?.[3] ?? {}));
    await page.goForward();
    await question(page, 'status:danger');
    await rowsWhenDone(page);
    const table = page.getByRole('grid');
    await table.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.drawer dl').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('grid');
    expect(await table.getAttribute('aria-activedescendant')).toBe('line-1');
  }, 60_000);

  it('stops at a cancel, keeps the rows that came and says that others are missing', async () => {
    const slow = stack.emulator.hostIds().at(-1);
    stack.emulator.addFault({ match: { path: '/asset/ports', host_id: slow }, fault: { kind: 'hang' } });
    const { page } = await explore('/?q=plan%3Aper-host max_age%3A0');
    await page.locator('.canvas .line').first().waitFor();
    // What the reading will cost is said before the rows are there.
    await page.getByText(/about [\d,]+ calls for [\d,]+ hosts/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('You cancelled the reading; rows are missing.').waitFor();
    const rows = await rowsWhenDone(page);
    expect(rows).toBeGreaterThan(0);
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(rows + 1));
  }, 30_000);

  it('names a failing host with its reason, and reads only that one again', async () => {
    const [failing = ''] = stack.emulator.hostIds();
    stack.emulator.addFault({
      match: { path: '/asset/ports', host_id: failing },
      fault: { kind: 'status', status: 403 },
    });
    const { page } = await explore('/?q=plan%3Aper-host max_age%3A0');
    await page.getByText(`Rows of 1 of ${HOSTS} hosts are missing.`).waitFor();
    const before = await rowsWhenDone(page);
    stack.emulator.clearFaults();
    stack.emulator.clearCalls();
    await page.getByRole('button', { name: 'Retry only these (1)' }).click();
    await page.getByText('This answer is incomplete').waitFor({ state: 'detached' });
    const [ports] = await Promise.all([stack.get(`/v1/hosts/${failing}/ports?limit=1000`)]);
    const { items } = (await ports.json()) as { items: unknown[] };
    expect(await rowsWhenDone(page)).toBe(before + items.length);
  }, 30_000);

  it('asks for a key again when the old one is revoked, and keeps the view', async () => {
    writeKeys(['first-key-of-a-person', 'second-key-of-a-person']);
    await untilAccepted('first-key-of-a-person', true);
    const { page } = await explore('/?q=port%3A22&group=host_name', { key: 'first-key-of-a-person' });
    const rows = await rowsWhenDone(page);
    writeKeys(['second-key-of-a-person']);
    await untilAccepted('first-key-of-a-person', false);
    await page.getByRole('button', { name: 'Read again' }).click();
    await page.getByText('Your key or token is no longer accepted').waitFor();
    await signIn(page, 'second-key-of-a-person');
    expect(await rowsWhenDone(page)).toBe(rows);
    expect(new URL(page.url()).search).toBe('?q=port%3A22&group=host_name');
    const stored = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
    );
    expect(stored).not.toContain('key-of-a-person');
  }, 30_000);

  it('goes on after a cut of the stream with every row once', async () => {
    proxy.add({ when: ({ path }) => path === '/v1/ports/query', times: 1, cutAfterBytes: 30_000 });
    const page = await signedIn(browser, `${proxy.url}/?q=`);
    opened.push(page);
    expect(await rowsWhenDone(page.page)).toBe(await rowsOf('/v1/ports/query', {}));
    expect(proxy.requests.filter(({ path }) => path === '/v1/ports/query')).toHaveLength(2);
  }, 30_000);

  it('shows a hostile process path as text, in the table and in what is copied', async () => {
    const [host = ''] = stack.emulator.hostIds();
    const row = {
      agent_id: 'a',
      laddr: '0.0.0.0',
      status: 'danger',
      port: 4444,
      type: 'TCP',
      pid: 1,
      path: HOSTILE,
    };
    stack.emulator.addFault({
      match: { path: '/asset/ports', host_id: host },
      fault: { kind: 'status', status: 200, body: { total_num: 1, data_list: [{ ...row, host_id: host }] } },
    });
    const { page, faults } = await explore(`/?q=host_id%3A${host} max_age%3A0`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    expect(await rowsWhenDone(page)).toBe(1);
    const shown = HOSTILE.replace('\u202e', '\\u{202e}');
    await page.getByText(shown).waitFor();
    await page.getByText('Copy', { exact: true }).click();
    await page.getByRole('button', { name: 'Rows as CSV', exact: true }).click();
    await page.getByText('Copied.').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toContain(HOSTILE.replaceAll('"', '""'));
    await page.getByText('Copy', { exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save rows as CSV file' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('port.csv');
    expect(readFileSync(await file.path(), 'utf8')).toContain(HOSTILE.replaceAll('"', '""'));
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).not.toContain('owned');
    expect(faults).toEqual([]);
  }, 30_000);

  it('copies its question as a command line that gives the same rows', async () => {
    const { page } = await explore(`/?q=${encodeURIComponent('os:linux process:"bin/s" port:1-1000')}`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const rows = await rowsWhenDone(page);
    expect(rows).toBeGreaterThan(0);
    await page.getByText('Copy', { exact: true }).click();
    await page.getByRole('button', { name: 'Question for the command line' }).click();
    await page.getByText('Copied.').waitFor();
    const command = await page.evaluate<string>('navigator.clipboard.readText()');
    const program = `portolan() { node client/bin/portolan.js "$@"; }\n${command}`;
    const { stdout } = await run('bash', ['-c', program], { env: { ...process.env, PORTOLAN_KEY: KEY } });
    expect(stdout.trim().split('\n')).toHaveLength(rows);
  }, 30_000);

  it('asks for the key in each tab, since it is kept in memory only', async () => {
    const first = await explore('/?q=port%3A22');
    const second = await first.page.context().newPage();
    await second.goto(first.page.url());
    await signIn(second);
    expect(await rowsWhenDone(second)).toBe(await rowsWhenDone(first.page));
    await first.page.reload();
    await first.page.getByRole('dialog', { name: 'Sign in' }).waitFor();
  }, 30_000);

  it('signs in at an issuer by code and PKCE, and comes back to the view', async () => {
    const issuer = await startIssuer();
    const signInPage = await startSignInPage(issuer);
    const jwt = {
      name: 'company',
      issuer: signInPage.url,
      audience: [AUDIENCE],
      jwks_url: issuer.jwksUrl,
      explorer_client_id: 'explorer',
    };
    const app = await startApp(stack.emulator.url, { config: { auth: { jwt: [jwt] } } });
    const opening = await openExplorer(browser, `${app.url}/?q=port%3A22&sort=host_name`);
    opened.push(opening);
    const { page } = opening;
    await page.getByRole('button', { name: 'Sign in with company' }).click();
    expect(await rowsWhenDone(page)).toBe(await rowsOf('/v1/ports/query', { port: ['22'] }));
    expect(new URL(page.url()).search).toBe('?q=port%3A22&sort=host_name');
    await page.getByText('jwt:company:alice').waitFor();
    expect(signInPage.exchanged).toHaveLength(1);
    expect(opening.foreign.filter((url) => !url.startsWith(signInPage.url))).toEqual([]);
    expect(opening.faults).toEqual([]);
    expect(await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')).toBe(
      '[{},{}]',
    );
    await app.close();
    await signInPage.close();
    await issuer.close();
  }, 30_000);

  it('narrows by a click into a picture, and makes an export and a background query of the question', async () => {
    const { page } = await explore('/?q=&view=pictures');
    await page.locator('.heat td button').first().click();
    const rows = await rowsWhenDone(page);
    expect(rows).toBeGreaterThan(0);
    expect(new URL(page.url()).searchParams.get('q')).toMatch(/^port:\d+/);
    await page.getByRole('link', { name: 'Exports' }).click();
    await page.getByRole('button', { name: 'Export this question' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^[\w.-]+\.csv$/);
    // The first line names the columns, the last one sums up.
    expect(readCsv(readFileSync(await file.path(), 'utf8'))).toHaveLength(2 + rows);
    await page.getByRole('link', { name: 'Background queries' }).click();
    await page.getByRole('button', { name: 'Ask in the background' }).click();
    await page.getByText('complete', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show rows' }).click();
    expect(await rowsWhenDone(page)).toBe(rows);
  }, 30_000);

  it('comes compressed, under 150 KB with its later parts, kept by browsers for a year', async () => {
    const page = await stack.get('/', { accept: 'text/html', 'accept-encoding': 'identity' });
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self';style-src 'self'");
    const again = {
      accept: 'text/html',
      'if-none-match': page.headers.get('etag') ?? '',
      'cache-control': 'max-age=0',
    };
    expect((await stack.get('/', again)).status).toBe(304);
    let bytes = 0;
    for (const [, path] of html.matchAll(/(?:href|src)="(\/explorer\/[^"]+)"/g)) {
      const { headers } = await stack.get(path ?? '', { 'accept-encoding': 'gzip' });
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      bytes += Number(headers.get('content-length'));
    }
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(150_000);
    expect((await stack.get('/explorer/none.js')).status).toBe(404);
  });

  it('names its files and the API below the path that callers use', async () => {
    const server = { public_url: 'https://api.example.com/tools/portolan' };
    const app = await startApp(stack.emulator.url, { config: { server } });
    const html = await (await app.get('/', { accept: 'text/html' })).text();
    await app.close();
    expect(html).toContain('src="/tools/portolan/explorer/index-');
    expect(html).toContain('&#34;base&#34;:&#34;/tools/portolan/&#34;');
    expect(html).not.toContain('./explorer/');
  });
});

/** Waits until the service has read the file of keys anew. */
async function untilAccepted(key: string, accepted: boolean): Promise<void> {
  await until(async () => {
    const { status } = await stack.get('/v1/auth/whoami', { 'x-api-key': key });
    return (status === 200) === accepted;
  });
}
