import { createHash, type Hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { shareOfHeap } from '../../kernel/memory.js';
import { Slices } from '../../kernel/slices.js';
import { isLasting } from '../../query/cache/lasting-rows.js';
import type { Page } from '../../query/question/answer.js';

/** A page as it is sent. */
export interface PageText {
  readonly body: Buffer;
  readonly etag: string;
}

/** Rows or failures that are written as JSON between two checks of the time slice: less than a millisecond of work. */
const ENTRIES_AT_ONCE = 200;
/** Share of the heap for texts of cached rows, and most bytes. A choice: a thousand pages of 200 rows. */
const KEPT_SHARE = 1 / 32;
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

const BEFORE_ROWS = Buffer.from('{"items":');

/** Cached rows as JSON. Bytes, because a text is copied and encoded again for each answer that it becomes a part of. */
interface RowsText {
  readonly bytes: Buffer;
  /** Tags of a whole page with these rows and nothing else: without, and with a next page. */
  readonly etags: [last: string | undefined, more: string | undefined];
}

/**
 * Texts of rows that a cache keeps. An entry holds its rows as well, so they weigh too, as much as their text: then rows that
 * the cache of rows has dropped are within these bounds.
 */
const written = new LRUCache<readonly unknown[], RowsText>({
  maxSize: shareOfHeap(KEPT_SHARE, MOST_KEPT_BYTES),
  sizeCalculation: ({ bytes }) => 1 + bytes.length * 2,
});

/**
 * Writes the page as JSON and hashes it. Pages with the same rows and failures have the same tag, whenever and however they
 * were read. Rows from the cache are written and hashed once.
 */
export function pageText<Row>(page: Page<Row, object>): PageText | Promise<PageText> {
  const isPlain = page.complete && page.failures.length === 0;
  return isPlain && isLasting(page.items) ? textOfKept(page) : textInSlices(page);
}

function textOfKept<Row>(page: Page<Row, object>): PageText {
  const { items, next_cursor } = page;
  let rows = written.get(items);
  if (rows === undefined) {
    rows = { bytes: Buffer.from(JSON.stringify(items)), etags: [undefined, undefined] };
    written.set(items, rows);
  }
  const which = next_cursor === null ? 0 : 1;
  let etag = rows.etags[which];
  if (etag === undefined) {
    const hash = createHash('sha256').update(rows.bytes).update('[]').update('true');
    rows.etags[which] = etag = tagOf(hash, page);
  }
  const rest = `,"failures":[],"complete":true,"next_cursor":${JSON.stringify(next_cursor)},"summary":${JSON.stringify(page.summary)}}`;
  return { body: Buffer.concat([BEFORE_ROWS, rows.bytes, Buffer.from(rest)]), etag };
}

/** In slices, because a page may list 100 000 failed hosts. */
async function textInSlices<Row>(page: Page<Row, object>): Promise<PageText> {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  const slices = new Slices();
  const add = (text: string, isHashed: boolean): void => {
    const bytes = Buffer.from(text);
    pieces.push(bytes);
    if (isHashed) hash.update(bytes);
  };
  let before = '{';
  for (const [name, value] of Object.entries(page)) {
    if (value === undefined) continue;
    add(`${before}"${name}":`, false);
    before = ',';
    if (!Array.isArray(value)) {
      add(JSON.stringify(value), name === 'complete');
      continue;
    }
    for (let at = 0; at < value.length; at += ENTRIES_AT_ONCE) {
      if (slices.usedUp) await slices.next();
      const entries = JSON.stringify(value.slice(at, at + ENTRIES_AT_ONCE));
      add(`${at === 0 ? '[' : ','}${entries.slice(1, -1)}`, true);
    }
    add(value.length === 0 ? '[]' : ']', true);
  }
  add('}', false);
  return { body: Buffer.concat(pieces), etag: tagOf(hash, page) };
}

function tagOf<Row>(hash: Hash, page: Page<Row, object>): string {
  hash.update(String(page.next_cursor !== null));
  return `W/"${hash.digest('base64url').slice(0, 27)}"`;
}
