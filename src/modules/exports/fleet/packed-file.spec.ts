import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { packedFile } from './packed-file.js';

type Pieces = AsyncGenerator<string>;

const ROOMY = { maxBytes: 1_000_000, maxPacked: 1_000_000 };
const quiet = () => Promise.resolve();
const signal = new AbortController().signal;

describe('a packed file', () => {
  let closed = 0;
  async function* pieces(count: number): Pieces {
    try {
      for (let at = 0; at < count; at++) yield await Promise.resolve(`${at} ${Math.random()}\n`);
    } finally {
      closed++;
    }
  }

  it('is what it was made of, and is told on the way', async () => {
    const told: number[] = [];
    const onPiece = (bytes: number) => Promise.resolve(void told.push(bytes));
    const file = await packedFile(pieces(100), ROOMY, onPiece, signal);
    const chunks: Buffer[] = [];
    for await (const chunk of file.spool.read()) chunks.push(chunk as Buffer);
    await file.spool.close();
    const lines = gunzipSync(Buffer.concat(chunks)).toString().split('\n');
    expect(lines).toHaveLength(101);
    expect(told).toHaveLength(100);
    expect(told.at(-1)).toBe(file.bytes);
  });

  it.each([
    { ...ROOMY, maxBytes: 1_000 },
    { ...ROOMY, maxPacked: 100_000 },
  ])('is none when it grows beyond %j, and lets go of its source', async (limits) => {
    closed = 0;
    const making = packedFile(pieces(100_000), limits, quiet, signal);
    await expect(making).rejects.toMatchObject({ reason: 'too_large' });
    expect(closed).toBe(1);
  });

  it('is none when its source breaks, or whoever is told', async () => {
    const broken = async function* (): Pieces {
      yield await Promise.resolve('x');
      throw new RangeError('broken');
    };
    await expect(packedFile(broken(), ROOMY, quiet, signal)).rejects.toThrow('broken');
    const deaf = () => Promise.reject(new RangeError('deaf'));
    await expect(packedFile(pieces(5), ROOMY, deaf, signal)).rejects.toThrow('deaf');
  });

  it('is none when it is given up', async () => {
    closed = 0;
    const stop = new AbortController();
    const making = packedFile(
      pieces(1_000_000),
      { maxBytes: 1e9, maxPacked: 1e9 },
      () => Promise.resolve(stop.abort(new RangeError('given up'))),
      stop.signal,
    );
    await expect(making).rejects.toThrow('given up');
    await new Promise((done) => setTimeout(done, 20));
    expect(closed).toBe(1);
  });
});
