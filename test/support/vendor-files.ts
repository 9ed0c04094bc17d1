import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';

/** A vendor whose exports all have one file: a large one, made while it is read. Enough of IAM and HSS for that. */
export interface VendorFiles {
  readonly url: string;
  /** Bytes of the file. */
  readonly size: number;
  /** Rows in the file. */
  readonly rows: number;
  /** `Range` headers of the downloads so far; empty text where there was none. */
  readonly ranges: string[];
  /** Bytes after which each of the next downloads breaks off. */
  readonly cuts: number[];
  /** Whether downloads understand `Range`, and say an etag. */
  range: boolean;
  etag: string | undefined;
  close(): Promise<void>;
}

const COLUMNS = 'Server name,Port\r\n';
const ROW_BYTES = 64;
const ROWS_A_BLOCK = 1_024;
const HOST_NAME = 'a-host-name-that-is-as-long-as-it-takes'.padEnd(ROW_BYTES - 7, '.');

/** @param megabytes of 2^20 bytes, not packed, so that the file is as large as its table. */
export async function startVendorFiles(megabytes: number): Promise<VendorFiles> {
  const archive = archiveOf(megabytes);
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const vendor: VendorFiles = {
    url: `http://127.0.0.1:${port}`,
    size: archive.size,
    rows: archive.rows,
    ranges: [],
    cuts: [],
    range: false,
    etag: undefined,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return vendor;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const path = request.url ?? '';
    const json = (status: number, body: object, headers = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    if (path.startsWith('/v3/auth/tokens')) {
      const at = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');
      const token = {
        issued_at: at(Date.now()),
        expires_at: at(Date.now() + 86_400_000),
        methods: ['password'],
      };
      json(201, { token }, { 'x-subject-token': 'a-token-of-the-large-vendor' });
    } else if (path.includes('/asset/export')) json(200, { task_id: 'task-1' });
    else if (path.includes('/host-management/hosts'))
      json(200, { total_num: 1, data_list: [{ host_id: 'host-1', host_name: HOST_NAME }] });
    else if (path.includes('/asset/statistics')) json(200, { port_num: vendor.rows });
    else if (path.includes('/export-task/'))
      json(200, {
        task_id: 'task-1',
        task_status: 'success',
        file_id: 'file-1',
        file_name: '../../ev\u202eil".zip',
      });
    else download(request, response);
  }

  function download(request: IncomingMessage, response: ServerResponse): void {
    const range = request.headers.range ?? '';
    vendor.ranges.push(range);
    const asked = vendor.range ? Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0) : 0;
    const cut = vendor.cuts.shift();
    response.writeHead(asked > 0 ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'content-length': String(vendor.size - asked),
      ...(asked > 0 ? { 'content-range': `bytes ${asked}-${vendor.size - 1}/${vendor.size}` } : {}),
      ...(vendor.etag === undefined ? {} : { etag: vendor.etag }),
    });
    void pipeline(Readable.from(archive.bytes(asked, cut)), response, { end: cut === undefined }).then(
      () => (cut === undefined ? undefined : response.destroy()),
      () => undefined,
    );
  }
}

/** A ZIP archive with one table that is not packed, given from any byte on without ever being whole in memory. */
function archiveOf(megabytes: number) {
  const block = blockOf();
  const blocks = (megabytes * 1_048_576) / block.length;
  let crc = crc32(COLUMNS);
  for (let at = 0; at < blocks; at++) crc = crc32(block, crc);
  const size = COLUMNS.length + blocks * block.length;
  const name = Buffer.from('table.csv');
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(20, 0);
  shared.writeUInt32LE(crc, 10);
  shared.writeUInt32LE(size, 14);
  shared.writeUInt32LE(size, 18);
  shared.writeUInt16LE(name.length, 22);
  const head = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, name, Buffer.from(COLUMNS)]);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    shared,
    Buffer.alloc(14),
    name,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(head.length + size - COLUMNS.length, 16);
  const tail = Buffer.concat([central, end]);
  const whole = head.length + blocks * block.length + tail.length;
  function* pieces(): Generator<Buffer> {
    yield head;
    for (let at = 0; at < blocks; at++) yield block;
    yield tail;
  }
  function* bytes(from: number, most = Infinity): Generator<Buffer> {
    let skip = from;
    let left = most;
    for (const piece of pieces()) {
      const part = piece.subarray(Math.min(skip, piece.length));
      skip -= piece.length - part.length;
      if (part.length > 0 && left > 0) yield part.subarray(0, Math.min(part.length, left));
      left -= part.length;
      if (left <= 0) return;
    }
  }
  return { size: whole, rows: blocks * ROWS_A_BLOCK, bytes };
}

function blockOf(): Buffer {
  const row = `${HOST_NAME},8080\r\n`;
  return Buffer.from(row.repeat(ROWS_A_BLOCK));
}
