import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { callsOf, finished, ndjsonRows, QUICK, settled } from '../support/exports.js';
import { asTexts, trueRows } from '../support/truth/exports.js';
import { startStack, type Stack } from '../support/stack.js';
import { pause } from '../support/wait.js';

const DOWNLOAD = '/download/{file_id}';
const FIELDS = ['host_name', 'port', 'type', 'path'];

let stack: Stack;
let truth: string[];
beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: 12, settings: { export_polls: 0 } },
    config: {
      exports: { ...QUICK, per_caller: 100, per_project: 100, max_file_mib: 8, fetch_timeout_s: 2 },
      upstream: { attempt_timeout_ms: 10_000, attempts: 2 },
    },
  });
  truth = asTexts(await trueRows(stack.emulator.url, 'port', 'host', FIELDS), FIELDS);
});
afterAll(() => stack.close());
afterEach(() => {
  stack.emulator.clearFaults();
  stack.emulator.patch({
    export_format: 'csv',
    export_zip: 'good',
    export_outcome: 'success',
    export_range: false,
  });
});

const exported = async (): Promise<string> =>
  (await finished(stack, { asset_type: 'port', columns: FIELDS })).id;
const file = (id: string, format: string) => stack.get(`/v1/exports/${id}/file?format=${format}`);
const fault = (script: object, times?: number) =>
  stack.emulator.addFault({
    match: { path: '/download/*' },
    fault: script,
    ...(times === undefined ? {} : { times }),
  });

async function expectRows(id: string): Promise<void> {
  const response = await file(id, 'ndjson');
  expect(response.status).toBe(200);
  expect(asTexts(ndjsonRows(await response.text()), FIELDS)).toEqual(truth);
}

describe('a file that cannot be used is a named failure in every format', () => {
  it.each([
    ['bad_checksum', 'checksum'],
    ['truncated', 'truncated'],
    ['empty', 'empty'],
    ['no_entries', 'no_table'],
    ['html', 'not_an_archive'],
    ['bomb', 'bomb'],
    ['bomb_liar', 'bomb'],
    ['traversal', 'unsafe_name'],
    ['many_entries', 'too_many_entries'],
    ['encrypted', 'encrypted'],
  ])('an archive that is %s is a named failure', async (zip, code) => {
    stack.emulator.patch({ export_zip: zip });
    const id = await exported();
    const answers = await Promise.all(['raw', 'csv', 'ndjson', 'json'].map((format) => file(id, format)));
    for (const response of answers) {
      expect(response.status).toBe(502);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ type: '/problems/upstream-failed', code });
    }
    expect(await settled(stack, id)).toMatchObject({ status: 'failed', failure: { code }, file: null });
    const later = await file(id, 'raw');
    expect(later.status).toBe(409);
    expect(await later.json()).toMatchObject({ type: '/problems/conflict', code });
  });

  it('a damaged transfer is repeated, and the rows come', async () => {
    const id = await exported();
    fault({ kind: 'html' }, 1);
    await expectRows(id);
    expect((await settled(stack, id)).status).toBe('succeeded');
  });

  it('a workbook that declares entities of its own is a named failure', async () => {
    stack.emulator.patch({ export_format: 'xlsx_entities' });
    const id = await exported();
    const response = await file(id, 'csv');
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ code: 'unreadable_table' });
    expect(await settled(stack, id)).toMatchObject({
      status: 'failed',
      failure: { code: 'unreadable_table' },
    });
  });

  it('a file that is too large is a named failure', async () => {
    fault({ kind: 'oversize', bytes: 9 * 1024 * 1024 });
    const response = await file(await exported(), 'raw');
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ code: 'too_large' });
  });
});

describe('a transfer that breaks', () => {
  const breaks = ['reset_mid_body', 'cut', 'fin', 'chunk_garbage', 'reset'];

  it.each(breaks)('is begun again after %s, and all rows come', async (kind) => {
    const id = await exported();
    fault({ kind }, 1);
    await expectRows(id);
  });

  it.each(breaks)('is a named failure, never the start of a file, after %s every time', async (kind) => {
    const id = await exported();
    fault({ kind });
    const response = await file(id, 'raw');
    expect(response.status).toBeGreaterThanOrEqual(502);
    expect(((await response.json()) as { type: string }).type).toMatch(/^\/problems\/upstream-/);
  });

  it.each([
    ['html', 502],
    ['bad_gzip', 502],
    ['empty_body', 502],
    ['redirect', 502],
    ['hang', 504],
    ['drip', 504],
  ])(
    'is a named failure after %s',
    async (kind, status) => {
      const id = await exported();
      fault(
        kind === 'redirect'
          ? { kind, location: 'http://127.0.0.2/elsewhere' }
          : kind === 'drip'
            ? { kind, interval_ms: 50, bytes: 1 }
            : { kind },
      );
      const response = await file(id, 'raw');
      expect(response.status).toBe(status);
      await response.text();
    },
    40_000,
  );

  it('does not prevent a later try', async () => {
    const id = await exported();
    fault({ kind: 'status', status: 503 });
    expect((await file(id, 'csv')).status).toBe(503);
    stack.emulator.clearFaults();
    await expectRows(id);
  });
});

describe('a file that has expired upstream', () => {
  it('is answered with 410, and the export says so from then on', async () => {
    stack.emulator.patch({ export_outcome: 'expired' });
    const id = await exported();
    for (let round = 0; round < 2; round++) {
      const response = await file(id, 'csv');
      expect(response.status).toBe(410);
      expect(await response.json()).toMatchObject({ type: '/problems/gone', export_status: 'expired' });
    }
    expect(await settled(stack, id)).toMatchObject({ status: 'expired', file: null });
  });
});

describe('files on disk', () => {
  it('are fetched once however many readers want them, in whatever format', async () => {
    const id = await exported();
    stack.emulator.clearCalls();
    const answers = await Promise.all(
      ['raw', 'csv', 'ndjson', 'json', 'raw'].map((format) => file(id, format)),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    }
    expect(callsOf(stack.emulator, DOWNLOAD)).toBe(1);
  });

  it('stay for other readers when one leaves half way', async () => {
    const id = await exported();
    const staying = await file(id, 'raw');
    for (let count = 0; count < 3; count++) {
      const leave = new AbortController();
      const leaving = await fetch(`${stack.url}/v1/exports/${id}/file`, {
        headers: { 'x-api-key': 'a-key-for-tests-only' },
        signal: leave.signal,
      });
      leave.abort();
      await expect(leaving.arrayBuffer()).rejects.toThrow();
    }
    expect((await staying.arrayBuffer()).byteLength).toBe(Number(staying.headers.get('content-length')));
    await expectRows(id);
  });

  it('leave no name in the temporary folder', async () => {
    const id = await exported();
    const response = await file(id, 'raw');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('portolan-export-'))).toEqual([]);
    await response.arrayBuffer();
  });

  it('are not fetched to the end when nobody waits any more', async () => {
    const id = await exported();
    fault({ kind: 'drip', interval_ms: 20, bytes: 64 });
    const leave = new AbortController();
    const request = fetch(`${stack.url}/v1/exports/${id}/file`, {
      headers: { 'x-api-key': 'a-key-for-tests-only' },
      signal: leave.signal,
    });
    await pause(200);
    leave.abort();
    await expect(request).rejects.toThrow();
    const inFlight = (): number => (stack.emulator.calls() as { in_flight: number }).in_flight;
    for (let look = 0; look < 100 && inFlight() > 0; look++) await pause(20);
    expect(inFlight()).toBe(0);
  });
});
