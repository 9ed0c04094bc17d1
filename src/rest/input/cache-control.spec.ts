import { expect, it } from '@jest/globals';
import { allowedAgeMs } from './cache-control.js';

it.each<[string | undefined, number | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['no-cache', 0],
  ['No-Store', 0],
  ['max-age=30', 30_000],
  ['max-age=60, no-cache', 0],
  ['only-if-cached ,  max-age=0', 0],
  ['max-age=-1', undefined],
  ['max-age=soon, min-fresh=5', undefined],
])('Cache-Control %p allows answers that are %p ms old', (header, age) => {
  expect(allowedAgeMs(header)).toBe(age);
});
