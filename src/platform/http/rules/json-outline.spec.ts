import { describe, expect, it } from '@jest/globals';
import { JsonOutline } from './json-outline.js';

/** Most bytes of one text, with its quotes. */
const MOST = 16_384;

function read(text: string, pieceBytes = Infinity): string | undefined {
  const bytes = Buffer.from(text);
  const outline = new JsonOutline();
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const fault = outline.read(bytes, from, Math.min(bytes.length, from + pieceBytes));
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const textOf = (bytes: number): string => `"${'a'.repeat(bytes - 2)}"`;

describe('the outline of a JSON text', () => {
  it.each([
    ['the longest text that is allowed', `[${textOf(MOST)}]`, undefined],
    ['a text of one byte more', `[${textOf(MOST + 1)}]`, /longer than/],
    ['a long text that never ends', `["${'a'.repeat(MOST + 10)}`, /longer than/],
    ['many texts that are long together', `[${Array(50).fill(textOf(MOST)).join(',')}]`, undefined],
    ['brackets inside of a text', `["${'['.repeat(5_000)}"]`, undefined],
    ['a quote that is escaped', `["\\"${'['.repeat(100)}"]`, undefined],
    ['a backslash that is escaped at the end of a text', `["\\\\",${'['.repeat(100)}`, /nested deeper/],
    ['too many values', `[${'1,'.repeat(110_001)}1]`, /more than 110000 values/],
    ['too many members', `[${'{"a":1},'.repeat(1_500)}{${'"a":1,'.repeat(600)}"a":1}]`, /members/],
    ['too many lists', `[${'[],'.repeat(2_000)}[]]`, /lists and objects/],
  ])('judges %s the same wherever the bytes are cut', (_name, text, fault) => {
    for (const found of [read(text), read(text, 1), read(text, 7)]) {
      if (fault === undefined) expect(found).toBeUndefined();
      else expect(found).toMatch(fault);
    }
  });
});
