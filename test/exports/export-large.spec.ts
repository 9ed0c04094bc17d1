import { createHash } from 'node:crypto';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { finished, QUICK } from '../support/exports.js';
import { forkExportReplica, type ExportReplica } from '../support/export-replica-process.js';
import { measured, size } from '../support/figures.js';
import { KEY } from '../support/stack.js';
import { startVendorFiles, type VendorFiles } from '../support/vendor-files.js';
import { pause } from '../support/wait.js';

const MIB = 1_048_576;
/** Megabytes of the large file. Held in memory, it would take more than `BOUND`. */
const LARGE = size(20, 100);
/** Megabytes of a file for other questions than memory: more than all buffers hold, so that a transfer can break half way. */
const MIDDLE = 16;
/** Megabytes that a large file may take in memory beyond those of a small one. */
const BOUND_MB = size(16, 32);
const BOUND = BOUND_MB * MIB;

let large: VendorFiles;
let middle: VendorFiles;
let small: VendorFiles;
let replica: ExportReplica;
beforeAll(async () => {
  [large, middle, small] = await Promise.all([
    startVendorFiles(LARGE),
    startVendorFiles(MIDDLE),
    startVendorFiles(1),
  ]);
  replica = await forkExportReplica({
    upstreamUrl: large.url,
    config: {
      exports: { ...QUICK, per_caller: 50, per_project: 50, cache_mib: 0 },
      projects: [project('large', large.url), project('middle', middle.url), project('small', small.url)],
    },
  });
}, 60_000);
afterAll(async () => {
  await replica.kill();
  await Promise.all([large, middle, small].map((vendor) => vendor.close()));
});
afterEach(() => {
  middle.ranges.length = 0;
  middle.cuts.length = 0;
  middle.range = false;
  middle.etag = undefined;
});

function project(alias: string, url: string): object {
  return {
    alias,
    region: 'ap-southeast-3',
    project_id: '0f3c1b7a5d9e4c6fa2b8e1d407936c55',
    hss_endpoint: url,
    iam_endpoint: url,
    credentials: [{ kind: 'password', domain: 'portolan', user: alias, password: 'demo-password' }],
  };
}

const ordered = async (of: string): Promise<string> =>
  (await finished(replica, { asset_type: 'port', columns: ['host_name', 'port'], project: of })).id;

function open(id: string, format: string): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const headers = { 'x-api-key': KEY };
    get(`${replica.url}/v1/exports/${id}/file?format=${format}`, { headers }, done).once('error', fail);
  });
}

/** Reads an answer and returns its size and digest. */
async function read(id: string, format: string, pauseMs = 0) {
  const hash = createHash('sha256');
  let [bytes, tail, next] = [0, '', 8 * MIB];
  const answer = await open(id, format);
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    hash.update(chunk);
    tail = (tail + chunk.toString('latin1')).slice(-200);
    if (pauseMs === 0 || bytes < next) continue;
    next += 8 * MIB;
    await pause(pauseMs);
  }
  return {
    status: answer.statusCode,
    headers: answer.headers,
    size: bytes,
    digest: hash.digest('base64'),
    tail,
  };
}

/** Reads an answer and returns besides the most memory that the replica used meanwhile. */
async function watched(id: string, format: string, pauseMs: number) {
  let peak = 0;
  let reading = true;
  const watch = async (): Promise<void> => {
    // Each measurement collects all garbage; with many more of them the replica would do little else.
    for (; reading; await pause(400)) peak = Math.max(peak, await replica.memory());
  };
  const watching = watch();
  try {
    return { ...(await read(id, format, pauseMs)), peak };
  } finally {
    reading = false;
    await watching;
  }
}

function grown(how: string, bytes: number): void {
  measured(
    'R23',
    `memory for a file of ${LARGE} MB ${how}`,
    `${(bytes / MIB).toFixed(1)} MiB more`,
    `less than ${BOUND_MB} MiB`,
  );
}

describe(`a file of ${LARGE} MB`, () => {
  beforeAll(async () => {
    // Code and pools that are loaded once do not count as memory of the large file.
    for (let round = 0; round < 3; round++)
      for (const format of ['raw', 'csv', 'ndjson']) await read(await ordered('small'), format);
  }, 120_000);

  it(`passes whole at the pace of a slow reader within ${BOUND_MB} MB`, async () => {
    const before = await replica.memory();
    const { status, size, digest, headers, peak } = await watched(await ordered('large'), 'raw', 50);
    expect(status).toBe(200);
    expect(size).toBe(large.size);
    expect(headers['repr-digest']).toBe(`sha-256=:${digest}:`);
    grown('raw, slow reader', peak - before);
    expect(peak - before).toBeLessThan(BOUND);
  }, 60_000);

  // Rows are told apart by a set of 8 bytes a slot. It is at most three quarters full, and doubles when it grows.
  it(`passes row by row at the pace of a slow reader within ${BOUND_MB} MB, and 22 bytes for each row`, async () => {
    const before = await replica.memory();
    const { status, tail, peak } = await watched(await ordered('large'), 'csv', 20);
    expect(status).toBe(200);
    expect(tail).toContain(
      `# summary complete=false items=${large.rows} reason=rows_alike rows_counted=${large.rows}\r\n`,
    );
    grown('as CSV, slow reader', peak - before);
    expect(peak - before).toBeLessThan(BOUND + 22 * large.rows);
  }, 120_000);

  it('is not read ahead of a reader that stands still', async () => {
    const id = await ordered('large');
    const before = await replica.memory();
    const answer = await open(id, 'ndjson');
    await pause(1_000);
    expect((await replica.memory()) - before).toBeLessThan(BOUND);
    answer.destroy();
  }, 60_000);
});

describe(`a file of ${MIDDLE} MB`, () => {
  it('stays for other readers when one leaves half way', async () => {
    const id = await ordered('middle');
    const [leaving, staying] = await Promise.all([open(id, 'raw'), read(id, 'raw', 20)]);
    expect(staying.size).toBe(middle.size);
    leaving.destroy();
    // Nobody reads the file any more, so the replica has closed it.
    await pause(500);
    expect(replica.openSpools()).toBe(0);
  }, 60_000);

  it('has a name that is safe whatever the vendor calls it', async () => {
    const answer = await open(await ordered('small'), 'raw');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="evil.zip"');
    answer.destroy();
  }, 60_000);

  it.each<[string, boolean, string | undefined]>([
    ['goes on where it broke when the vendor knows ranges', true, undefined],
    ['goes on where it broke when the vendor names versions too', true, '"v1"'],
    ['begins again when the vendor knows no ranges', false, undefined],
  ])(
    'survives a broken transfer: it %s',
    async (_name, range, etag) => {
      const id = await ordered('middle');
      middle.range = range;
      middle.etag = etag;
      middle.cuts.push((MIDDLE / 2) * MIB);
      const { status, size, headers, digest } = await read(id, 'raw');
      expect(status).toBe(200);
      expect(size).toBe(middle.size);
      expect(headers['repr-digest']).toBe(`sha-256=:${digest}:`);
      const [first, second = '', ...more] = middle.ranges;
      expect([first, more]).toEqual(['', []]);
      // Bytes that were on their way when the transfer broke may be lost.
      const from = Number(/^bytes=(\d+)-$/.exec(second)?.[1]);
      expect(from).toBeGreaterThan((MIDDLE / 2 - 1) * MIB);
      expect(from).toBeLessThanOrEqual((MIDDLE / 2) * MIB);
    },
    60_000,
  );
});
