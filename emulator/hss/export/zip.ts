import { crc32 } from 'node:zlib';

/** One file of an archive, with packed bytes. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: 0 | 8;
  readonly packed: readonly Buffer[];
  /** Unpacked size, as the archive states it. */
  readonly size: number;
  readonly crc: number;
  readonly encrypted?: boolean;
}

/** Names are UTF-8. */
const UTF8 = 0x0800;
const VERSION = 20;
/** 2026-09-01 00:00 as archives write it. */
const DOS_DATE = ((2026 - 1980) << 9) | (9 << 5) | 1;

/** Returns a file without compression. */
export function stored(name: string, bytes: Buffer): ZipEntry {
  return { name, method: 0, packed: [bytes], size: bytes.length, crc: crc32(bytes) };
}

function packedLength(entry: ZipEntry): number {
  return entry.packed.reduce((sum, piece) => sum + piece.length, 0);
}

/** Returns the fields that local and central headers share, from "version needed" on. */
function sharedFields(entry: ZipEntry, name: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8 | (entry.encrypted === true ? 1 : 0), 2);
  fields.writeUInt16LE(entry.method, 4);
  fields.writeUInt16LE(0, 6);
  fields.writeUInt16LE(DOS_DATE, 8);
  fields.writeUInt32LE(entry.crc >>> 0, 10);
  fields.writeUInt32LE(packedLength(entry), 14);
  fields.writeUInt32LE(entry.size, 18);
  fields.writeUInt16LE(name.length, 22);
  fields.writeUInt16LE(0, 24);
  return fields;
}

function signatureOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value, 0);
  return bytes;
}

/** Returns a whole archive. Beyond 65 535 entries the 16-bit count at its end overflows, as with simple writers. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const pieces: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  const write = (piece: Buffer): void => {
    pieces.push(piece);
    at += piece.length;
  };
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const fields = sharedFields(entry, name);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    const made = Buffer.alloc(2);
    made.writeUInt16LE(VERSION, 0);
    central.push(signatureOf(0x02014b50), made, fields, tail, name);
    write(signatureOf(0x04034b50));
    write(fields);
    write(name);
    entry.packed.forEach(write);
  }
  const start = at;
  central.forEach(write);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length & 0xffff, 4);
  end.writeUInt16LE(entries.length & 0xffff, 6);
  end.writeUInt32LE(at - start, 8);
  end.writeUInt32LE(start, 12);
  write(signatureOf(0x06054b50));
  write(end);
  return Buffer.concat(pieces);
}
