import { describe, expect, it } from '@jest/globals';
import { canWait } from './priority.js';

describe('a request that can wait', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['u=0', false],
    ['u=3', false],
    ['u=4', true],
    ['u=7', true],
    ['i, u=6', true],
    ['u=5;x=1, i', true],
    ['u=8', false],
    ['u=71', false],
    ['u=-7', false],
    ['menu=7', false],
    ['U=7', false],
    [`${' '.repeat(100_000)}u=7`, false],
  ])('says so by Priority: %p -> %p', (priority, waits) => {
    expect(canWait(priority === undefined ? {} : { priority })).toBe(waits);
  });
});
