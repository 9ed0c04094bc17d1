import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvCell, csvLine } from './csv-line.js';

describe('a CSV cell', () => {
  it.each([
    '=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '\0=1', '＝1', '＋1', '－1', '＠1',
    ' =1', '   +1', '\u00a0=1', '\u3000=1', '\ufeff=1', "-2+3+cmd|' /C calc'!A0", '\0', '\t',
  ])('marks %j as a text', (text) => {
    const cell = csvCell(text).replace(/^"/, '');
    expect(cell.startsWith("'")).toBe(true);
  }); // prettier-ignore

  it.each(['/usr/bin/java', 'a=b', 'x+y', '1.2.3-4', 'ünï', 'C:\\Program Files\\x'])(
    'keeps %j as it is',
    (text) => {
      expect(csvCell(text)).toBe(text);
    },
  );

  it('keeps numbers, true and false as they are, and is empty for null', () => {
    expect([-5, 1.5, true, false, null, undefined].map(csvCell)).toEqual([
      '-5',
      '1.5',
      'true',
      'false',
      '',
      '',
    ]);
  });

  it('holds any text completely, and never begins like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (texts) => {
        const line = csvLine(texts);
        const cells = line.slice(0, -2).match(/"(?:[^"]|"")*"|[^,"\r\n]+|(?<=^|,)(?=,|$)/g) ?? [];
        const plain = cells.map((cell) =>
          cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
        );
        expect(plain.map((cell, at) => (cell === `'${texts[at]}` ? texts[at] : cell))).toEqual(texts);
        for (const cell of plain) expect(cell).not.toMatch(/^[\s\0]*[=+\-@＝＋－＠\t\r\n\0]/u);
      }),
    );
  });
});
