import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options?: { readonly type: 'minor' | 'major' }) => void;

/** Rounds between two collections of young objects. What lives through two of them is old. */
const ROUNDS_BETWEEN = 200;
const ROUNDS = 4_000;

/**
 * Measures how much garbage of repeated work stays until the whole heap is collected, because something that has grown old and
 * is garbage too still points to it. All that exists is made old first; then young objects are collected as the work goes on.
 *
 * @param round is given what it holds on to, for a hundred rounds at most: one kilobyte each time.
 * @returns bytes for each round.
 */
export async function oldGarbageOf(round: (payload: object) => unknown): Promise<number> {
  const play = async (rounds: number): Promise<void> => {
    for (let nth = 0; nth < rounds; nth++) {
      await round(new Array(128).fill(nth));
      if (nth % ROUNDS_BETWEEN === 0) collect({ type: 'minor' });
    }
  };
  await play(ROUNDS_BETWEEN);
  collect();
  const before = heapBytes();
  await play(ROUNDS);
  return (heapBytes() - before) / ROUNDS;
}

function heapBytes(): number {
  // The second one collects what the first one has let live once more.
  collect({ type: 'minor' });
  collect({ type: 'minor' });
  return process.memoryUsage().heapUsed;
}
