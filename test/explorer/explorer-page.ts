import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { KEY } from '../support/stack.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The explorer in a tab of its own, and what went wrong in it. */
export interface ExplorerPage {
  readonly page: Page;
  /** Requests to other origins. */
  readonly foreign: string[];
  /** Errors of scripts, errors on the console, and violations of the content security policy. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** Opens the explorer in a new context, so with nothing kept. */
export async function openExplorer(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<ExplorerPage> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, ...options });
  const page = await context.newPage();
  const foreign: string[] = [];
  const faults: string[] = [];
  const { origin } = new URL(url);
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin)
      foreign.push(request.url());
  });
  page.on('console', (message) => {
    // The browser calls each answer with a problem an error; the page shows it.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  page.on('pageerror', ({ message }) => faults.push(message));
  await page.goto(url);
  return { page, foreign, faults, close: () => context.close() };
}

/** Opens the explorer and signs in by keyboard. */
export async function signedIn(
  browser: Browser,
  url: string,
  options: BrowserContextOptions & { readonly key?: string } = {},
): Promise<ExplorerPage> {
  const opened = await openExplorer(browser, url, options);
  await signIn(opened.page, options.key);
  return opened;
}

/** Types a key into the dialog, which has the focus. */
export async function signIn(page: Page, key = KEY): Promise<void> {
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type(key);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Returns the number of rows that the status line names once the reading is over. */
export async function rowsWhenDone(page: Page): Promise<number> {
  await page.getByRole('button', { name: /^(Read again|重新读取)$/ }).waitFor();
  const text = await page.locator('.status strong').first().textContent();
  return Number(text?.replace(/\D/g, ''));
}

/**
 * Returns what axe finds on the page as it is: the rule and the first element of each.
 *
 * @param rules the rules that are checked; all without them.
 */
export async function accessibilityFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string }[];
    }[];
  }>(
    `axe.run(${JSON.stringify({ resultTypes: ['violations'], ...(rules === undefined ? {} : { runOnly: rules }) })})`,
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
