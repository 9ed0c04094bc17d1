import { describe, expect, it } from '@jest/globals';
import { RowSample } from './row-sample.js';

const even = (row: number): boolean => row % 2 === 0;
const meanOf = (sample: RowSample, most?: number): number | undefined => {
  const tally = sample.tally('ports', even, most);
  return tally === undefined ? undefined : tally.matching / tally.hosts;
};

describe('a sample of rows', () => {
  it('says nothing before it has seen enough hosts of the same subject', () => {
    const sample = new RowSample();
    for (let host = 0; host < 39; host++) sample.see('ports', `h${host}`, [1, 2]);
    for (let host = 0; host < 39; host++) sample.see('ports', 'h0', [1, 2]);
    expect(meanOf(sample)).toBeUndefined();
    sample.see('apps', 'h39', [1, 2]);
    expect(meanOf(sample)).toBeUndefined();
    sample.see('ports', 'h39', []);
    expect(meanOf(sample)).toBeCloseTo(39.5 / 40);
  });

  it('never concludes that a filter lets nothing through', () => {
    const sample = new RowSample();
    for (let host = 0; host < 100; host++) sample.see('ports', `h${host}`, [1, 3]);
    expect(meanOf(sample)).toBe(0.005);
  });

  it('counts no more rows of one host than fill a page', () => {
    const sample = new RowSample();
    for (let host = 0; host < 98; host++) sample.see('ports', `h${host}`, []);
    for (const host of ['a', 'b'])
      sample.see(
        'ports',
        host,
        Array.from({ length: 50 }, () => 2),
      );
    expect(meanOf(sample)).toBeCloseTo(1.005);
    expect(meanOf(sample, 10)).toBeCloseTo(0.205);
  });

  it('keeps the newest rows of a host, and drops hosts instead of growing', () => {
    const sample = new RowSample();
    for (let host = 0; host < 50; host++) sample.see('ports', `h${host}`, [2]);
    for (let host = 0; host < 50; host++) sample.see('ports', `h${host}`, [1]);
    expect(meanOf(sample)).toBe(0.01);
    for (let host = 0; host < 1_000; host++) sample.see('ports', `n${host}`, [2]);
    expect(meanOf(sample)).toBeCloseTo(300.5 / 300);
    const large = Array.from({ length: 100 }, () => 2);
    for (let host = 0; host < 1_000; host++) sample.see('ports', `l${host}`, large);
    expect(meanOf(sample)).toBeCloseTo((59 * 100 + 0.5) / 59);
  });

  it('counts a host once in each line of the statistics, however many rows it has there', () => {
    const sample = new RowSample();
    const countedIn = (key: number) => ({ key, traits: { parity: key % 2 } });
    for (let host = 0; host < 50; host++) sample.see('ports', `h${host}`, [2, 2, 4, 5], countedIn);
    expect(
      sample.tally(
        'ports',
        (row) => row === 2,
        Infinity,
        ({ traits }) => traits['parity'] === 0,
      ),
    ).toEqual({
      hosts: 50,
      matching: 100.5,
      lines: 100.5,
    });
  });
});
