/** Nesting that a body may have; our deepest documented body has 3. */
const MAX_DEPTH = 16;
/** Colons outside strings, that is members of all objects together; our largest documented body has some forty. */
const MAX_MEMBERS = 2_000;
/** Lists and objects together; our largest documented body has some fifty. */
const MAX_CONTAINERS = 2_000;
/** Commas outside strings. Only a list of ids is long, and that has 100 000 at most; the room above names the excess. */
const MAX_VALUES = 110_000;
/** Bytes of one text as it is written. The longest that a body of ours may hold is a list of a thousand ranges of ports. */
const MAX_TEXT_BYTES = 16_384;

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;

/**
 * Looks at a JSON text before anything is parsed, and finds in one pass what would make the work after it expensive:
 * nesting that would exhaust a recursive consumer, more members or values than any document of ours has, long texts.
 */
export class JsonOutline {
  private depth = 0;
  private members = 0;
  private containers = 0;
  private values = 0;
  /** Bytes of the text that is being read, its first quote included; 0 outside of texts. */
  private text = 0;
  private escaped = false;

  /** Reads on. Gives what is wrong as the end of a sentence about the body, as soon as it shows. */
  read(bytes: Uint8Array, from: number, to: number): string | undefined {
    let at = from;
    while (at < to) {
      if (this.text > 0) {
        at = this.readText(bytes, at, to);
        if (this.text > MAX_TEXT_BYTES) return `holds a text longer than ${MAX_TEXT_BYTES} bytes`;
        continue;
      }
      const byte = bytes[at++];
      if (byte === QUOTE) this.text = 1;
      else {
        const excess = this.count(byte);
        if (excess !== undefined) return excess;
      }
    }
    return undefined;
  }

  /** Reads on inside of a text, to its end or to `to`. Returns the place behind what it read. */
  private readText(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let { escaped } = this;
    // Nearly all bytes of a large body pass here, so the loop does no more than it must.
    while (at < to) {
      const byte = bytes[at++];
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) {
        // A text that is too long is refused, whether it has an end or not.
        const length = this.text + at - from;
        this.text = length > MAX_TEXT_BYTES ? length : 0;
        this.escaped = false;
        return at;
      }
    }
    this.escaped = escaped;
    this.text += at - from;
    return at;
  }

  /** Counts one byte outside of texts. Returns what is wrong when a count passes its limit. */
  private count(byte: number | undefined): string | undefined {
    switch (byte) {
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (++this.depth > MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`;
        if (++this.containers > MAX_CONTAINERS) return `has more than ${MAX_CONTAINERS} lists and objects`;
        return undefined;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        this.depth--;
        return undefined;
      case COLON:
        return ++this.members > MAX_MEMBERS ? `has more than ${MAX_MEMBERS} members` : undefined;
      case COMMA:
        return ++this.values > MAX_VALUES ? `has more than ${MAX_VALUES} values` : undefined;
      default:
        return undefined;
    }
  }
}
