import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32, createDeflateRaw, deflateRawSync, constants } from 'node:zlib';
import type { AssetRow } from '../../fleet/assets/row.js';
import { encodeGbk } from './gbk.js';
import type { ExportFormat, ExportZip } from './modes.js';
import { csvLines, HOSTILE_PROLOGUE, sheetXml, XLSX_PARTS, type Column } from './table.js';
import { stored, zip, type ZipEntry } from './zip.js';

/** Characters that are packed together; other work may run after each batch; choice. */
const LOT = 256 * 1024;

/** Unpacked size of a bomb. */
const BOMB_BYTES = 2 * 1024 * 1024 * 1024 - 1024 * 1024;

export interface ExportContents {
  /** File name without its ending. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: Iterable<AssetRow>;
  /** How the third port status is spelt. */
  readonly unknown: string;
  readonly format: ExportFormat;
  readonly zip: ExportZip;
  /** 0 to 9. */
  readonly level: number;
}

type Encode = (text: string) => Buffer;
const utf8: Encode = (text) => Buffer.from(text);

/** Packs texts into one entry, in batches between which other work may run. */
async function packTexts(
  name: string,
  texts: Iterable<string>,
  encode: Encode,
  level: number,
): Promise<ZipEntry> {
  const packed: Buffer[] = [];
  const deflate = createDeflateRaw({ level });
  deflate.on('data', (piece: Buffer) => packed.push(piece));
  const ended = once(deflate, 'end');
  let [size, crc, lot] = [0, 0, ''];
  const flush = async (): Promise<void> => {
    const bytes = encode(lot);
    lot = '';
    size += bytes.length;
    crc = crc32(bytes, crc);
    if (level === 0) packed.push(bytes);
    else if (!deflate.write(bytes)) await once(deflate, 'drain');
    await nextTurn();
  };
  for (const text of texts) {
    lot += text;
    if (lot.length >= LOT) await flush();
  }
  await flush();
  if (level === 0) {
    deflate.destroy();
    return { name, method: 0, packed, size, crc };
  }
  deflate.end();
  await ended;
  return { name, method: 8, packed, size, crc };
}

async function contentEntry(
  contents: ExportContents,
  rows: Iterable<AssetRow>,
  name: string,
): Promise<ZipEntry> {
  const { columns, unknown, level, format } = contents;
  if (format === 'xlsx' || format === 'xlsx_entities') {
    const prologue = format === 'xlsx_entities' ? HOSTILE_PROLOGUE : '';
    const sheet = await packTexts(
      'xl/worksheets/sheet1.xml',
      sheetXml(columns, rows, unknown, prologue),
      utf8,
      level || 1,
    );
    const parts = Object.entries(XLSX_PARTS).map(([part, text]) => stored(part, Buffer.from(text)));
    return stored(`${name}.xlsx`, zip([...parts, sheet]));
  }
  const lines = csvLines(columns, rows, unknown);
  const texts = format === 'csv_bom' ? withMark(lines) : lines;
  return packTexts(`${name}.csv`, texts, format === 'csv_gbk' ? encodeGbk : utf8, level);
}

function* withMark(lines: Iterable<string>): Generator<string> {
  yield '\ufeff';
  yield* lines;
}

/** Packs gigabytes of zeros into a few megabytes by repeating one packed block. */
function bomb(name: string, claimed: number): ZipEntry {
  const lot = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: constants.Z_FULL_FLUSH });
  const packed = Array.from({ length: BOMB_BYTES / (1024 * 1024) }, () => lot);
  return { name, method: 8, packed: [...packed, Buffer.from([0x03, 0x00])], size: claimed, crc: 0 };
}

/** Returns the bytes of an export's file. */
export async function packExport(contents: ExportContents): Promise<Buffer> {
  const { name } = contents;
  switch (contents.zip) {
    case 'empty':
      return Buffer.alloc(0);
    case 'html':
      return Buffer.from('<!DOCTYPE html><html><body>Please log in again.</body></html>');
    case 'no_entries':
      return zip([]);
    case 'bomb':
      return zip([bomb(`${name}.csv`, BOMB_BYTES)]);
    case 'bomb_liar':
      return zip([bomb(`${name}.csv`, 1000)]);
    case 'many_entries':
      return zip(Array.from({ length: 20_000 }, (_, i) => stored(`${i}.csv`, Buffer.alloc(0))));
    case 'two_parts': {
      const rows = [...contents.rows];
      const middle = rows.length >> 1;
      return zip([
        await contentEntry(contents, rows.slice(0, middle), `${name}_1`),
        await contentEntry(contents, rows.slice(middle), `${name}_2`),
      ]);
    }
    default:
  }
  const entry = await contentEntry(contents, contents.rows, name);
  switch (contents.zip) {
    case 'traversal':
      return zip([{ ...entry, name: `../../${entry.name}` }]);
    case 'encrypted':
      return zip([{ ...entry, encrypted: true }]);
    case 'bad_checksum':
      return zip([{ ...entry, crc: entry.crc ^ 1 }]);
    case 'truncated': {
      const whole = zip([entry]);
      return whole.subarray(0, Math.floor(whole.length * 0.7));
    }
    default:
      return zip([entry]);
  }
}
