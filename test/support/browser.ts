import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * Starts the Chromium that `CHROME_BIN` names, or else the first on `PATH`. Whoever starts it closes it.
 *
 * @throws Error that says how to get one: without a browser these tests fail, because a skipped test hides faults.
 */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROME_BIN'] ?? onPath();
  if (executablePath === undefined || !existsSync(executablePath))
    throw new Error(
      'These tests need a real Chromium: install it (Debian: apt-get install chromium) so that it is on PATH, or set CHROME_BIN to its program.',
    );
  // Containers have neither the rights that the sandbox needs nor much shared memory.
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

function onPath(): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}
