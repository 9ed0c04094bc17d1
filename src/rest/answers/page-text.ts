import { createHash } from 'node:crypto';
import { Slices } from '../../kernel/slices.js';
import type { Page } from '../../query/question/answer.js';

/** A page as it is sent. */
export interface PageText {
  readonly body: Buffer;
  readonly etag: string;
  /** Where the text of the rows, failures and completeness ends; the cursor and the figures follow. */
  readonly rowsEnd: number;
}

/** Rows or failures that are written as JSON between two checks of the time slice: less than a millisecond of work. */
const ENTRIES_AT_ONCE = 200;

/** Members that come last, because they may differ from answer to answer where the rows do not. */
const LAST = ['next_cursor', 'summary'] as const;
type Last = Pick<Page<unknown, object>, (typeof LAST)[number]>;

/**
 * Writes the page as JSON and hashes it. Pages with the same rows and failures have the same tag, whenever and however they
 * were read. In slices, because a page may list 100 000 failed hosts.
 */
export async function pageText<Row>(page: Page<Row, object>): Promise<PageText> {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  const slices = new Slices();
  const add = (text: string, isHashed: boolean): void => {
    const bytes = Buffer.from(text);
    pieces.push(bytes);
    if (isHashed) hash.update(bytes);
  };
  let before = '{';
  const { next_cursor, summary, ...rows } = page;
  for (const [name, value] of Object.entries(rows)) {
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
  hash.update(String(next_cursor !== null));
  const rowsEnd = pieces.reduce((bytes, { length }) => bytes + length, 0);
  add(lastText({ next_cursor, summary }), false);
  const etag = `W/"${hash.digest('base64url').slice(0, 27)}"`;
  return { body: Buffer.concat(pieces), etag, rowsEnd };
}

/** Returns the same page with another cursor and other figures. */
export function withLast({ body, etag, rowsEnd }: PageText, last: Last): PageText {
  const bytes = Buffer.from(lastText(last));
  return { body: Buffer.concat([body.subarray(0, rowsEnd), bytes]), etag, rowsEnd };
}

function lastText(last: Last): string {
  return `${LAST.map((name) => `,"${name}":${JSON.stringify(last[name])}`).join('')}}`;
}
