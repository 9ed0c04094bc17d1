import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TextSet } from './text-set.js';

describe('a set of texts', () => {
  it('counts different texts, whatever was expected', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), fc.nat(5_000), (texts, expected) => {
        const set = new TextSet(expected);
        for (const text of texts) set.add(text);
        expect(set.size).toBe(new Set(texts).size);
      }),
    );
  });

  it('counts many that differ little while it grows', () => {
    const set = new TextSet(0);
    for (let round = 0; round < 2; round++)
      for (let at = 0; at < 50_000; at++) set.add(`host-${at},8080,tcp`);
    expect(set.size).toBe(50_000);
    expect(set.isFull).toBe(false);
  });
});
