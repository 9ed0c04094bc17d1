import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readEvents, type ServerEvent } from '../../client/src/read-events.js';
import { readLines } from '../../client/src/read-lines.js';

/** A body whose bytes come in pieces of these lengths, over and over. */
function inPieces(text: string, lengths: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  let piece = 0;
  return new ReadableStream({
    pull: (controller) => {
      const length = lengths[piece++ % lengths.length] ?? 1;
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + length));
      at += length;
    },
  });
}

async function all<T>(each: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of each) list.push(one);
  return list;
}

const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
/** Any text of one line. */
const words = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n\ufeff]/g, '_'));

describe('a stream in pieces', () => {
  it('gives the same lines, wherever its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(words), lengths, fc.constantFrom('\n', '\r\n'), async (lines, cuts, end) => {
        const text = lines.map((line) => line + end).join('');
        expect(await all(readLines(inPieces(text, cuts), undefined))).toEqual(lines);
      }),
    );
  });

  it('gives the same events, wherever its bytes are cut', async () => {
    const event = fc.record({
      event: words.filter((text) => text !== ''),
      id: words,
      data: fc.array(words, { minLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event), lengths, async (events, cuts) => {
        const text = events
          .map(({ event: name, id, data }) => {
            const lines = data.map((each) => `data: ${each}\n`).join('');
            return `: a comment\nevent: ${name}\nid: ${id}\n${lines}\n`;
          })
          .join('');
        const given: ServerEvent[] = await all(readEvents(readLines(inPieces(text, cuts), undefined)));
        expect(given.map(({ event: name, id, data }) => [name, id, data])).toEqual(
          events.map(({ event: name, id, data }) => [name, id, data.join('\n')]),
        );
      }),
    );
  });
});
