import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { packedFile } from './packed-file.js';

type Pieces = AsyncGenerator<string>;

const ROOMY = { maxBytes: 1_000_000, maxPacked: 1_000_000 };
const ignore = () => Promise.resolve();
const signal = new AbortController().signal;

describe('making a packed file', () => {
  let closed = 0;
  async function* pieces(count: number): Pieces {
    try {
      for (let at = 0; at < count; at++) yield await Promise.resolve(`${at} ${Math.random()}\n`);
    } finally {
      closed++;
    }
  }

  it('keeps all pieces, and reports the bytes after each piece', async () => {
    const reported: number[] = [];
    const onPiece = (bytes: number) => Promise.resolve(void reported.push(bytes));
    const file = await packedFile(pieces(100), ROOMY, onPiece, signal);
    const chunks: Buffer[] = [];
    for await (const chunk of file.spool.read()) chunks.push(chunk as Buffer);
    await file.spool.close();
    const lines = gunzipSync(Buffer.concat(chunks)).toString().split('\n');
    expect(lines).toHaveLength(101);
    expect(reported).toHaveLength(100);
    expect(reported.at(-1)).toBe(file.bytes);
  });

  it.each([
    { ...ROOMY, maxBytes: 1_000 },
    { ...ROOMY, maxPacked: 100_000 },
  ])('fails when the file grows beyond %j, and ends its source', async (limits) => {
    closed = 0;
    const making = packedFile(pieces(100_000), limits, ignore, signal);
    await expect(making).rejects.toMatchObject({ reason: 'too_large' });
    expect(closed).toBe(1);
  });

  it('fails when its source or its listener throws', async () => {
    const broken = async function* (): Pieces {
      yield await Promise.resolve('x');
      throw new RangeError('broken');
    };
    await expect(packedFile(broken(), ROOMY, ignore, signal)).rejects.toThrow('broken');
    const failing = () => Promise.reject(new RangeError('failing'));
    await expect(packedFile(pieces(5), ROOMY, failing, signal)).rejects.toThrow('failing');
  });

  it('fails when it is aborted', async () => {
    closed = 0;
    const stop = new AbortController();
    const making = packedFile(
      pieces(1_000_000),
      { maxBytes: 1e9, maxPacked: 1e9 },
      () => Promise.resolve(stop.abort(new RangeError('aborted'))),
      stop.signal,
    );
    await expect(making).rejects.toThrow('aborted');
    await new Promise((done) => setTimeout(done, 20));
    expect(closed).toBe(1);
  });
});
