import { createServer, request as ask, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import { stored, zip } from '../../emulator/hss/export/zip.js';

/** A table of an exported file: its line of titles and the lines below, without line ends. */
export interface FileLines {
  readonly titles: string;
  readonly rows: readonly string[];
}

/** A proxy before the emulator that hands out other export files than the emulator made. */
export interface TamperedFiles {
  readonly url: string;
  /** Makes the bytes of the next file; undefined lets the file through as it is. */
  tamper: ((file: FileLines) => Buffer) | undefined;
  close(): Promise<void>;
}

export async function startTamperedFiles(emulatorUrl: string): Promise<TamperedFiles> {
  const { port: target } = new URL(emulatorUrl);
  const server = createServer((near, answer) => {
    const { method, url: path, headers } = near;
    const far = ask({ host: '127.0.0.1', port: target, method, path, headers }, (reply) => {
      const isFile = path?.includes('/download/') === true && reply.statusCode === 200;
      if (!isFile || files.tamper === undefined) {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
        return;
      }
      const { tamper } = files;
      void bytesOf(reply).then((archive) => {
        const bytes = tamper(linesOf(archive));
        const {
          'content-length': _length,
          'transfer-encoding': _coding,
          etag: _etag,
          ...kept
        } = reply.headers;
        answer.writeHead(200, { ...kept, 'content-length': bytes.length });
        answer.end(bytes);
      });
    });
    far.on('error', () => answer.destroy());
    near.pipe(far);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const files: TamperedFiles = {
    url: `http://127.0.0.1:${port}`,
    tamper: undefined,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return files;
}

/** An archive with a single table. */
export function archiveOf(...tables: readonly FileLines[]): Buffer {
  return zip(
    tables.map(({ titles, rows }, at) =>
      stored(`table-${at + 1}.csv`, Buffer.from([titles, ...rows, ''].join('\r\n'))),
    ),
  );
}

async function bytesOf(reply: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of reply as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The only table of an archive as the emulator makes it: no comment at its end, sizes in front of the bytes. */
function linesOf(archive: Buffer): FileLines {
  const size = archive.readUInt32LE(18);
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
  const packed = archive.subarray(start, start + size);
  const text = (archive.readUInt16LE(8) === 8 ? inflateRawSync(packed) : packed).toString('utf8');
  const [titles = '', ...rows] = text.split(/\r?\n/).filter((line) => line !== '');
  return { titles, rows };
}
