import { describe, expect, it } from '@jest/globals';
import { writtenInstantOf } from './decode.js';

describe('a time that the vendor writes as text', () => {
  it.each([
    ['2027-06-01 08:30:00', '2027-06-01T08:30:00.000Z'],
    ['2027/06/01 08:30:00', '2027-06-01T08:30:00.000Z'],
    ['2027-06-01T08:30:00Z', '2027-06-01T08:30:00.000Z'],
    ['2027-06-01T08:30:00+08:00', '2027-06-01T00:30:00.000Z'],
    ['2027-06-01 08:30:00 UTC', '2027-06-01T08:30:00.000Z'],
    [' 2027-06-01 ', '2027-06-01T00:00:00.000Z'],
    ['Jun  1 08:30:00 2027 GMT', '2027-06-01T08:30:00.000Z'],
    ['Jun 11 08:30:00 2027 GMT', '2027-06-11T08:30:00.000Z'],
  ])('is read: %s', (text, instant) => {
    expect(writtenInstantOf(text, 'a time')).toBe(instant);
  });

  it.each([
    '',
    'never',
    '2027-13-01',
    '2027-02-30 00:00:00',
    '2027-06-01 25:00:00',
    'Foo  1 08:30:00 2027 GMT',
  ])('is null when it is none or has an unknown form: %j', (text) => {
    expect(writtenInstantOf(text, 'a time')).toBeNull();
  });

  it('is refused when it is not text', () => {
    expect(() => writtenInstantOf(5, 'a time')).toThrow('a time is not text');
  });
});
