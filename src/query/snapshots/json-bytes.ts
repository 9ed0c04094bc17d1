/** Bytes that are copied as a block; fewer are copied one by one, which is faster. Measured 2026-11. */
const BLOCK = 64;
/** Most bytes that one UTF-16 unit of a text takes in JSON: `\\u001f`. */
const MOST_A_UNIT = 6;
const MOST_DIGITS = 10;
const ZERO = 0x30;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Size of the buffer at first, and at most when another text begins. A choice: a batch of rows has 100 KB. */
const FIRST_BYTES = 128 * 1024;
const MOST_KEPT_BYTES = 1024 * 1024;

/** JSON as bytes, written piece by piece into one growing buffer. */
export class JsonBytes {
  length = 0;
  /** Which text this is: places within an earlier one mean nothing in it. */
  round = 0;
  private bytes = Buffer.allocUnsafe(FIRST_BYTES);

  /** Begins another text, in the same memory. */
  begin(): void {
    this.round++;
    this.length = 0;
    if (this.bytes.length > MOST_KEPT_BYTES) this.bytes = Buffer.allocUnsafe(FIRST_BYTES);
  }

  byte(value: number): void {
    this.roomFor(1)[this.length++] = value;
  }

  copy(source: Uint8Array): void {
    const { length } = source;
    const bytes = this.roomFor(length);
    if (length > BLOCK) bytes.set(source, this.length);
    else for (let at = 0, to = this.length; at < length; at++) bytes[to++] = source[at] as number;
    this.length += length;
  }

  /** Writes again what stands between two places. */
  again(from: number, to: number): void {
    this.roomFor(to - from).copyWithin(this.length, from, to);
    this.length += to - from;
  }

  /** Writes what `JSON.stringify` gives for the text. */
  text(value: string): void {
    const { length } = value;
    const bytes = this.roomFor(MOST_A_UNIT * length + 2);
    let to = this.length;
    bytes[to++] = QUOTE;
    for (let at = 0; at < length; at++) {
      const unit = value.charCodeAt(at);
      if (unit < 0x20 || unit > 0x7e || unit === QUOTE || unit === BACKSLASH) {
        this.json(JSON.stringify(value));
        return;
      }
      bytes[to++] = unit;
    }
    bytes[to++] = QUOTE;
    this.length = to;
  }

  /** Writes a whole number from 0 to 2^31 - 1. */
  whole(value: number): void {
    const bytes = this.roomFor(MOST_DIGITS);
    let end = this.length + 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) end++;
    let rest = value;
    for (let to = end - 1; to >= this.length; to--) {
      const next = (rest / 10) | 0;
      bytes[to] = ZERO + rest - 10 * next;
      rest = next;
    }
    this.length = end;
  }

  /** Writes a text that is JSON already. */
  json(text: string): void {
    this.length += this.roomFor(MOST_A_UNIT * text.length).write(text, this.length, 'utf8');
  }

  /** What was written, as text. */
  toString(): string {
    return this.bytes.toString('utf8', 0, this.length);
  }

  private roomFor(more: number): Buffer {
    const needed = this.length + more;
    if (needed <= this.bytes.length) return this.bytes;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.length));
    return (this.bytes = larger);
  }
}
