import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Table, type AnyRow } from '../../client/src/cli/table.js';
import { fitted, visible, visibleJson, widthOf } from '../../client/src/cli/text.js';

/** Most CPU time that 5 000 rows may take, in milliseconds: "well under a second". */
const MOST_CPU_MS = 500;

describe('the width of a text', () => {
  it('is two cells for characters of East Asia and for emoji, and none for marks above letters', () => {
    const widths = [
      'web-1',
      '核心业务',
      '数据库-1',
      'é',
      'e\u0301',
      '한국',
      'ﾊﾝｶｸ',
      'Ａ',
      '🚀',
      '👩‍💻',
      '…',
    ].map(widthOf);
    expect(widths).toEqual([5, 8, 8, 1, 1, 4, 4, 2, 2, 2, 1]);
  });

  it('is what it is fitted into, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, cells) => {
        const shown = visible(text);
        expect(widthOf(fitted(shown, cells, 'left'))).toBe(cells);
        expect(widthOf(fitted(shown, cells, 'right'))).toBe(cells);
      }),
    );
  });
});

describe('a text of the vendor', () => {
  it('has nothing left that a terminal would obey, and as JSON it still means the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text).replaceAll(/[\u200c\u200d]/g, '')).not.toMatch(
          /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u,
        );
        expect(visibleJson({ text })).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(visibleJson({ text }))).toEqual({ text });
      }),
    );
  });
});

describe('a table', () => {
  const shown = (rows: readonly AnyRow[], width?: number): string[] => {
    const table = new Table(Object.keys(rows[0] ?? {}), { width, colours: false });
    return (rows.map((row) => table.add(row)).join('') + table.end()).split('\n').slice(0, -1);
  };

  it('is as wide as its values, with numbers to the right', () => {
    expect(
      shown([
        { name: 'a', port: 22 },
        { name: '核心', port: 8080 },
        { name: null, port: 1 },
      ]),
    ).toEqual(['name  port', 'a       22', '核心  8080', '-        1']);
  });

  it('never has a line that is longer than the terminal', () => {
    const cell = fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.constant(null));
    const rows = fc.array(fc.record({ first: cell, second: cell, third: cell, fourth: cell }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 10, max: 120 }), (list, width) => {
        for (const line of shown(list, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('takes well under a second for 5 000 rows', () => {
    const rows = Array.from({ length: 5_000 }, (_, at) => ({
      host_name: at % 3 === 0 ? `数据库-${at}` : `web-${at}`,
      host_ip: `10.0.${at % 250}.${at % 199}`,
      port: at % 65_536,
      protocol: 'tcp',
      status: at % 7 === 0 ? 'danger' : 'normal',
      process_path: '/usr/local/lib/somewhere/else/program',
    }));
    const before = process.cpuUsage();
    const lines = shown(rows, 120);
    const { user, system } = process.cpuUsage(before);
    expect(lines).toHaveLength(5_001);
    expect((user + system) / 1_000).toBeLessThan(MOST_CPU_MS);
  });
});
