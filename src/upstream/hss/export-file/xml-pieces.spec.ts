import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { attribute, xmlPieces, type XmlPiece } from './xml-pieces.js';

async function piecesOf(text: string, cut = Infinity): Promise<XmlPiece[]> {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += cut) chunks.push(bytes.subarray(at, at + cut));
  const all: XmlPiece[] = [];
  for await (const pieces of xmlPieces(Readable.from(chunks))) all.push(...pieces);
  return all;
}

const SHEET =
  '<?xml version="1.0"?><!-- a > b --><x:row r="1" spans=\'1:2\'><c r="A1" t="str"><v>a&amp;b&#x5F20;&#38;</v></c><c/></x:row>';

describe('xmlPieces', () => {
  it('takes XML apart, entities read and prefixes off', async () => {
    expect(await piecesOf(SHEET)).toEqual([
      { kind: 'open', name: 'row', attributes: 'r="1" spans=\'1:2\'', empty: false },
      { kind: 'open', name: 'c', attributes: 'r="A1" t="str"', empty: false },
      { kind: 'open', name: 'v', attributes: '', empty: false },
      { kind: 'text', text: 'a&b张&' },
      { kind: 'close', name: 'v' },
      { kind: 'close', name: 'c' },
      { kind: 'open', name: 'c', attributes: '', empty: true },
      { kind: 'close', name: 'row' },
    ]);
  });

  it('gives the same however the bytes are cut', async () => {
    const whole = await piecesOf(SHEET);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), async (cut) => {
        expect(await piecesOf(SHEET, cut)).toEqual(whole);
      }),
    );
  });

  it.each([
    '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    '<x>&a;</x>',
    '<x>&#1114112;</x>',
    '<x><![CDATA[1]]></x>',
    '<x',
    '<>',
    `<x>${'y'.repeat(2_000_000)}`,
  ])('refuses %.40s', async (text) => {
    await expect(piecesOf(text, 65_536)).rejects.toMatchObject({ reason: 'unreadable_table' });
  });
});

describe('attribute', () => {
  it('finds a value by its whole name', () => {
    const text = 'xml:space="preserve" rt="no" r="B2" t=\'s\'';
    expect(attribute(text, 'r')).toBe('B2');
    expect(attribute(text, 't')).toBe('s');
    expect(attribute(text, 'space')).toBe('preserve');
    expect(attribute(text, 'x')).toBeUndefined();
  });
});
