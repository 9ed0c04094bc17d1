import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { size } from '../../../test/support/figures.js';
import { slotDigest } from './token-store.js';

/** Parts that try to run into each other. */
const part = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[ab:|/\0,{}]{0,6}$/),
  fc.constantFrom('', 'a', 'a:b', 'id:p', 'name:p'),
);
const slot = fc.record({ iam: part, account: part, user: part, project: part });

describe('slotDigest', () => {
  it('gives different slots different names, and equal ones the same', () => {
    fc.assert(
      fc.property(slot, slot, (one, other) => {
        const same =
          one.iam === other.iam &&
          one.account === other.account &&
          one.user === other.user &&
          one.project === other.project;
        return (slotDigest(one) === slotDigest(other)) === same;
      }),
      { numRuns: size(4_000, 20_000) },
    );
  });

  it('does not depend on where one part ends and the next begins', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', ':'), { minLength: 8, maxLength: 8 }), (letters) => {
        const text = letters.join('');
        const cut = (at: number): string =>
          slotDigest({ iam: '', account: text.slice(0, at), user: text.slice(at), project: '' });
        expect(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8].map(cut)).size).toBe(9);
      }),
    );
  });
});
