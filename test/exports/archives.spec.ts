import { randomBytes } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { stored, zip, type ZipEntry } from '../../emulator/hss/export/zip.js';
import { finished, ndjsonRows, QUICK, settled } from '../support/exports.js';
import { measured, size } from '../support/figures.js';
import { startApp, type Stack } from '../support/stack.js';
import {
  archiveOf,
  startTamperedFiles,
  type FileLines,
  type TamperedFiles,
} from '../support/tampered-files.js';

let emulator: Emulator;
let files: TamperedFiles;
let app: Omit<Stack, 'emulator'>;
beforeAll(async () => {
  emulator = await startEmulator({ hosts: 3, settings: { export_polls: 0 } });
  files = await startTamperedFiles(emulator.url);
  app = await startApp(files.url, { config: { exports: { ...QUICK, per_caller: 100, per_project: 100 } } });
});
afterAll(async () => {
  await app.close();
  await files.close();
  await emulator.close();
});

function deflated(name: string, bytes: Buffer): ZipEntry {
  return { name, method: 8, packed: [deflateRawSync(bytes)], size: bytes.length, crc: crc32(bytes) };
}

/** Changes the count of entries in the end record of an archive. */
function counting(archive: Buffer, entries: number): Buffer {
  archive.writeUInt16LE(entries, archive.length - 14);
  archive.writeUInt16LE(entries, archive.length - 12);
  return archive;
}

/** Names every entry of an archive's directory `times` times; all names stand for the same bytes. */
function repeated(archive: Buffer, times: number): Buffer {
  const start = archive.readUInt32LE(archive.length - 6);
  const directory = archive.subarray(start, archive.length - 22);
  const end = Buffer.from(archive.subarray(archive.length - 22));
  end.writeUInt32LE(directory.length * times, 12);
  const entries = end.readUInt16LE(8) * times;
  const whole = [archive.subarray(0, start), ...Array<Buffer>(times).fill(directory), end];
  return counting(Buffer.concat(whole), entries);
}

const table = ({ titles, rows }: FileLines): Buffer => Buffer.from([titles, ...rows, ''].join('\r\n'));
const empty = (count: number): ZipEntry[] =>
  Array.from({ length: count }, (_, at) => stored(`${at}.csv`, Buffer.alloc(0)));

/** Entries of an archive that counts one. */
const MANY = size(2_000, 60_000);

/** Archives that are refused, by their fault. All of them are far below 16 MiB, also unpacked. */
const REFUSED: readonly [string, string, (file: FileLines) => Buffer][] = [
  ['packs blanks 1 000 to 1', 'bomb', () => zip([deflated('a.csv', Buffer.alloc(1_000_000, ' '))])],
  [
    'packs a few blanks 300 to 1',
    'bomb',
    () => zip([deflated('a.csv', Buffer.concat([randomBytes(200), Buffer.alloc(100_000, ' ')]))]),
  ],
  [
    'names the same bytes many times',
    'overlap',
    (file) => repeated(zip([stored('a.csv', table(file))]), 500),
  ],
  [
    'has an entry that reaches into the next',
    'overlap',
    ({ titles, rows }) => {
      const archive = archiveOf({ titles, rows: rows.slice(1) }, { titles, rows: rows.slice(0, 1) });
      const start = archive.readUInt32LE(archive.length - 6);
      // By the directory, the first entry includes the first 40 bytes of the second.
      for (const member of [20, 24])
        archive.writeUInt32LE(archive.readUInt32LE(start + member) + 40, start + member);
      return archive;
    },
  ],
  [
    `has ${MANY} entries and counts one`,
    'entry_count',
    (file) => counting(zip([stored('all.csv', table({ ...file, rows: [] })), ...empty(MANY)]), 1),
  ],
  [
    'has 65 537 entries, which 16 bits count as one',
    'entry_count',
    (file) => zip([stored('all.csv', table(file)), ...empty(65_536)]),
  ],
  ['counts one table more than it has', 'entry_count', (file) => counting(archiveOf(file), 2)],
  ['counts one table less than it has', 'entry_count', (file) => counting(archiveOf(file, file), 1)],
];

describe('an archive of any size', () => {
  it.each(REFUSED)('is refused when it %s', async (what, code, tamper) => {
    let archive: Buffer | undefined;
    files.tamper = (file) => (archive ??= tamper(file));
    const { id } = await finished(app, { asset_type: 'port', columns: ['host_name', 'port'] });
    const before = process.cpuUsage();
    for (const format of ['raw', 'ndjson']) {
      const response = await app.get(`/v1/exports/${id}/file?format=${format}`);
      const answer = (await response.json()) as object;
      expect([response.status, answer]).toEqual([
        format === 'raw' ? 502 : 409,
        expect.objectContaining({ code }),
      ]);
    }
    const { user, system } = process.cpuUsage(before);
    expect(await settled(app, id)).toMatchObject({ status: 'failed', failure: { code } });
    measured(
      'S46',
      `an archive that ${what}`,
      `${code}, ${Math.ceil((user + system) / 1_000)} ms of processor`,
      'refused',
    );
  });

  it('is taken when it has several tables', async () => {
    files.tamper = ({ titles, rows }) =>
      archiveOf({ titles, rows: rows.slice(1) }, { titles, rows: rows.slice(0, 1) });
    const { id } = await finished(app, { asset_type: 'port', columns: ['host_name', 'port'] });
    const response = await app.get(`/v1/exports/${id}/file?format=ndjson`);
    expect(ndjsonRows(await response.text()).length).toBeGreaterThan(10);
  });
});
