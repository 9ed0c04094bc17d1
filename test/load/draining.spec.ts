import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../support/emulator.js';
import { readStream, type PageAnswer, type StreamAnswer } from '../support/answers.js';
import { readEvents } from '../support/event-source.js';
import { finished, QUICK } from '../support/exports.js';
import { measured } from '../support/figures.js';
import { readCsv } from '../support/read-csv.js';
import { startReplica, type Replica } from '../support/replicas.js';
import { startVendorFiles } from '../support/vendor-files.js';
import { pause, until } from '../support/wait.js';

const HOSTS = 300;
/** Latency of an upstream call, in milliseconds. It makes a query of the fleet far longer than the drain. */
const CALL_MS = 1_500;
const DRAIN_MS = 5_000;
/** Upstream calls in flight. */
const WINDOW = 8;

let emulator: Emulator;
let replica: Replica | undefined;

beforeAll(async () => {
  emulator = await startEmulator({ hosts: HOSTS, settings: { export_outcome: 'endless' } });
});
afterEach(async () => {
  emulator.clearFaults();
  await replica?.stop();
});
afterAll(() => emulator.close());

const ROWS = '/v1/ports?hosts=all&plan=per-host&max_age=0&timeout_ms=60000';

describe('a process that is stopped while streams run longer than its drain', () => {
  it('ends each of them with a summary that says why it is not complete, and goes with code 0 even if a client takes nothing', async () => {
    replica = await startReplica({
      emulatorUrl: emulator.url,
      config: { server: { host: '127.0.0.1', port: 0, shutdown_ms: DRAIN_MS }, upstream: { window: WINDOW } },
    });
    const running = replica;
    const get = (path: string, headers?: Record<string, string>) => running.get(path, headers);
    const ordered = (await (await running.post('/v1/exports', { asset_type: 'port' })).json()) as {
      id: string;
    };
    emulator.addFault({ match: { path: '/asset/ports' }, fault: { kind: 'delay', delay_ms: CALL_MS } });
    const [lines, sorted, events, sortedEvents, table, follow] = await Promise.all([
      get(ROWS, { accept: 'application/x-ndjson' }),
      get(`${ROWS}&sort=port`, { accept: 'application/x-ndjson' }),
      get(ROWS, { accept: 'text/event-stream' }),
      get(`${ROWS}&sort=-port`, { accept: 'text/event-stream' }),
      get(ROWS, { accept: 'text/csv' }),
      get(`/v1/exports/${ordered.id}`, { accept: 'text/event-stream' }),
    ]);
    // Nobody reads this answer. The service waits for it no longer than the drain lasts.
    const stalled = await get('/v1/assets/app?hosts=all', { accept: 'application/x-ndjson' });
    // An answer that has not begun at the end of the drain is a problem, or a page with the rows read so far.
    const page = get(`${ROWS}&limit=1000`).then(whole);
    const counts = get(`/v1/ports/summary?hosts=all&plan=per-host&max_age=0`, {
      accept: 'application/x-ndjson',
    }).then(whole);
    await pause(1.5 * CALL_MS);
    const [ending, ...answers] = await Promise.all([
      replica.terminate(),
      readStream(lines),
      readStream(sorted),
      readEvents(events),
      readEvents(sortedEvents),
      table.text(),
      readEvents(follow),
      page,
      counts,
    ]);
    const [read, readSorted, seen, seenSorted, csv, followed, ...others] = answers;
    const summaries: unknown[] = [
      ...[read, readSorted].map(({ summary }) => summary),
      ...[seen, seenSorted, followed].map((each) => each.at(-1)?.data['summary']),
    ];
    const inWords = summaries.filter((each) => isCutInWords(each)).length + (isCsvCutInWords(csv) ? 1 : 0);
    measured(
      'R30',
      'SIGTERM while 6 streams (NDJSON, sorted, SSE, CSV, an export) run longer than the drain',
      `${inWords} end with a summary \`complete: false\`, reason \`draining\`; exit ${ending.code} after ${(ending.tookMs / 1_000).toFixed(1)} s of ${DRAIN_MS / 1_000} s`,
      'all end in words, exit 0',
    );
    expect(summaries).toEqual(
      summaries.map(() => expect.objectContaining({ complete: false, reason: 'draining' })),
    );
    expect(readCsv(csv).at(-1)?.[0]).toMatch(/^# summary complete=false items=\d+ .*reason=draining/);
    expect(ending).toMatchObject({ code: 0, signal: null });
    expect(replica.output()).not.toContain('"level":50');
    await stalled.body?.cancel().catch(() => undefined);
    expectEveryHost(read);
    expectEveryHost(readSorted);
    expect(read.items.length).toBeGreaterThan(0);
    // The browser reconnects to another process, so the stream must not say that it is finished.
    for (const each of [seen, seenSorted, followed])
      expect(each.at(-1)).toMatchObject({ event: 'summary', id: undefined });
    for (const each of others) {
      if (each.status === 503) {
        // No row had been read by then.
        expect(each.headers.get('retry-after')).not.toBeNull();
        expect(await each.json()).toMatchObject({ type: '/problems/draining' });
      } else if (each.headers.get('content-type')?.includes('ndjson') === true) {
        expect(isCutInWords((await readStream(each)).summary)).toBe(true);
      } else {
        const { complete, summary } = (await each.json()) as PageAnswer;
        expect({ complete, cut: isCutInWords(summary) }).toEqual({ complete: false, cut: true });
      }
    }
  }, 60_000);
});

/** Size of the vendor's file in MiB: more than all buffers between the process and a client that reads nothing. */
const FILE_MIB = 24;

describe("a process that is stopped while it hands out the rows of a vendor's file", () => {
  it('ends them with a summary that says why they are not complete, in every format, and goes with code 0', async () => {
    const vendor = await startVendorFiles(FILE_MIB);
    try {
      replica = await startReplica({
        emulatorUrl: vendor.url,
        config: { server: { host: '127.0.0.1', port: 0, shutdown_ms: 3 * DRAIN_MS }, exports: QUICK },
      });
      const running = replica;
      const { id } = await finished(running, { asset_type: 'port', columns: ['host_name', 'port'] });
      const [csv, ndjson, json] = await Promise.all(
        ['csv', 'ndjson', 'json'].map((format) =>
          // Compressed, these rows would fit into the buffers.
          running.get(`/v1/exports/${id}/file?format=${format}`, { 'accept-encoding': 'identity' }),
        ),
      );
      const terminated = running.terminate();
      await until(() => running.output().includes('answers in progress end with what they have'));
      const [table = '', lines = '', document = ''] = await Promise.all(
        [csv, ndjson, json].map((answer) => (answer as Response).text()),
      );
      const summaries = [
        (JSON.parse(lines.trimEnd().split('\n').at(-1) ?? '') as { summary: object }).summary,
        (JSON.parse(document) as { summary: object }).summary,
      ];
      const ending = await terminated;
      measured(
        'R30',
        "SIGTERM while the rows of a vendor's file (CSV, NDJSON, JSON) wait for their readers",
        `all 3 end with a summary \`complete: false\`, reason \`draining\`; exit ${ending.code}`,
        'all end in words, exit 0',
      );
      for (const summary of summaries)
        expect(summary).toMatchObject({ complete: false, reason: 'draining', rows_counted: vendor.rows });
      expect(table).toMatch(/# summary complete=false items=\d+ reason=draining rows_counted=\d+\r\n$/);
      expect(JSON.parse(document)).toMatchObject({ complete: false });
      expect(ending).toMatchObject({ code: 0, signal: null });
    } finally {
      await vendor.close();
    }
  }, 60_000);
});

/** The same answer, all of it read: nothing more comes from a process that has ended. */
async function whole(response: Response): Promise<Response> {
  const { status, headers } = response;
  return new Response(await response.text(), { status, headers });
}

/** Whether a summary says that the drain cut the answer. */
function isCutInWords(summary: unknown): boolean {
  const { complete, reason } = (summary ?? {}) as { complete?: boolean; reason?: string };
  return complete === false && reason === 'draining';
}

function isCsvCutInWords(text: string): boolean {
  return /^# summary complete=false .*reason=draining/.test(readCsv(text).at(-1)?.[0] ?? '');
}

/** Checks that each host is answered or named in `failures`. */
function expectEveryHost({ failures, summary }: StreamAnswer): void {
  expect(summary?.hosts).toEqual({
    requested: HOSTS,
    read: HOSTS,
    answered: HOSTS - failures.length,
    failed: failures.length,
  });
  expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['draining']));
  expect(new Set(failures.map(({ host_id }) => host_id)).size).toBe(failures.length);
}
