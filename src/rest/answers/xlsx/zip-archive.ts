import { addAbortSignal, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { constants } from 'node:zlib';
import { ZipFile } from 'yazl';
import { Fault } from '../../../kernel/fault.js';

/** Most bytes of an entry before it is packed. Beyond 32 bits it needs ZIP64, which spreadsheet programs refuse here. */
const MAX_ENTRY_BYTES = 0xffff_fffe;
/** Bytes of an entry that wait to be packed. */
const WRITE_AHEAD = 65_536;
const ENTRY_OPTIONS = {
  // The first day that ZIP knows, in every time zone, so that equal entries make equal archives.
  mtime: new Date(1980, 0, 1),
  forceDosTimestamp: true,
  compressionLevel: constants.Z_BEST_SPEED,
};

/** One file in an archive. */
export interface ZipEntry {
  readonly path: string;
  readonly texts: AsyncIterable<string> | Iterable<string>;
}

/**
 * Makes a ZIP archive while it is read, at the reader's pace; no more of it is in memory than a few pieces. The next
 * entry is asked for when the one before has been read to its end.
 *
 * @throws Fault kind `overloaded` when an entry is too large; whatever the entries throw.
 */
export async function* zipArchive(entries: Iterable<ZipEntry>): AsyncGenerator<Buffer, void, undefined> {
  const zip = new ZipFile();
  const archive = zip.outputStream as Readable;
  const left = new AbortController();
  const addAll = async (): Promise<void> => {
    for (const { path, texts } of entries) {
      const source = Readable.from(sized(texts), { objectMode: false, highWaterMark: WRITE_AHEAD });
      zip.addReadStream(addAbortSignal(left.signal, source), path, ENTRY_OPTIONS);
      await finished(source);
    }
    zip.end();
  };
  addAll().catch((error: unknown) => archive.destroy(error as Error));
  try {
    for await (const bytes of archive) yield bytes as Buffer;
  } finally {
    left.abort();
  }
}

async function* sized(texts: ZipEntry['texts']): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const text of texts) {
    const bytes = Buffer.from(text);
    size += bytes.length;
    if (size > MAX_ENTRY_BYTES) throw new Fault('overloaded', 'an entry is too large for its archive');
    if (bytes.length > 0) yield bytes;
  }
}
