import { readdir, readlink } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { describe, expect, it } from '@jest/globals';
import { Archive } from './archive.js';
import { Spool } from './spool.js';

/** An archive with one stored entry that claims `sum` as its checksum. */
function archiveOf(name: string, content: Buffer, sum = crc32(content)): Buffer {
  const local = Buffer.alloc(30);
  local.write('PK\x03\x04', 'latin1');
  local.writeUInt32LE(sum, 14);
  local.writeUInt32LE(content.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(name.length, 26);
  const header = Buffer.alloc(46);
  header.write('PK\x01\x02', 'latin1');
  local.copy(header, 16, 14, 28);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + content.length, 16);
  return Buffer.concat([local, Buffer.from(name), content, header, Buffer.from(name), end]);
}

async function spoolOf(content: Buffer): Promise<Spool> {
  const spool = await Spool.create();
  await spool.append(content);
  return spool;
}

/** Files of deleted spools that this process still has open. */
async function openFiles(): Promise<number> {
  const names = await readdir('/proc/self/fd');
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')));
  return targets.filter((target) => target.endsWith('(deleted)')).length;
}

describe('Archive', () => {
  const workbook = archiveOf('xl/workbook.xml', Buffer.from('<workbook/>'));

  it.each<[string, Buffer]>([
    ['whose checksum is wrong', archiveOf('ports.xlsx', workbook, 1)],
    ['that is cut short', archiveOf('ports.xlsx', workbook.subarray(0, workbook.length - 10))],
    [
      'whose own entry is damaged',
      archiveOf('ports.xlsx', archiveOf('xl/workbook.xml', Buffer.from('<a/>'), 1)),
    ],
    ['that is no archive', archiveOf('ports.xlsx', Buffer.from('no archive'))],
  ])('leaves no file open after a nested workbook %s', async (_what, content) => {
    const before = await openFiles();
    await expect(Archive.open(await spoolOf(content), { maxUnpackedBytes: 1_000_000 })).rejects.toThrow();
    expect(await openFiles()).toBe(before);
  });

  it('holds the copy of a nested workbook open until it is closed', async () => {
    const before = await openFiles();
    const archive = await Archive.open(await spoolOf(archiveOf('ports.xlsx', workbook)), {
      maxUnpackedBytes: 1_000_000,
    });
    expect(await openFiles()).toBe(before + 2);
    await archive.close();
    expect(await openFiles()).toBe(before);
  });

  it('goes on for other readers when some of them leave in the middle of a read', async () => {
    const content = Buffer.alloc(1_000_000, 'a,b\r\n');
    const archive = await Archive.open(await spoolOf(archiveOf('ports.csv', content)), {
      maxUnpackedBytes: 2_000_000,
    });
    const [entry] = archive.entries;
    const lengthOf = async (leaves: boolean): Promise<number> => {
      const stream = await archive.unpack(entry as Entry);
      // Asks for bytes, and leaves before they have come.
      stream.read(0);
      if (leaves) stream.destroy();
      let length = 0;
      if (!leaves) for await (const chunk of stream as AsyncIterable<Buffer>) length += chunk.length;
      return length;
    };
    const lengths = await Promise.all([false, true, true, false, true].map(lengthOf));
    expect(lengths).toEqual([content.length, 0, 0, content.length, 0]);
    await archive.close();
  });
});
