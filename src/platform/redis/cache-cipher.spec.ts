import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CacheCipher, sealedGeneration } from './cache-cipher.js';

const OLD = { id: 'old', value: 'o'.repeat(32) };
const NEW = { id: 'new', value: 'n'.repeat(32) };
const HERE = { name: 'token:{a}:value', tenant: 'account-a', generation: 7 };

describe('CacheCipher', () => {
  it('opens what it sealed, and shows nothing of it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), fc.nat(), (text, generation) => {
        const cipher = new CacheCipher([NEW]);
        const sealed = cipher.seal(text, { ...HERE, generation });
        expect(sealed).not.toContain(text);
        expect(sealed).not.toContain(Buffer.from(text).toString('base64url'));
        expect(sealedGeneration(sealed)).toBe(generation);
        expect(cipher.open(sealed, { ...HERE, generation })).toEqual({ kind: 'plain', text });
      }),
    );
  });

  it('never seals the same text the same way', () => {
    const cipher = new CacheCipher([NEW]);
    const sealed = new Set(Array.from({ length: 100 }, () => cipher.seal('token', HERE)));
    expect(sealed.size).toBe(100);
  });

  it('calls it poisoned when it is moved to another name, tenant or generation', () => {
    const cipher = new CacheCipher([NEW]);
    const sealed = cipher.seal('token', HERE);
    expect(cipher.open(sealed, { ...HERE, name: 'token:{b}:value' })).toEqual({ kind: 'poisoned' });
    expect(cipher.open(sealed, { ...HERE, tenant: 'account-b' })).toEqual({ kind: 'poisoned' });
    expect(cipher.open(sealed, { ...HERE, generation: 8 })).toEqual({ kind: 'poisoned' });
    const moved = sealed.replace('1.7.', '1.8.');
    expect(cipher.open(moved, { ...HERE, generation: 8 })).toEqual({ kind: 'poisoned' });
  });

  it('keeps name and tenant apart whatever their parts hold', () => {
    const cipher = new CacheCipher([NEW]);
    const sealed = cipher.seal('token', { name: 'a:b', tenant: 'c', generation: 1 });
    expect(cipher.open(sealed, { name: 'a', tenant: 'b:c', generation: 1 })).toEqual({ kind: 'poisoned' });
  });

  it('notices any changed character and survives any text', () => {
    const cipher = new CacheCipher([NEW]);
    const sealed = cipher.seal('token', HERE);
    for (let index = 0; index < sealed.length; index++) {
      const other = sealed[index] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, index) + other + sealed.slice(index + 1);
      expect(cipher.open(changed, HERE).kind).not.toBe('plain');
    }
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        expect(cipher.open(text, HERE)).toEqual({ kind: 'poisoned' });
        expect(cipher.open(`1.7.new.AAAAAAAAAAAAAAAA.${text}`, HERE)).toEqual({ kind: 'poisoned' });
      }),
    );
  });

  it('opens with the previous key, and calls a key it does not have foreign', () => {
    const before = new CacheCipher([OLD]);
    const after = new CacheCipher([NEW, OLD]);
    expect(after.open(before.seal('token', HERE), HERE)).toEqual({ kind: 'plain', text: 'token' });
    expect(before.open(after.seal('token', HERE), HERE)).toEqual({ kind: 'foreign' });
    before.useSecrets([NEW, OLD]);
    expect(before.open(after.seal('token', HERE), HERE)).toEqual({ kind: 'plain', text: 'token' });
  });

  it('does not open with another secret of the same id', () => {
    const sealed = new CacheCipher([NEW]).seal('token', HERE);
    expect(new CacheCipher([{ ...OLD, id: 'new' }]).open(sealed, HERE)).toEqual({ kind: 'poisoned' });
  });

  it('refuses key rings that protect nothing', () => {
    expect(() => new CacheCipher([])).toThrow(RangeError);
    expect(() => new CacheCipher([{ id: 'k', value: 'short' }])).toThrow(/k has fewer than 32/);
    expect(() => new CacheCipher([NEW, NEW])).toThrow(/two cache secrets/);
    expect(() => new CacheCipher([{ ...NEW, id: 'a.b' }])).toThrow(RangeError);
  });
});
