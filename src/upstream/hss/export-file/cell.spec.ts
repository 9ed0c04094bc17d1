import { describe, expect, it } from '@jest/globals';
import type { ColumnKind } from '../export-columns.js';
import { cellValue, type CellValue } from './cell.js';

describe('cellValue', () => {
  it.each<[ColumnKind, string, CellValue]>([
    ['text', '007', '007'],
    ['integer', '8080', 8080],
    ['integer', '-1', -1],
    ['integer', '1.7882208E12', 1_788_220_800_000],
    ['integer', '12.5', '12.5'],
    ['integer', '99999999999999999999', '99999999999999999999'],
    ['flag', 'TRUE', true],
    ['flag', '0', false],
    ['flag', '是', true],
    ['flag', 'maybe', 'maybe'],
    ['instant', '1788220800000', '2026-09-01T00:00:00.000Z'],
    ['instant', '0', null],
    ['instant', '2026-09-01 08:00:00', '2026-09-01 08:00:00'],
    ['instant', '1788220800', '1788220800'],
    ['risk', 'unknow', 'unknown'],
    ['risk', 'danger', 'danger'],
  ])('reads a cell of %s %j', (kind, text, value) => {
    expect(cellValue(kind, text)).toBe(value);
  });

  it('takes an empty cell for null, whatever the column holds', () => {
    for (const kind of ['text', 'integer', 'flag', 'instant', 'risk'] as const)
      expect(cellValue(kind, '')).toBeNull();
  });
});
