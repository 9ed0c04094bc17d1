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
type Last = Omit<Page<unknown, object>, 'items' | 'failures' | 'complete'>;

/**
 * Writes the page as JSON and hashes it. Pages with the same rows and failures have the same tag, whenever and however they
 * were read. A long page is written in slices, because it may list 100 000 failed hosts.
 */
export function pageText<Row>(page: Page<Row, object>): PageText | Promise<PageText> {
  const { items, failures, complete, ...last } = page;
  const rows = { items, failures, complete };
  const isShort = items.length + failures.length <= ENTRIES_AT_ONCE;
  const hashed = new HashedPieces();
  if (!isShort) return addInSlices(hashed, rows).then(() => hashed.page(last));
  hashed.add(JSON.stringify(rows).slice(0, -1));
  return hashed.page(last);
}

/** Adds the members, the lists in slices. */
async function addInSlices(hashed: HashedPieces, rows: object): Promise<void> {
  const slices = new Slices();
  let before = '{';
  for (const [name, value] of Object.entries(rows)) {
    let text = `${before}${JSON.stringify(name)}:`;
    before = ',';
    if (!Array.isArray(value)) {
      hashed.add(text + JSON.stringify(value));
      continue;
    }
    text += '[';
    for (let at = 0; at < value.length; at += ENTRIES_AT_ONCE) {
      if (slices.usedUp) await slices.next();
      hashed.add(text + JSON.stringify(value.slice(at, at + ENTRIES_AT_ONCE)).slice(1, -1));
      text = ',';
    }
    hashed.add(value.length === 0 ? `${text}]` : ']');
  }
}

/** The beginning of a page as it grows. */
class HashedPieces {
  private readonly hash = createHash('sha256');
  private readonly pieces: Buffer[] = [];
  private bytes = 0;

  add(text: string): void {
    const piece = Buffer.from(text);
    this.hash.update(piece);
    this.pieces.push(piece);
    this.bytes += piece.length;
  }

  /** Returns the whole page. */
  page(last: Last): PageText {
    const { hash, pieces, bytes } = this;
    hash.update(String(last.next_cursor !== null));
    const etag = `W/"${hash.digest('base64url').slice(0, 27)}"`;
    return { body: Buffer.concat([...pieces, Buffer.from(lastText(last))]), etag, rowsEnd: bytes };
  }
}

/** Returns the same page with another cursor and other figures. */
export function withLast({ body, etag, rowsEnd }: PageText, last: Last): PageText {
  const bytes = Buffer.from(lastText(last));
  return { body: Buffer.concat([body.subarray(0, rowsEnd), bytes]), etag, rowsEnd };
}

function lastText(last: Last): string {
  return `,${JSON.stringify(last).slice(1)}`;
}
