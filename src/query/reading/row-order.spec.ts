import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { shortKey } from './row-order.js';

describe('a short key', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });

  it('leaves a short text as it is, its own output included', () => {
    fc.assert(fc.property(text, (each) => shortKey(shortKey(each)) === shortKey(each)));
    expect(shortKey('/usr/bin/java')).toBe('/usr/bin/java');
  });

  it('differs for two texts that differ only at the end', () => {
    const path = `/${'a'.repeat(4_000)}`;
    expect(shortKey(`${path}1`)).not.toBe(shortKey(`${path}2`));
    expect(shortKey(`${path}1`)).toHaveLength(72);
    fc.assert(fc.property(text, text, (a, b) => (a === b) === (shortKey(a) === shortKey(b))));
  });
});
