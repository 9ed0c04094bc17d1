import type { Readable } from 'node:stream';
import type { Archive } from './archive.js';
import { FileFault } from './file-fault.js';
import { attribute, xmlPieces } from './xml-pieces.js';

/** Most characters of shared texts, which are in memory while a workbook is read; choice. */
const MAX_SHARED = 16_000_000;
/** Most columns of a sheet; choice: an order has fewer than 30. */
const MAX_COLUMNS = 256;

/**
 * Reads the lines of each sheet of a workbook, one sheet after the other, as lists of cells. Skips lines without cells; cells
 * that a line leaves out are empty.
 *
 * @throws FileFault `unreadable_table`.
 */
export async function* workbookSheets(
  archive: Archive,
): AsyncGenerator<AsyncGenerator<string[][], void, undefined>, void, undefined> {
  const sheets = archive.entries
    .filter(({ fileName }) => /^xl\/worksheets\/[^/]+\.xml$/.test(fileName))
    .sort((a, b) => numberIn(a.fileName) - numberIn(b.fileName));
  if (sheets.length === 0) throw new FileFault('no_table');
  const texts = archive.entries.find(({ fileName }) => fileName === 'xl/sharedStrings.xml');
  const shared = texts === undefined ? [] : await sharedTexts(await archive.unpack(texts));
  for (const sheet of sheets) yield sheetLines(await archive.unpack(sheet), shared);
}

function numberIn(name: string): number {
  return Number(/(\d{1,9})\.xml$/.exec(name)?.[1] ?? 0);
}

/** Reads the texts that cells refer to by number. */
async function sharedTexts(xml: Readable): Promise<string[]> {
  const texts: string[] = [];
  let held = 0;
  let text = '';
  const inside = { item: false, run: false, phonetic: false };
  for await (const pieces of xmlPieces(xml as AsyncIterable<Buffer>)) {
    for (const piece of pieces) {
      if (piece.kind === 'text') {
        if (inside.item && inside.run && !inside.phonetic) text += piece.text;
        continue;
      }
      const begins = piece.kind === 'open' && !piece.empty;
      if (piece.name === 't') inside.run = begins;
      // `rPh` holds the pronunciation of the text, not a part of it.
      if (piece.name === 'rPh') inside.phonetic = begins;
      if (piece.name !== 'si') continue;
      inside.item = begins;
      if (begins) continue;
      held += text.length;
      if (held > MAX_SHARED) throw new FileFault('unreadable_table');
      texts.push(text);
      text = '';
    }
  }
  return texts;
}

async function* sheetLines(
  xml: Readable,
  shared: readonly string[],
): AsyncGenerator<string[][], void, undefined> {
  const sheet = new SheetReader(shared);
  try {
    for await (const pieces of xmlPieces(xml as AsyncIterable<Buffer>)) {
      const lines = sheet.take(pieces);
      if (lines.length > 0) yield lines;
    }
  } finally {
    xml.destroy();
  }
  if (!sheet.ended) throw new FileFault('unreadable_table');
}

type Pieces = Parameters<SheetReader['take']>[0];

class SheetReader {
  /** Whether the end of the sheet's rows was read; a sheet that stops before was cut off. */
  ended = false;
  private line: string[] | undefined;
  private column = 0;
  private type = '';
  private text = '';
  private inValue = false;

  constructor(private readonly shared: readonly string[]) {}

  take(
    pieces: readonly (
      | { readonly kind: 'text'; readonly text: string }
      | { readonly kind: 'close'; readonly name: string }
      | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly empty: boolean }
    )[],
  ): string[][] {
    const lines: string[][] = [];
    for (const piece of pieces) {
      if (piece.kind === 'text') {
        if (this.inValue) this.text += piece.text;
      } else if (piece.kind === 'open') this.open(piece);
      else this.close(piece.name, lines);
    }
    return lines;
  }

  private open({ name, attributes, empty }: Extract<Pieces[number], { kind: 'open' }>): void {
    if (name === 'row') this.line = [];
    else if (name === 'c') this.openCell(attributes);
    else if (name === 'v' || name === 't') this.inValue = !empty;
    else if (name === 'sheetData' && empty) this.ended = true;
  }

  private openCell(attributes: string): void {
    const place = attribute(attributes, 'r');
    this.column = place === undefined ? (this.line?.length ?? 0) : columnOf(place);
    if (this.column < 0 || this.column >= MAX_COLUMNS) throw new FileFault('unreadable_table');
    this.type = attribute(attributes, 't') ?? 'n';
    this.text = '';
  }

  private close(name: string, lines: string[][]): void {
    switch (name) {
      case 'v':
      case 't':
        this.inValue = false;
        return;
      case 'c':
        this.closeCell();
        return;
      case 'row':
        if (this.line !== undefined && this.line.length > 0) lines.push(this.line);
        this.line = undefined;
        return;
      case 'sheetData':
        this.ended = true;
        return;
      default:
    }
  }

  private closeCell(): void {
    if (this.line === undefined) throw new FileFault('unreadable_table');
    while (this.line.length < this.column) this.line.push('');
    this.line[this.column] = this.value();
  }

  private value(): string {
    if (this.type === 'b') return this.text === '1' ? 'true' : 'false';
    if (this.type !== 's') return this.text;
    const text = this.shared[Number(this.text)];
    if (text === undefined) throw new FileFault('unreadable_table');
    return text;
  }
}

/** Returns the column of a cell's reference: 0 for `A1`, 1 for `B7`, 26 for `AA1`; -1 when it is invalid. */
function columnOf(place: string): number {
  const letters = /^([A-Z]{1,3})\d/.exec(place)?.[1];
  if (letters === undefined) return -1;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
