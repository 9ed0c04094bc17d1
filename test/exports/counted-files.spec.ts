import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readStream } from '../support/answers.js';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { finished, QUICK, settled } from '../support/exports.js';
import { measured, size } from '../support/figures.js';
import { startApp, type Stack } from '../support/stack.js';
import {
  archiveOf,
  startTamperedFiles,
  type FileLines,
  type TamperedFiles,
} from '../support/tampered-files.js';
import { asSet, truePorts } from '../support/truth/ports.js';
import { seeded } from '../support/virtual-time.js';

const seed = Number(process.env['PORTOLAN_SEED'] ?? 20261128);

/** Files that are asked for at the same time. */
const AT_ONCE = size(10, 20);

let emulator: Emulator;
let files: TamperedFiles;
let app: Omit<Stack, 'emulator'>;
let truth: string[];
beforeAll(async () => {
  emulator = await startEmulator({ hosts: 10, seed: 'counted', settings: { export_polls: 0 } });
  files = await startTamperedFiles(emulator.url);
  app = await startApp(files.url, {
    config: { exports: { ...QUICK, per_caller: 100, per_project: 100, cache_mib: 1 } },
  });
  truth = asSet(await truePorts(emulator.url));
});
afterAll(async () => {
  await app.close();
  await files.close();
  await emulator.close();
});

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const mixed = [...all];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}

type Tampering = (file: FileLines, count: number, random: () => number) => Buffer;

/** Ways to remove `count` lines of a file without a visible sign. */
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

/** Applies the tamperings in turn, one to each file that is asked for. */
function tamperWithAll(random: () => number): { made: number } {
  const kinds = Object.values(TAMPERINGS);
  const tally = { made: 0 };
  files.tamper = (file) => {
    const most = Math.floor(file.rows.length / 2);
    const count = 1 + Math.floor(random() ** 3 * most);
    return (kinds[tally.made++ % kinds.length] as Tampering)(file, count, random);
  };
  return tally;
}

describe('the plan export', () => {
  const ask = async (plan: string, max_age: number) => {
    const body = { hosts: { all: true }, plan, max_age, format: 'ndjson', timeout_ms: 120_000 };
    const response = await app.post('/v1/ports/query', body);
    return response.status === 200 ? readStream(response) : `${response.status} ${await response.text()}`;
  };

  it('is taken when a file has every row, in whatever order', async () => {
    const random = seeded(seed);
    files.tamper = ({ titles, rows }) => archiveOf({ titles, rows: shuffled(rows, random) });
    const answer = await ask('export', 0);
    if (typeof answer === 'string') throw new Error(answer);
    expect(answer.summary).toMatchObject({ plan: 'export', complete: true });
    expect(asSet(answer.items)).toEqual(truth);
  }, 60_000);

  it(`never says complete when rows are missing, however the file is tampered with (seed ${seed})`, async () => {
    const random = seeded(seed);
    const total = size(10, 1_000);
    const plans = new Map<string, number>();
    let wrong = 0;
    const tally = tamperWithAll(random);
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
      `${wrong} of ${tally.made} tampered files`,
      '0 of 1 000 tampered files in the full size',
    );
    expect(tally.made).toBeGreaterThanOrEqual(total);
    expect(wrong).toBe(0);
    expect(plans.get('export')).toBeUndefined();
  }, 3_600_000);
});

describe('the rows of an exported file', () => {
  const FORMATS = ['csv', 'ndjson', 'json'] as const;
  type Format = (typeof FORMATS)[number];

  const textOf = async (id: string, format: Format): Promise<string> => {
    const response = await app.get(`/v1/exports/${id}/file?format=${format}`);
    const text = await response.text();
    if (response.status !== 200 && response.status !== 502 && response.status !== 409)
      throw new Error(`${response.status} ${text}`);
    return response.status === 200 ? text : '';
  };

  /** Whether the text says that it is complete; the text of an error is empty and says no. */
  const saysComplete = (text: string, format: Format): boolean => {
    if (text === '') return false;
    if (format === 'csv') return text.includes('# summary complete=true ');
    const last = format === 'json' ? text : (text.trimEnd().split('\n').at(-1) ?? '');
    const { complete, summary } = JSON.parse(last) as { complete?: boolean; summary: { complete: boolean } };
    if (format === 'json') expect(summary.complete).toBe(complete);
    return summary.complete;
  };

  /** Returns the lines in a fixed order. */
  const sorted = (text: string): string[] =>
    text
      .split('\n')
      .map((line) => line.replace(/,$/, ''))
      .sort();

  let whole: Record<Format, string[]>;
  beforeAll(async () => {
    files.tamper = undefined;
    const { id } = await finished(app, { asset_type: 'port' });
    const texts = await Promise.all(FORMATS.map((format) => textOf(id, format)));
    FORMATS.forEach((format, at) => expect(saysComplete(texts[at] as string, format)).toBe(true));
    whole = { csv: [], ndjson: [], json: [] };
    FORMATS.forEach((format, at) => (whole[format] = sorted(texts[at] as string)));
  }, 60_000);

  it('are complete when they are all there, and the export says so from then on', async () => {
    files.tamper = undefined;
    const { id, complete } = await finished(app, { asset_type: 'port' });
    expect(complete).toBeNull();
    expect(saysComplete(await textOf(id, 'csv'), 'csv')).toBe(true);
    expect(await settled(app, id)).toMatchObject({ complete: true });
  });

  it(`never say complete when some are missing, however the file is tampered with (seed ${seed})`, async () => {
    const tally = tamperWithAll(seeded(seed + 1));
    const total = size(15, 1_000);
    let wrong = 0;
    const one = async (at: number): Promise<void> => {
      const format = FORMATS[at % FORMATS.length] as Format;
      const { id } = await finished(app, { asset_type: 'port' });
      const text = await textOf(id, format);
      const complete = saysComplete(text, format);
      if (complete && JSON.stringify(sorted(text)) !== JSON.stringify(whole[format])) wrong++;
      expect((await settled(app, id)).complete).not.toBe(true);
      await app.get(`/v1/exports/${id}`);
    };
    for (let done = 0; done < total; done += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, total - done) }, (_, at) => one(done + at)));
    measured(
      'R25',
      'files of exports that said complete over missing rows',
      `${wrong} of ${tally.made} tampered files`,
      '0 of 1 000 tampered files in the full size',
    );
    expect(tally.made).toBeGreaterThanOrEqual(total);
    expect(wrong).toBe(0);
  }, 3_600_000);

  it.each([
    ['rows are missing', 'rows_missing', ({ titles, rows }: FileLines) => ({ titles, rows: rows.slice(3) })],
    [
      'some are repeated and others are missing',
      'rows_alike',
      ({ titles, rows }: FileLines) => ({ titles, rows: [...rows.slice(3), ...rows.slice(-3)] }),
    ],
    [
      'some are of servers that the vendor does not list',
      'unlisted_servers',
      ({ titles, rows }: FileLines) => ({
        titles,
        rows: [...rows.slice(3), ...rows.slice(0, 3).map((row) => `unlisted-${row}`)],
      }),
    ],
  ])('say why they are not complete when %s', async (_what, reason, change) => {
    files.tamper = (file) => archiveOf(change(file));
    const { id } = await finished(app, { asset_type: 'port' });
    const summary = { complete: false, reason, rows_counted: truth.length };
    expect(JSON.parse(await textOf(id, 'json'))).toMatchObject({ complete: false, summary });
    expect(await textOf(id, 'csv')).toMatch(
      new RegExp(`# summary complete=false items=\\d+ reason=${reason} rows_counted=${truth.length}\r\n$`),
    );
  });

  it.each([
    ['the columns do not tell rows apart', 'rows_alike', { columns: ['type'] }],
    [
      'no column names the server',
      'not_checked',
      { columns: ['port', 'type', 'pid', 'path', 'laddr', 'container_id'], filter: { port: 22 } },
    ],
    ['the vendor cannot count what the filter lets through', 'not_checked', { filter: { type: 'TCP' } }],
    ['the vendor documents a filter thinly', 'not_checked', { filter: { port_string: '22' } }],
  ])('are not said to be complete when %s', async (_what, reason, order) => {
    files.tamper = undefined;
    const { id } = await finished(app, { asset_type: 'port', ...order });
    expect(JSON.parse(await textOf(id, 'json'))).toMatchObject({ complete: false, summary: { reason } });
    expect(await settled(app, id)).toMatchObject({ complete: false });
  });

  it('are not said to be complete when the vendor does not count', async () => {
    files.tamper = undefined;
    emulator.addFault({ match: { path: '/asset/statistics' }, fault: { kind: 'status', status: 500 } });
    try {
      const { id } = await finished(app, { asset_type: 'port' });
      expect(JSON.parse(await textOf(id, 'json'))).toMatchObject({ summary: { reason: 'not_checked' } });
    } finally {
      emulator.clearFaults();
    }
  });
});
