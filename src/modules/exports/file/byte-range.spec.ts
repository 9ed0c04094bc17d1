import { describe, expect, it } from '@jest/globals';
import { byteRange } from './byte-range.js';

const TAG = '"v1"';

describe('byteRange', () => {
  it.each<[string, ReturnType<typeof byteRange>]>([
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-1000', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['bytes=100-', 'outside'],
    ['bytes=-0', 'outside'],
    ['bytes=9-0', undefined],
    ['bytes=0-1,5-6', undefined],
    ['lines=1-2', undefined],
    ['bytes=-', undefined],
    ['bytes=99999999999999999999-', undefined],
  ])('reads %s of a hundred bytes', (header, range) => {
    expect(byteRange(100, TAG, header, undefined)).toEqual(range);
  });

  it('gives the whole file when the range is of another version', () => {
    expect(byteRange(100, TAG, 'bytes=1-2', TAG)).toEqual({ start: 1, end: 2 });
    expect(byteRange(100, TAG, 'bytes=1-2', '"v2"')).toBeUndefined();
    expect(byteRange(100, TAG, undefined, undefined)).toBeUndefined();
  });
});
