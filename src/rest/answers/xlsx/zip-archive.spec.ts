import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { fromBuffer, type Entry } from 'yauzl';
import { zipArchive, type ZipEntry } from './zip-archive.js';

async function bytesOf(...entries: ZipEntry[]): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of zipArchive(entries)) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('a ZIP archive', () => {
  it('has its entries in their order, and is equal for equal entries', async () => {
    const entries: ZipEntry[] = [
      { path: 'a.xml', texts: ['one', '', 'two'] },
      { path: 'empty.xml', texts: [] },
      { path: 'folder/b.xml', texts: ['ü'.repeat(100_000)] },
    ];
    const archive = await bytesOf(...entries);
    expect(archive.equals(await bytesOf(...entries))).toBe(true);
    const sizes = await new Promise<unknown>((done, fail) =>
      fromBuffer(archive, { lazyEntries: false }, (error, zip) => {
        if (error !== null) return fail(error);
        const found: [string, number][] = [];
        zip.on('entry', ({ fileName, uncompressedSize }: Entry) => found.push([fileName, uncompressedSize]));
        zip.on('end', () => done(found));
      }),
    );
    expect(sizes).toEqual([
      ['a.xml', 6],
      ['empty.xml', 0],
      ['folder/b.xml', 200_000],
    ]);
  });

  it('reads no more of its texts than its reader takes, and none after its reader has left', async () => {
    let given = 0;
    let ended = false;
    const endless = async function* (): AsyncGenerator<string> {
      try {
        for (;;) {
          given++;
          yield await Promise.resolve(randomBytes(16_384).toString('base64'));
        }
      } finally {
        ended = true;
      }
    };
    for await (const _piece of zipArchive([{ path: 'a.xml', texts: endless() }])) {
      await pause(200);
      break;
    }
    // Each text is 22 KB; five steps of the archive hold up to 130 KB each.
    expect(given).toBeLessThan(60);
    await pause(50);
    const atTheEnd = given;
    await pause(50);
    expect(given).toBe(atTheEnd);
    expect(ended).toBe(true);
  });

  it('throws what its texts throw', async () => {
    const broken = async function* (): AsyncGenerator<string> {
      yield await Promise.resolve('x');
      throw new RangeError('broken');
    };
    const archive = bytesOf({ path: 'a.xml', texts: ['x'] }, { path: 'b.xml', texts: broken() });
    await expect(archive).rejects.toThrow('broken');
  });
});
