import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { devices, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { startBrowser } from '../support/browser.js';
import { startStack, type Stack } from '../support/stack.js';
import { until } from '../support/wait.js';
import { accessibilityFaults, openExplorer, rowsWhenDone, signIn } from './explorer-page.js';

/** Where screenshots go; undefined: none are taken. `SCREENSHOTS=docs/screenshots npm test -- views.spec` takes those of the documents. */
const FOLDER = process.env['SCREENSHOTS'];
const VIEWS = ['rows', 'pictures', 'changes', 'exports', 'queries', 'watches'] as const;
const DESKTOP = { width: 1_200, height: FOLDER === undefined ? 500 : 760 };

/** A way to look at every view, and the rules of axe for it; all of them without a list. */
interface Series {
  readonly name: string;
  readonly options: BrowserContextOptions;
  readonly rules?: readonly string[];
}

const LIGHT: Series = { name: 'light', options: { viewport: DESKTOP, locale: 'en-GB' } };
/** Dark differs from light in its colours only. */
const DARK: Series = {
  name: 'dark',
  options: { viewport: DESKTOP, locale: FOLDER === undefined ? 'zh-CN' : 'en-GB', colorScheme: 'dark' },
  rules: ['color-contrast'],
};
const PHONE: Series = {
  name: 'phone',
  options: { ...devices['Pixel 5'], deviceScaleFactor: 1, locale: 'en-GB' },
  rules: [],
};
const CHINESE: Series = { name: 'chinese', options: { viewport: DESKTOP, locale: 'zh-CN' }, rules: [] };
const SERIES = FOLDER === undefined ? [LIGHT, DARK] : [LIGHT, DARK, PHONE, CHINESE];

let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  browser = await startBrowser();
  stack = await startStack({
    emulator: { hosts: FOLDER === undefined ? 14 : 600 },
    config: {
      watches: [
        {
          name: 'dangerous-ports',
          query: { status: ['danger'] },
          tell: ['added', 'removed', 'danger'],
          interval_s: 10,
        },
      ],
    },
  });
  // So that there is something to show in every view.
  await readAll();
  await watchChanges(({ status }) => status === 'watching');
  await fetch(`${stack.emulator.url}/__emulator/fleet/mutate`, {
    method: 'POST',
    body: '{"fraction":0.01,"seed":1}',
  });
  await readAll();
  await stack.post('/v1/exports', { asset_type: 'port', hosts: 'all' });
  await stack.get('/v1/ports?hosts=all', { prefer: 'respond-async' });
  if (FOLDER !== undefined) await watchChanges(({ changes }) => changes > 0);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await stack.close();
});

/** Reads the whole fleet anew, so that the reading can be compared with others. */
async function readAll(): Promise<void> {
  await (await stack.get('/v1/ports?max_age=0&format=ndjson')).text();
}

async function watchChanges(isSo: (watch: { status: string; changes: number }) => boolean): Promise<void> {
  await until(async () => {
    const { items } = (await (await stack.get('/v1/watches')).json()) as {
      items: { status: string; changes: number }[];
    };
    return items.every(isSo);
  });
}

describe('every view of the explorer', () => {
  it('has no fault that axe finds, breaks no rule of its policy and asks no other origin, light and dark', async () => {
    const found: Record<string, readonly string[]> = {};
    for (const { name, options, rules } of SERIES) {
      const opened = await openExplorer(browser, `${stack.url}/`, options);
      const { page, faults, foreign } = opened;
      const look = async (view: string): Promise<void> => {
        if (rules?.length !== 0) found[`${name} ${view}`] = await accessibilityFaults(page, rules);
        if (FOLDER !== undefined)
          await page.screenshot({ path: join(FOLDER, `${view}-${name}.jpg`), type: 'jpeg', quality: 50 });
      };
      await look('sign-in');
      await signIn(page);
      await look('start');
      await page.locator('#question').fill(FOLDER === undefined ? 'port:1-1000' : 'exposure:all_interfaces');
      await page.keyboard.press('Enter');
      await rowsWhenDone(page);
      for (const view of VIEWS) {
        await show(page, view);
        await look(view);
      }
      await show(page, 'rows');
      await page.locator('.canvas .line').first().click();
      await page.locator('.drawer table').first().waitFor();
      await look('host');
      found[`${name} policy`] = [...faults, ...foreign];
      await opened.close();
    }
    expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([]);
    expect(Object.keys(found).length).toBeGreaterThan(2 * VIEWS.length);
  }, 120_000);
});

async function show(page: Page, view: (typeof VIEWS)[number]): Promise<void> {
  await page.locator(`nav a[href="?view=${view}"]`).click();
  await page.locator('[aria-busy]').first().waitFor({ state: 'detached' });
  if (view === 'pictures') await page.locator('.heat').waitFor();
  if (view === 'exports' || view === 'queries') await page.locator('.scrolls.picture').waitFor();
}
