import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../../test/support/browser.js';
import { startCloud } from '../cloud.js';
import { median } from '../measure.js';
import { KEY, startPortolan, type Portolan } from '../portolan.js';
import type { Figure, Row } from '../row.js';

const MIB = 1_048_576;
/** Servers whose ports are 100 000 rows or a little more. */
const HOSTS_OF_100_000_ROWS = 7_900;
/** The first row of the table. */
const FIRST_ROW = 'document.querySelector(".canvas .line") !== null';
const IS_DONE = 'document.querySelector("main .status progress") === null && ' + FIRST_ROW;

/** Scrolls through the table for some seconds, and gives the longest time between two frames in milliseconds. */
const SCROLL = `new Promise((done) => {
  const table = document.querySelector('.rows-table') ?? document.documentElement;
  let longest = 0, before = performance.now(), left = 240;
  requestAnimationFrame(function frame(now) {
    longest = Math.max(longest, now - before);
    before = now;
    table.scrollTop += 1_700;
    if (--left > 0) requestAnimationFrame(frame);
    else done(longest);
  });
})`;

export const explorer: Row = {
  id: 'P18',
  work: 'The explorer in Chromium: ready for the key, first rows of 1 000 servers at 20 ms, 100 000 rows in the table, weight',
  reference:
    'a page of text; the same stream read by a program; the files uncompressed; the rows as NDJSON; an empty page that scrolls',
  async run({ quick, seed }) {
    const browser = await startBrowser();
    try {
      const opening = await firstRows(browser, quick, seed);
      const many = await manyRows(browser, quick ? 300 : HOSTS_OF_100_000_ROWS, seed);
      return {
        figures: [...opening, ...many.figures],
        rowsEqual: many.rowsEqual,
        notes: [`The table held ${many.rows} rows.`],
      };
    } finally {
      await browser.close();
    }
  },
};

/**
 * Returns the value of an expression as soon as it is true. Looks once a frame, in the page itself: Playwright's own wait
 * for a text uses `eval`, which the policy of the page forbids.
 */
async function when(page: Page, expression: string): Promise<unknown> {
  return page.evaluate(
    `new Promise((done) => (function look() { const value = ${expression}; value ? done(value) : requestAnimationFrame(look); })())`,
  );
}

async function signedIn(page: Page, url: string): Promise<number> {
  await page.goto(url);
  const ready = await when(page, 'document.querySelector("dialog[open] input") && performance.now()');
  await page.getByRole('dialog').getByRole('textbox').or(page.locator('dialog input')).first().fill(KEY);
  await page.keyboard.press('Enter');
  await page.locator('dialog').waitFor({ state: 'detached' });
  return Number(ready);
}

/** How long it takes until a key can be typed, and until the first rows are there. */
async function firstRows(browser: Browser, quick: boolean, seed: number): Promise<Figure[]> {
  const cloud = await startCloud(quick ? 100 : 1_000, 20, seed);
  const portolan = await startPortolan(cloud);
  const ready: number[] = [];
  const plain: number[] = [];
  const rows: number[] = [];
  const program: number[] = [];
  let bytes: Figure | undefined;
  try {
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      // A context of its own: nothing is in the browser's cache.
      const context = await browser.newContext();
      const page = await context.newPage();
      ready.push(await signedIn(page, `${portolan.url}/`));
      await page.locator('#question').fill('max_age:0');
      await page.evaluate(
        'window.asked = performance.now(); document.querySelector(".search button").click()',
      );
      rows.push(Number(await when(page, `${FIRST_ROW} && performance.now() - window.asked`)));
      bytes ??= await weight(page);
      await page.goto(`${portolan.url}/problems`);
      plain.push(Number(await page.evaluate('performance.getEntriesByType("navigation")[0].domInteractive')));
      await context.close();
      program.push(await firstRowOfProgram(portolan));
    }
  } finally {
    await portolan.stop();
    await cloud.child.stop();
  }
  return [
    absolute('ready for the key', ready, plain, 'ms', 1_500),
    absolute('first rows on screen', rows, program, 'ms', 1_000),
    ...(bytes === undefined ? [] : [bytes]),
  ];
}

function absolute(
  name: string,
  ours: readonly number[],
  reference: readonly number[],
  unit: 'ms' | 'MiB',
  atMost: number,
): Figure {
  const value = median(ours);
  return { name, value, unit, ours: value, reference: median(reference), rawUnit: unit, atMost };
}

async function firstRowOfProgram({ url }: Portolan): Promise<number> {
  const from = performance.now();
  const response = await fetch(`${url}/v1/ports?max_age=0&include=host`, {
    headers: { 'x-api-key': KEY, accept: 'application/x-ndjson' },
  });
  let text = '';
  for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(piece).toString();
    if (text.includes('{"type":"item"')) break;
  }
  return performance.now() - from;
}

/** Bytes of all files of the page, its later parts too, as they are sent. */
async function weight(page: Page): Promise<Figure> {
  for (const view of ['pictures', 'changes', 'exports', 'queries', 'watches']) {
    await page.locator(`nav a[href="?view=${view}"]`).click();
    await page.waitForLoadState('networkidle');
  }
  const sum = (size: string): string =>
    `performance.getEntriesByType("resource").filter(({ name }) => name.includes("/explorer/")).reduce((sum, { ${size} }) => sum + ${size}, 0)`;
  const value = Number(await page.evaluate(sum('encodedBodySize')));
  const reference = Number(await page.evaluate(sum('decodedBodySize')));
  return { name: 'weight', value, unit: 'bytes', ours: value, reference, rawUnit: 'bytes', atMost: 150_000 };
}

/** The heap and the longest frame with many rows in the table. */
async function manyRows(
  browser: Browser,
  hosts: number,
  seed: number,
): Promise<{ readonly figures: Figure[]; readonly rows: number; readonly rowsEqual: boolean }> {
  const cloud = await startCloud(hosts, 0, seed);
  const portolan = await startPortolan(cloud);
  try {
    const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
    await signedIn(page, `${portolan.url}/?q=`);
    await when(page, IS_DONE);
    const shown = Number((await page.locator('.status strong').first().textContent())?.replace(/\D/g, ''));
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const longest = Number(await page.evaluate(SCROLL));
    await page.goto('about:blank');
    const empty = Number(await page.evaluate(SCROLL));
    await page.close();
    const { rows, bytes } = await asNdjson(portolan);
    return {
      figures: [
        absolute('heap', [usedSize / MIB], [bytes / MIB], 'MiB', 300),
        absolute('longest frame while scrolling', [longest], [empty], 'ms', 100),
      ],
      rows: shown,
      rowsEqual: shown === rows,
    };
  } finally {
    await portolan.stop();
    await cloud.child.stop();
  }
}

async function asNdjson({ url }: Portolan): Promise<{ readonly rows: number; readonly bytes: number }> {
  const response = await fetch(`${url}/v1/ports?include=host`, {
    headers: { 'x-api-key': KEY, accept: 'application/x-ndjson', 'accept-encoding': 'identity' },
  });
  const text = await response.text();
  return { rows: text.split('{"type":"item"').length - 1, bytes: Buffer.byteLength(text) };
}
