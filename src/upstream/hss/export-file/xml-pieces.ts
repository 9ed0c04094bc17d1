import { FileFault } from './file-fault.js';

/** A tag or a run of text. Names have no prefix. */
export type XmlPiece =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly empty: boolean }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

/** Longest tag or run of text, in characters; choice: a cell of a spreadsheet holds 32 767. */
const MAX_PIECE = 1_048_576;

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Splits XML into tags and texts while it arrives, one list for each chunk. Resolves the five entities of XML and numbered
 * characters only. Refuses a document type, because its own entities can expand without end or read local files.
 *
 * @throws FileFault `unreadable_table`.
 */
export async function* xmlPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<XmlPiece[], void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const chunk of chunks) {
    rest += decoded(decoder, chunk);
    const pieces: XmlPiece[] = [];
    rest = takePieces(rest, pieces);
    if (rest.length > MAX_PIECE) throw new FileFault('unreadable_table');
    yield pieces;
  }
  if (rest.trim() !== '') throw new FileFault('unreadable_table');
}

/** A name without its prefix, and its value in either kind of quotes. */
const ATTRIBUTE = /(?<![^\s:"'])([A-Za-z]+)\s?=\s?(?:"([^"]*)"|'([^']*)')/g;

/** Returns the value of one attribute; undefined without it. */
export function attribute(attributes: string, name: string): string | undefined {
  for (const [, own, double, single] of attributes.matchAll(ATTRIBUTE))
    if (own === name) return plain(double ?? single ?? '');
  return undefined;
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new FileFault('unreadable_table', error);
  }
}

/** Adds all complete pieces of `text` to `into`, and returns the rest. A run of text is complete once a tag follows. */
function takePieces(text: string, into: XmlPiece[]): string {
  let at = 0;
  for (;;) {
    const open = text.indexOf('<', at);
    if (open < 0) return text.slice(at);
    const end = endOfTag(text, open);
    if (end < 0) return text.slice(at);
    if (open > at) into.push({ kind: 'text', text: plain(text.slice(at, open)) });
    const tag = text.slice(open + 1, end);
    if (!tag.startsWith('?') && !tag.startsWith('!--')) into.push(tagOf(tag));
    at = end + 1;
  }
}

/** Returns the end of the tag that begins at `open`; -1 when it has not arrived yet. */
function endOfTag(text: string, open: number): number {
  if (text.startsWith('<!--', open)) {
    const end = text.indexOf('-->', open + 4);
    return end < 0 ? -1 : end + 2;
  }
  return text.indexOf('>', open);
}

function tagOf(tag: string): XmlPiece {
  // A document type or a CDATA section: spreadsheets write neither, attacks do.
  if (tag.startsWith('!')) throw new FileFault('unreadable_table');
  const closes = tag.startsWith('/');
  const empty = tag.endsWith('/');
  const body = tag.slice(closes ? 1 : 0, empty ? -1 : undefined);
  const space = body.search(/\s/);
  const full = space < 0 ? body : body.slice(0, space);
  const name = full.slice(full.indexOf(':') + 1);
  if (name === '') throw new FileFault('unreadable_table');
  return closes
    ? { kind: 'close', name }
    : { kind: 'open', name, attributes: space < 0 ? '' : body.slice(space + 1), empty };
}

function plain(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,12});?/g, (_all, entity: string) => {
    const code = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(entity);
    const point = code === null ? -1 : code[1] === undefined ? Number(code[2]) : parseInt(code[1], 16);
    const character = point >= 0 && point <= 0x10ffff ? String.fromCodePoint(point) : NAMED[entity];
    if (character === undefined) throw new FileFault('unreadable_table');
    return character;
  });
}
