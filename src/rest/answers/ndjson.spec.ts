import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import { ndjson } from './ndjson.js';

async function written(
  items: readonly object[],
  onRow?: (row: object, text: string) => void,
): Promise<string> {
  async function* events(): AsyncGenerator<AnswerEvent<object, object>, void, undefined> {
    yield await Promise.resolve({ type: 'items', items } as const);
  }
  let text = '';
  for await (const part of ndjson(events(), { columns: [], ...(onRow === undefined ? {} : { onRow }) }))
    text += String(part);
  return text;
}

const tricky = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '},{"project":',
    '"},{"project":"',
    '\\"},{\\"project\\":',
    '\n',
    '}}\n{',
    '$&',
    '\ud800',
    null,
    7,
  ),
);

describe('rows as NDJSON', () => {
  it('are the lines that each row makes by itself, whatever its texts and lists hold', async () => {
    const row = fc.record({
      project: tricky,
      host_id: tricky,
      list: fc.array(tricky),
      nested: fc.array(fc.record({ project: tricky, other: tricky })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (items) => {
        const lines = items.map((item) => `{"type":"item","item":${JSON.stringify(item)}}\n`).join('');
        expect(await written(items)).toBe(lines);
        const texts: string[] = [];
        expect(await written(items, (_row, text) => texts.push(text))).toBe(lines);
        expect(texts).toEqual(items.map((item) => JSON.stringify(item)));
      }),
    );
  });

  it('may begin with different members, or have none', async () => {
    for (const items of [
      [{ a: 1 }, { b: 2 }, { a: 3 }],
      [{}, {}],
      [{ $a: 1 }, { $a: 2 }],
    ])
      expect(await written(items)).toBe(
        items.map((item) => `{"type":"item","item":${JSON.stringify(item)}}\n`).join(''),
      );
  });
});
