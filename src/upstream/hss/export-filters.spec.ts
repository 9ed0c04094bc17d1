import { expect, it } from '@jest/globals';
import { searchParam } from './export-filters.js';

it("writes numbers as text, as the vendor's example does", () => {
  expect(searchParam({ port: 22, host_name: 'web', part_match: true })).toBe(
    '{"port":"22","host_name":"web","part_match":true}',
  );
});
