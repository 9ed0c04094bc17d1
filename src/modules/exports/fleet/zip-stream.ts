import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { Fault } from '../../../kernel/fault.js';
import { through } from '../file/through.js';

/** What an entry may unpack to: its size has 32 bits. */
const MAX_ENTRY = 0xffff_ffff;
/** 1980-01-01: the beginning of DOS time, so that equal rows make equal archives. */
const DATE = 0x0021;
const VERSION = 20;
/** Sizes stand behind the entry; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATE = 8;

interface Written {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/** A ZIP archive made while it is read, without ever going back: one entry after the other, then the directory. */
export class ZipStream {
  private readonly entries: Written[] = [];
  private offset = 0;

  /** One entry of texts. @throws Fault when it is too large for the format. */
  async *entry(path: string, texts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Buffer> {
    const name = Buffer.from(path);
    const offset = this.offset;
    const head = Buffer.alloc(30 + name.length);
    head.writeUInt32LE(0x04034b50, 0);
    shared(head, 4, name, 0, 0, 0);
    name.copy(head, 30);
    yield this.counted(head);
    let [crc, size, packed] = [0, 0, 0];
    const measured = async function* (): AsyncGenerator<Buffer> {
      for await (const text of texts) {
        const bytes = Buffer.from(text);
        crc = crc32(bytes, crc);
        size += bytes.length;
        if (size > MAX_ENTRY) throw new Fault('overloaded', 'an entry is too large for its archive');
        if (bytes.length > 0) yield bytes;
      }
    };
    for await (const bytes of through(measured(), createDeflateRaw({ level: constants.Z_BEST_SPEED }))) {
      packed += bytes.length;
      yield this.counted(bytes);
    }
    const tail = Buffer.alloc(16);
    tail.writeUInt32LE(0x08074b50, 0);
    tail.writeUInt32LE(crc, 4);
    tail.writeUInt32LE(packed, 8);
    tail.writeUInt32LE(size, 12);
    yield this.counted(tail);
    this.entries.push({ name, crc, packed, size, offset });
  }

  /** The directory, after the last entry. */
  end(): Buffer {
    const start = this.offset;
    const lines = this.entries.map(({ name, crc, packed, size, offset }) => {
      const line = Buffer.alloc(46 + name.length);
      line.writeUInt32LE(0x02014b50, 0);
      line.writeUInt16LE(VERSION, 4);
      shared(line, 6, name, crc, packed, size);
      line.writeUInt32LE(offset, 42);
      name.copy(line, 46);
      return line;
    });
    const directory = Buffer.concat(lines);
    const last = Buffer.alloc(22);
    last.writeUInt32LE(0x06054b50, 0);
    last.writeUInt16LE(this.entries.length, 8);
    last.writeUInt16LE(this.entries.length, 10);
    last.writeUInt32LE(directory.length, 12);
    last.writeUInt32LE(start, 16);
    return Buffer.concat([directory, last]);
  }

  private counted(bytes: Buffer): Buffer {
    this.offset += bytes.length;
    return bytes;
  }
}

/** What the head of an entry and its line in the directory have in common. */
function shared(into: Buffer, at: number, name: Buffer, crc: number, packed: number, size: number): void {
  into.writeUInt16LE(VERSION, at);
  into.writeUInt16LE(FLAGS, at + 2);
  into.writeUInt16LE(DEFLATE, at + 4);
  into.writeUInt16LE(DATE, at + 8);
  into.writeUInt32LE(crc, at + 10);
  into.writeUInt32LE(packed, at + 14);
  into.writeUInt32LE(size, at + 18);
  into.writeUInt16LE(name.length, at + 22);
}
