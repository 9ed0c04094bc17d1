import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { csvRows, finished, ndjsonRows, order, QUICK, settled } from '../support/exports.js';
import { asTexts, documentedColumns, exportTypes, knownColumns, trueRows } from '../support/truth/exports.js';
import { size } from '../support/figures.js';
import { startStack, type Stack } from '../support/stack.js';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    emulator: { hosts: size(14, 25), settings: { export_polls: 1 } },
    config: { exports: { ...QUICK, per_caller: 50, per_project: 50 } },
  });
});
afterAll(() => stack.close());
afterEach(() => stack.emulator.patch({ export_format: 'csv', export_zip: 'good', export_host_id: true }));

const file = (id: string, format: string, headers = {}) =>
  stack.get(`/v1/exports/${id}/file?format=${format}`, headers);

/** Returns a typed cell as CSV shows it: a text that a spreadsheet would run has an apostrophe in front. */
function shown(value: unknown): string {
  if (typeof value !== 'string') return value === null ? '' : JSON.stringify(value);
  return /^\s*[=+\-@]/.test(value) ? `'${value}` : value;
}

const all = exportTypes.flatMap((type) =>
  (['host', 'container'] as const).map((category) => ({ type, category })),
);

describe('rows of an export', () => {
  it.each(all)(
    'are those of the fleet, raw, as CSV, as NDJSON and as JSON: $type, $category',
    async ({ type, category }) => {
      const { id, columns } = await finished(stack, { asset_type: type, category });
      expect(columns.map(({ field }) => field)).toEqual(documentedColumns(type));
      const fields = knownColumns(type);
      const truth = await trueRows(stack.emulator.url, type, category);
      if (category === 'host') expect(truth.length).toBeGreaterThan(0);

      const ndjson = ndjsonRows(await (await file(id, 'ndjson')).text());
      expect(asTexts(ndjson, fields)).toEqual(asTexts(truth, fields));
      const json = (await (await file(id, 'json')).json()) as { items: typeof ndjson; complete: boolean };
      expect(json).toMatchObject({ items: ndjson, complete: true });
      const csv = csvRows(await (await file(id, 'csv')).text());
      const texts = truth.map((row) => Object.fromEntries(fields.map((field) => [field, shown(row[field])])));
      expect(asTexts(csv, fields)).toEqual(asTexts(texts, fields));
      const marked = await stack.get(`/v1/exports/${id}/file?format=csv&bom=true`);
      expect(
        Buffer.from(await marked.arrayBuffer())
          .subarray(0, 3)
          .toString('hex'),
      ).toBe('efbbbf');
      expect((await stack.get(`/v1/exports/${id}/file?format=ndjson&bom=true`)).status).toBe(400);

      const raw = await file(id, 'raw');
      const bytes = Buffer.from(await raw.arrayBuffer());
      expect(raw.headers.get('content-length')).toBe(String(bytes.length));
      expect(raw.headers.get('repr-digest')).toBe(
        `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`,
      );
      expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
      expect(await settled(stack, id)).toMatchObject({ rows: truth.length, bytes: bytes.length });
    },
  );

  it.each(['csv', 'csv_bom', 'csv_gbk', 'xlsx'])('are the same when the archive holds %s', async (format) => {
    stack.emulator.patch({ export_format: format });
    const fields = knownColumns('users');
    const { id } = await finished(stack, {
      asset_type: 'users',
      columns: fields.map((field, at) => ({ field, title: `标题 ${at}, "${field}"` })),
    });
    const rows = ndjsonRows(await (await file(id, 'ndjson')).text());
    const truth = await trueRows(stack.emulator.url, 'users', 'host');
    expect(asTexts(rows, fields)).toEqual(asTexts(truth, fields));
    expect(truth.some(({ user_name: name }) => name === '张伟')).toBe(true);
  });

  it('come from all parts of an archive', async () => {
    stack.emulator.patch({ export_zip: 'two_parts' });
    const fields = knownColumns('app');
    const { id } = await finished(stack, { asset_type: 'app' });
    const rows = ndjsonRows(await (await file(id, 'ndjson')).text());
    expect(asTexts(rows, fields)).toEqual(asTexts(await trueRows(stack.emulator.url, 'app', 'host'), fields));
  });

  it('have the columns that were ordered, in their order, and only those', async () => {
    const { id } = await finished(stack, {
      asset_type: 'port',
      columns: ['port', { field: 'type', title: 'P' }],
    });
    const [first] = ndjsonRows(await (await file(id, 'ndjson')).text());
    expect(Object.keys(first ?? {})).toEqual(['port', 'type']);
    expect((await (await file(id, 'csv')).text()).split('\r\n')[0]).toBe('port,type');
  });

  it('are narrowed by the filter', async () => {
    const fields = ['port', 'host_name'];
    const { id } = await finished(stack, { asset_type: 'port', columns: fields, filter: { port: 22 } });
    const rows = ndjsonRows(await (await file(id, 'ndjson')).text());
    const truth = (await trueRows(stack.emulator.url, 'port', 'host', fields)).filter(
      ({ port }) => port === 22,
    );
    expect(truth.length).toBeGreaterThan(10);
    expect(asTexts(rows, fields)).toEqual(asTexts(truth, fields));
  });

  it('may have the uncertain column, with values, and the export says so when the vendor refuses it', async () => {
    const body = { asset_type: 'port', columns: ['host_id', 'port'] };
    const { id } = await finished(stack, body);
    const rows = ndjsonRows(await (await file(id, 'ndjson')).text());
    expect(new Set(rows.map((row) => row['host_id']))).toEqual(
      new Set((await trueRows(stack.emulator.url, 'port', 'host', ['host_id'])).map((row) => row['host_id'])),
    );
    stack.emulator.patch({ export_host_id: false });
    const refused = await settled(stack, (await order(stack, body)).id);
    expect(refused).toMatchObject({
      status: 'failed',
      failure: { code: 'rejected', retryable: false },
      file: null,
    });
  });

  it('can be none at all', async () => {
    const { id } = await finished(stack, {
      asset_type: 'port',
      filter: { port: 22, host_name: 'no-such-host' },
    });
    expect(ndjsonRows(await (await file(id, 'ndjson')).text())).toEqual([]);
    expect(await (await file(id, 'json')).json()).toEqual({
      items: [],
      complete: true,
      summary: { complete: true, items: 0 },
    });
  });
});

describe('the file of an export', () => {
  let id: string;
  let whole: Buffer;
  beforeAll(async () => {
    ({ id } = await finished(stack, { asset_type: 'app' }));
    whole = Buffer.from(await (await file(id, 'raw')).arrayBuffer());
  });

  it('has the format that Accept prefers, and is the file of the vendor by default', async () => {
    const typeOf = async (accept: string): Promise<string | null> => {
      const response = await stack.get(`/v1/exports/${id}/file`, { accept });
      await response.arrayBuffer();
      return response.headers.get('content-type');
    };
    expect(await typeOf('*/*')).toBe('application/zip');
    for (const accept of ['*', 'application/*', 'application/octet-stream', 'application/json;q=0, */*'])
      expect(await typeOf(accept)).toBe('application/zip');
    for (const accept of ['text/csv', 'text/*', 'application/zip;q=0, */*'])
      expect(await typeOf(accept)).toBe('text/csv; charset=utf-8');
    expect(await typeOf('application/json;q=0.5, application/x-ndjson')).toContain('application/x-ndjson');
    expect((await stack.get(`/v1/exports/${id}/file`, { accept: 'image/png' })).status).toBe(406);
    const followed = await stack.get(`/v1/exports/${id}`, { accept: 'text/event-stream;q=0, */*' });
    expect(followed.headers.get('content-type')).toContain('application/json');
  });

  it('comes in ranges that fit together', async () => {
    const first = await file(id, 'raw', { range: 'bytes=0-99' });
    expect(first.status).toBe(206);
    expect(first.headers.get('content-range')).toBe(`bytes 0-99/${whole.length}`);
    const etag = first.headers.get('etag') ?? '';
    const rest = await file(id, 'raw', { range: 'bytes=100-', 'if-range': etag });
    expect(rest.status).toBe(206);
    const joined = [first, rest].map(async (part) => Buffer.from(await part.arrayBuffer()));
    expect(Buffer.concat(await Promise.all(joined)).equals(whole)).toBe(true);
    const tail = await file(id, 'raw', { range: 'bytes=-5' });
    expect(Buffer.from(await tail.arrayBuffer()).equals(whole.subarray(-5))).toBe(true);
  });

  it('comes whole when the range is of another version, and a range outside of it is refused', async () => {
    const other = await file(id, 'raw', { range: 'bytes=100-', 'if-range': '"another"' });
    expect(other.status).toBe(200);
    expect((await other.arrayBuffer()).byteLength).toBe(whole.length);
    const outside = await file(id, 'raw', { range: `bytes=${whole.length}-` });
    expect(outside.status).toBe(416);
    expect(outside.headers.get('content-range')).toBe(`bytes */${whole.length}`);
  });
});
