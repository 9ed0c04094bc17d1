import { describe, expect, it } from '@jest/globals';
import { RowSample } from './row-sample.js';

const even = (row: number): boolean => row % 2 === 0;

describe('a sample of rows', () => {
  it('says nothing before it has seen enough hosts of the very subject', () => {
    const sample = new RowSample();
    for (let host = 0; host < 39; host++) sample.see('ports', `h${host}`, [1, 2]);
    for (let host = 0; host < 39; host++) sample.see('ports', 'h0', [1, 2]);
    expect(sample.matchingPerHost('ports', even)).toBeUndefined();
    sample.see('apps', 'h39', [1, 2]);
    expect(sample.matchingPerHost('ports', even)).toBeUndefined();
    sample.see('ports', 'h39', []);
    expect(sample.matchingPerHost('ports', even)).toBeCloseTo(39.5 / 40);
  });

  it('never takes a filter for one that lets nothing through', () => {
    const sample = new RowSample();
    for (let host = 0; host < 100; host++) sample.see('ports', `h${host}`, [1, 3]);
    expect(sample.matchingPerHost('ports', even)).toBe(0.005);
  });

  it('counts of a host with many rows what fills a page', () => {
    const sample = new RowSample();
    for (let host = 0; host < 98; host++) sample.see('ports', `h${host}`, []);
    for (const host of ['a', 'b'])
      sample.see(
        'ports',
        host,
        Array.from({ length: 50 }, () => 2),
      );
    expect(sample.matchingPerHost('ports', even)).toBeCloseTo(1.005);
    expect(sample.matchingPerHost('ports', even, 10)).toBeCloseTo(0.205);
  });

  it('knows a host by what it had last, and forgets hosts rather than grow', () => {
    const sample = new RowSample();
    for (let host = 0; host < 50; host++) sample.see('ports', `h${host}`, [2]);
    for (let host = 0; host < 50; host++) sample.see('ports', `h${host}`, [1]);
    expect(sample.matchingPerHost('ports', even)).toBe(0.01);
    for (let host = 0; host < 1_000; host++) sample.see('ports', `n${host}`, [2]);
    expect(sample.matchingPerHost('ports', even)).toBeCloseTo(300.5 / 300);
    const large = Array.from({ length: 100 }, () => 2);
    for (let host = 0; host < 1_000; host++) sample.see('ports', `l${host}`, large);
    expect(sample.matchingPerHost('ports', even)).toBeCloseTo((59 * 100 + 0.5) / 59);
  });
});
