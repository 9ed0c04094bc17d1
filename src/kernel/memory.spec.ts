import { describe, expect, it } from '@jest/globals';
import { MemoryBudget, weightOf, weightOfRows } from './memory.js';

describe('the memory of answers', () => {
  it('is shared by all answers, and one answer gets half of it at most', () => {
    const budget = new MemoryBudget(1_000);
    const [first, second, third] = [budget.begin(), budget.begin(), budget.begin()];
    first.take(500);
    expect(() => first.take(1)).toThrow(expect.objectContaining({ kind: 'answer_too_large' }));
    second.take(400);
    expect(() => third.take(200)).toThrow(expect.objectContaining({ kind: 'overloaded' }));
    first.keep(100);
    third.take(200);
    expect(budget.bytes).toBe(700);
    for (const each of [first, second, third]) each.keep(0);
    expect(budget.bytes).toBe(0);
  });
});

describe('the weight of rows', () => {
  it('is at least that of their long texts, however deep these are', () => {
    const long = 'x'.repeat(10_000);
    expect(weightOf({ a: [{ b: long }] })).toBeGreaterThan(10_000);
    expect(weightOfRows(Array.from({ length: 1_000 }, () => ({ a: long })))).toBeGreaterThan(10_000_000);
    expect(weightOfRows([])).toBe(0);
  });
});
