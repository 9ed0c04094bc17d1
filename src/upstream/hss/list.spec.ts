import { describe, expect, it } from '@jest/globals';
import { decodeUnlessKnown, type KnownPages } from './list.js';

const answerOf = (text: string) => ({ status: 200, headers: {}, body: Buffer.from(text) });
const nameOf = (row: Readonly<Record<string, unknown>>): unknown => row['name'];

describe('a page that may have come before', () => {
  it('is decoded when no page had its bytes, and found when one had', () => {
    const made = new Map<string, string>();
    const pages: KnownPages<string> = { id: '1', find: (digest) => made.get(digest) };
    const decode = (text: string) => decodeUnlessKnown(answerOf(text), nameOf, pages);
    const page = '{"total_num":1,"data_list":[{"name":"a"}]}';
    const first = decode(page);
    expect(first).toMatchObject({ rows: ['a'], total: 1 });
    made.set('digest' in first ? first.digest : '', 'the first page');
    expect(decode(page)).toEqual({ known: 'the first page' });
    for (const other of [page.replace('"a"', '"b"'), `${page} `, page.replace(':1', ':2')])
      expect(decode(other)).toMatchObject({ rows: [expect.any(String)] });
  });

  it('is refused when it cannot be decoded', () => {
    const none: KnownPages<never> = { id: '', find: () => undefined };
    expect(() => decodeUnlessKnown(answerOf('{'), nameOf, none)).toThrow('not JSON');
  });
});
