/** Waits this many milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** How long `until` waits at most, in milliseconds; a busy machine may need much of it. */
const LONGEST_MS = 20_000;
const BETWEEN_MS = 10;

/**
 * Waits until the condition holds.
 *
 * @throws Error after 20 seconds.
 */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await condition())) {
    if (performance.now() - startedAt > LONGEST_MS)
      throw new Error(`waited 20 s in vain for ${condition.toString()}`);
    await pause(BETWEEN_MS);
  }
}
