import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream } from '../support/answers.js';
import { startEmulator, type Emulator } from '../../src/emulator/server.js';
import { measured, size } from '../support/figures.js';
import { startApp, type Stack } from '../support/stack.js';
import {
  archiveOf,
  startTamperedFiles,
  type FileLines,
  type TamperedFiles,
} from '../support/tampered-files.js';
import { asSet, truePorts } from '../support/truth.js';

const seed = Number(process.env['PORTOLAN_SEED'] ?? 20261128);

/** Files that are asked for at the same time. */
const AT_ONCE = 20;

let emulator: Emulator;
let files: TamperedFiles;
let app: Omit<Stack, 'emulator'>;
let truth: string[];
beforeAll(async () => {
  emulator = await startEmulator({ hosts: 10, seed: 'counted', settings: { export_polls: 0 } });
  files = await startTamperedFiles(emulator.url);
  app = await startApp(files.url);
  truth = asSet(await truePorts(emulator.url));
});
afterAll(async () => {
  await app.close();
  await files.close();
  await emulator.close();
});

/** Numbers from 0 up to 1 that a seed fixes (mulberry32). */
function randomOf(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const mixed = [...all];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

type Tampering = (file: FileLines, count: number, random: () => number) => Buffer;

/** Ways to lose `count` lines of a file unseen. */
const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  'rows twice': ({ titles, rows }, count, random) => {
    const left = shuffled(rows, random).slice(count);
    return archiveOf({ titles, rows: shuffled([...left, ...left.slice(0, count)], random) });
  },
  'one row many times': ({ titles, rows }, count, random) => {
    const left = shuffled(rows, random).slice(count);
    return archiveOf({ titles, rows: [...left, ...Array<string>(count).fill(left[0] as string)] });
  },
  'rows of unlisted servers': ({ titles, rows }, count, random) => {
    const left = shuffled(rows, random).slice(count);
    const others = left.slice(0, count).map((row) => row.replace(/^[^,]*,[^,]*/, 'unlisted,unlisted'));
    return archiveOf({ titles, rows: [...left, ...others] });
  },
  'rows missing': ({ titles, rows }, count, random) =>
    archiveOf({ titles, rows: shuffled(rows, random).slice(count) }),
  'an end record that counts one table of two': ({ titles, rows }, count) => {
    const archive = archiveOf({ titles, rows: rows.slice(count) }, { titles, rows: rows.slice(0, count) });
    archive.writeUInt16LE(1, archive.length - 14);
    archive.writeUInt16LE(1, archive.length - 12);
    return archive;
  },
};

describe('the plan export', () => {
  const ask = async (plan: string, max_age: number) => {
    const body = { hosts: { all: true }, plan, max_age, format: 'ndjson', timeout_ms: 120_000 };
    const response = await app.post('/v1/ports/query', body);
    return response.status === 200 ? readStream(response) : `${response.status} ${await response.text()}`;
  };

  it('is taken when a file has every row, in whatever order', async () => {
    const random = randomOf(seed);
    files.tamper = ({ titles, rows }) => archiveOf({ titles, rows: shuffled(rows, random) });
    const answer = await ask('export', 0);
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.summary).toMatchObject({ plan: 'export', complete: true });
    expect(asSet(answer.items)).toEqual(truth);
  }, 60_000);

  it(`never says complete over missing rows, whatever is done to the file (seed ${seed})`, async () => {
    const random = randomOf(seed);
    const kinds = Object.values(TAMPERINGS);
    const total = size(20, 1_000);
    const plans = new Map<string, number>();
    let wrong = 0;
    let made = 0;
    files.tamper = (file) => {
      const most = Math.floor(file.rows.length / 2);
      const count = 1 + Math.floor(random() ** 3 * most);
      return (kinds[made++ % kinds.length] as Tampering)(file, count, random);
    };
    const judge = (answer: Awaited<ReturnType<typeof ask>>): void => {
      if (typeof answer === 'string') throw new Error(answer);
      const { plan = 'none', complete } = answer.summary ?? {};
      plans.set(plan, (plans.get(plan) ?? 0) + 1);
      if (complete === true && JSON.stringify(asSet(answer.items)) !== JSON.stringify(truth)) wrong++;
    };
    for (let done = 0; done < total; done += AT_ONCE) {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => ask('export', 0)));
      answers.forEach(judge);
      judge(await ask('snapshot', 3_600));
    }
    measured(
      'R25',
      'answers of plan export and of the snapshots made of it that said complete over missing rows',
      `${wrong} of ${made} tampered files`,
      '0 of 1 000 tampered files in the full size',
    );
    expect(made).toBeGreaterThanOrEqual(total);
    expect(wrong).toBe(0);
    expect(plans.get('export')).toBeUndefined();
  }, 3_600_000);
});
