import { describe, expect, it } from '@jest/globals';
import { Lockout } from './lockout.js';

describe('lockout', () => {
  const rule = { failures: 3, windowMs: 100, lockMs: 50 };

  it('locks at the last of the failures, for as long as told, and only that subject', () => {
    let now = 0;
    const lockout = new Lockout(() => now);
    lockout.fail('a', rule);
    lockout.fail('a', rule);
    expect(lockout.isLocked('a')).toBe(false);
    lockout.fail('a', rule);
    expect(lockout.isLocked('a')).toBe(true);
    expect(lockout.isLocked('b')).toBe(false);
    now = 49;
    expect(lockout.isLocked('a')).toBe(true);
    now = 50;
    expect(lockout.isLocked('a')).toBe(false);
    lockout.fail('a', rule);
    expect(lockout.isLocked('a')).toBe(false);
  });

  it('forgets failures after a success and after the window', () => {
    let now = 0;
    const lockout = new Lockout(() => now);
    lockout.fail('a', rule);
    lockout.fail('a', rule);
    lockout.succeed('a');
    lockout.fail('a', rule);
    lockout.fail('a', rule);
    now = 101;
    lockout.fail('a', rule);
    expect(lockout.isLocked('a')).toBe(false);
  });
});
