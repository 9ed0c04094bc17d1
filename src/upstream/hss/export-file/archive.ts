import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from 'yauzl';
import { Fault } from '../../../kernel/fault.js';
import { FileFault } from './file-fault.js';
import { SpoolReader } from './spool-reader.js';
import { Spool } from './spool.js';

export interface ArchiveLimits {
  /** Most bytes that all entries together may unpack to. */
  readonly maxUnpackedBytes: number;
}

/** Most entries of an archive; choice: an export may come in a few parts, thousands of them are an attack. */
const MAX_ENTRIES = 1_000;

/**
 * Most bytes that one packed byte may unpack to. Choice: tables stay far below; deflate can reach 1 032, which only a ZIP bomb
 * does.
 */
const MAX_RATIO = 200;

/** Lengths of the records of an archive, without names, extra fields and comments (source: APPNOTE 6.3.10, 4.3). */
const DIRECTORY_HEADER_BYTES = 46;
const END_RECORD_BYTES = 22;
const ZIP64_LOCATOR_BYTES = 20;

/** A table in an archive: a CSV entry, or a workbook, which is unpacked to a file of its own because it is an archive too. */
type Table =
  | { readonly kind: 'csv'; readonly entry: Entry; readonly encoding: string }
  | { readonly kind: 'workbook'; readonly archive: Archive };

/**
 * An archive that was checked from end to end: every entry unpacks, has the size and checksum that the directory says, stays
 * within the limits, and has a safe name. Later readers need no such checks.
 */
export class Archive {
  private constructor(
    private readonly zip: ZipFile,
    private readonly spool: Spool,
    readonly entries: readonly Entry[],
    readonly tables: readonly Table[],
  ) {}

  /**
   * Reads and checks the whole archive. It owns `spool`: `close` closes it, and so does a failure of this method.
   *
   * @throws FileFault
   */
  static open(spool: Spool, limits: ArchiveLimits): Promise<Archive> {
    return Archive.read(spool, limits, false);
  }

  private static async read(spool: Spool, limits: ArchiveLimits, nested: boolean): Promise<Archive> {
    const inner: Archive[] = [];
    try {
      await expectArchive(spool);
      const options = { autoClose: false, lazyEntries: true } as const;
      const reader = new SpoolReader(spool);
      const zip = await fromRandomAccessReaderPromise(reader, spool.size, options).catch(damaged);
      const directory = await directoryOf(zip, spool, limits);
      const { entries } = directory;
      await expectApart(zip, directory);
      const isWorkbook = entries.some(({ fileName }) => fileName === 'xl/workbook.xml');
      if (nested && !isWorkbook) throw new FileFault('unreadable_table');
      const tables: Table[] = [];
      let left = limits.maxUnpackedBytes;
      for (const entry of entries) {
        if (entry.fileName.endsWith('/')) continue;
        left -= entry.uncompressedSize;
        if (isWorkbook) {
          await readThrough(zip, entry, undefined);
          continue;
        }
        const table = await Archive.tableOf(zip, entry, { maxUnpackedBytes: Math.max(0, left) });
        if (table?.kind === 'workbook') inner.push(table.archive);
        if (table !== undefined) tables.push(table);
      }
      const archive = new Archive(zip, spool, entries, tables);
      if (isWorkbook && !nested) return new Archive(zip, spool, entries, [{ kind: 'workbook', archive }]);
      if (!isWorkbook && tables.length === 0) throw new FileFault('no_table');
      return archive;
    } catch (error) {
      await Promise.all([...inner.map((each) => each.close()), spool.close()]);
      throw error instanceof Fault ? error : new FileFault('damaged', error);
    }
  }

  /** Reads one entry to its end. Returns the table that it holds; undefined when it is another kind of file. */
  private static async tableOf(
    zip: ZipFile,
    entry: Entry,
    limits: ArchiveLimits,
  ): Promise<Table | undefined> {
    const copy = /\.xlsx$/i.test(entry.fileName) ? await Spool.create() : undefined;
    await readThrough(zip, entry, copy);
    if (copy !== undefined) return { kind: 'workbook', archive: await Archive.read(copy, limits, true) };
    if (!/\.csv$/i.test(entry.fileName)) return undefined;
    if (entry.uncompressedSize === 0) throw new FileFault('empty');
    return { kind: 'csv', entry, encoding: await encodingOf(zip, entry) };
  }

  /** Returns a stream of one unpacked entry. */
  async unpack(entry: Entry): Promise<Readable> {
    return this.zip.openReadStreamPromise(entry);
  }

  /** Closes the file and those of the workbooks in it. */
  async close(): Promise<void> {
    for (const table of this.tables)
      if (table.kind === 'workbook' && table.archive.spool !== this.spool) await table.archive.close();
    await this.spool.close();
  }
}

/**
 * Checks that the file begins like an archive. Anything else, such as a web page, is refused, even if an archive stands inside.
 *
 * @throws FileFault
 */
async function expectArchive(spool: Spool): Promise<void> {
  const head: Buffer[] = [];
  for await (const chunk of spool.read(0, 3) as AsyncIterable<Buffer>) head.push(chunk);
  const mark = Buffer.concat(head).toString('latin1');
  if (mark === 'PK\x05\x06') throw new FileFault('no_table');
  if (mark !== 'PK\x03\x04') throw new FileFault('not_an_archive');
}

function damaged(cause: unknown): never {
  const text = cause instanceof Error ? cause.message : '';
  // The end record comes last, so a file without it was cut off.
  throw new FileFault(/end of central directory/i.test(text) ? 'truncated' : 'damaged', cause);
}

/** The archive's directory: its offset in the file, and its entries. */
interface Directory {
  readonly start: number;
  readonly entries: readonly Entry[];
}

/** Reads the archive's directory. @throws FileFault, also when the end record has another count of entries. */
async function directoryOf(zip: ZipFile, spool: Spool, limits: ArchiveLimits): Promise<Directory> {
  if (zip.entryCount > MAX_ENTRIES) throw new FileFault('too_many_entries');
  const entries: Entry[] = [];
  const start = Number(zip.readEntryCursor);
  let end = start;
  let unpacked = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw new FileFault('encrypted');
      if (!entry.canDecodeFileData()) throw new FileFault('damaged');
      const { uncompressedSize: bytes, compressedSize: packed } = entry;
      end += DIRECTORY_HEADER_BYTES + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      unpacked += bytes;
      if (unpacked > limits.maxUnpackedBytes || bytes > packed * MAX_RATIO) throw new FileFault('bomb');
      entries.push(entry);
    }
  } catch (error) {
    if (error instanceof FileFault) throw error;
    const text = error instanceof Error ? error.message : '';
    const unsafe = /invalid characters in fileName|absolute path|invalid relative path/i.test(text);
    // The count is too high: the next record is no header of an entry, or lies behind the end.
    const lacking = /invalid central directory file header signature|unexpected EOF/i.test(text);
    throw new FileFault(unsafe ? 'unsafe_name' : lacking ? 'entry_count' : 'damaged', error);
  }
  if (!(await endsAt(end, zip, spool))) throw new FileFault('entry_count');
  return { start, entries };
}

/** Returns whether the end record, or the ZIP64 record that precedes it in large archives, begins exactly at `place`. */
async function endsAt(place: number, zip: ZipFile, spool: Spool): Promise<boolean> {
  // The comment is decoded one byte a character, so its length is in bytes.
  const afterZip64 = ZIP64_LOCATOR_BYTES + END_RECORD_BYTES + zip.comment.length;
  if (place + END_RECORD_BYTES + zip.comment.length === zip.fileSize) return true;
  if (place + 12 + afterZip64 > zip.fileSize) return false;
  const head: Buffer[] = [];
  for await (const chunk of spool.read(place, place + 11) as AsyncIterable<Buffer>) head.push(chunk);
  const record = Buffer.concat(head);
  const size = 12 + Number(record.readBigUInt64LE(4));
  return record.toString('latin1', 0, 4) === 'PK\x06\x06' && place + size + afterZip64 === zip.fileSize;
}

/** Checks that no byte belongs to two entries, or to an entry and the directory. @throws FileFault `overlap`. */
async function expectApart(zip: ZipFile, { start, entries }: Directory): Promise<void> {
  const sorted = [...entries].sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  let free = 0;
  for (const entry of sorted) {
    if (entry.relativeOffsetOfLocalHeader < free) throw new FileFault('overlap');
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    free = fileDataStart + entry.compressedSize;
  }
  if (free > start) throw new FileFault('overlap');
}

/** Unpacks one entry to check it, and into `copy` if given. @throws FileFault when size or checksum are wrong. */
async function readThrough(zip: ZipFile, entry: Entry, copy: Spool | undefined): Promise<void> {
  let sum = 0;
  try {
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      await copy?.append(chunk);
    }
    if (sum !== entry.crc32) throw new FileFault('checksum');
  } catch (error) {
    await copy?.close();
    if (error instanceof Fault) throw error;
    // The reader stops when an entry unpacks to more than its size says.
    const tooLong = error instanceof Error && /too many bytes/i.test(error.message);
    throw new FileFault(tooLong ? 'bomb' : 'damaged', error);
  }
}

/** Returns the encoding of a text: UTF-16 by its byte order mark, else UTF-8 if valid, else GB 18030, which contains GBK. @throws FileFault */
async function encodingOf(zip: ZipFile, entry: Entry): Promise<string> {
  for (const encoding of ['utf-8', 'gb18030']) {
    const decoder = new TextDecoder(encoding, { fatal: true });
    let first = true;
    let fits = true;
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      if (first && chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
      first = false;
      fits = decodes(() => decoder.decode(chunk, { stream: true }));
      if (!fits) break;
    }
    if (fits && decodes(() => decoder.decode())) return encoding;
  }
  throw new FileFault('unreadable_table');
}

function decodes(decode: () => string): boolean {
  try {
    decode();
    return true;
  } catch {
    return false;
  }
}
