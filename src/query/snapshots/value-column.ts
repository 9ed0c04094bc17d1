/** Cells of one block. A power of two, so that a shift finds the block. */
const BLOCK_BITS = 14;
const BLOCK = 1 << BLOCK_BITS;
/** Cells that a block begins with. A choice: a small table stays small. */
const FIRST_CELLS = 64;
/** What a value takes beside its text, in bytes: its places in the list and, while the column grows, in the index. */
const ENTRY_BYTES = 48;
/** Beginning of a text, in bytes. */
const TEXT_BYTES = 16;

type Cells = Uint8Array | Uint16Array | Uint32Array;

/** Most cells a byte, and two bytes, can number. */
const BYTE = 0xff;
const TWO_BYTES = 0xffff;
/** Whole numbers from 0 up to this are their own numbers. */
const MOST_DIRECT = 2 ** 31 - 1;

/**
 * One member of very many rows. Each row has a number that stands for its value: whole numbers stand for themselves, every
 * other value is kept once in a list. Blocks of numbers are as wide as the numbers demand, and a block in which all rows have
 * the first value of the list takes nothing.
 */
export class ValueColumn {
  /** Values other than whole numbers. The value at `n` has the number `2 n`, and the whole number `n` has `2 n + 1`. */
  private readonly values: unknown[] = [];
  private numbers = new Map<unknown, number>();
  /** Numbers of lists, by their text: two lists with the same members are two objects. */
  private lists = new Map<string, number>();
  private readonly blocks: (Cells | undefined)[] = [];
  private length = 0;
  private lastValue: unknown;
  private lastNumber = -1;
  private valueBytes = 0;
  private cellBytes = 0;

  /**
   * Adds the value of the next row.
   *
   * @param guess a row that may have the same value, so that it need not be looked up; any row, or none.
   */
  push(value: unknown, guess = -1): number {
    let number: number;
    // Neighbours in the vendor's lists mostly share a value.
    if (value === this.lastValue && this.lastNumber >= 0) number = this.lastNumber;
    else {
      number = this.numberOf(value, guess);
      this.lastValue = value;
      this.lastNumber = number;
    }
    const row = this.length++;
    if (number > 0) this.write(row, number);
    return number;
  }

  /** Returns the value of a row. */
  valueOf(row: number): unknown {
    const number = this.blocks[row >>> BLOCK_BITS]?.[row & (BLOCK - 1)] ?? 0;
    return (number & 1) === 1 ? number >>> 1 : this.values[number >>> 1];
  }

  /** Returns the value of a row where it is a whole number that stands for itself; -1 for any other. */
  wholeNumberOf(row: number): number {
    const number = this.numberIn(row);
    return (number & 1) === 1 ? number >>> 1 : -1;
  }

  /** Returns what stands for a row's value: equal numbers for equal values. */
  numberIn(row: number): number {
    return this.blocks[row >>> BLOCK_BITS]?.[row & (BLOCK - 1)] ?? 0;
  }

  /** Values other than whole numbers, each once, in the order in which they came. */
  get distinct(): readonly unknown[] {
    return this.values;
  }

  /** Its size in memory, in bytes. An estimate for the values, exact for the rows. */
  get bytes(): number {
    return this.valueBytes + this.cellBytes;
  }

  /** Returns whether a row has this value. */
  holds(row: number, value: unknown): boolean {
    const number = this.numberIn(row);
    if ((number & 1) === 1) return value === number >>> 1;
    const held = this.values[number >>> 1];
    if (held === value) return true;
    return Array.isArray(value) && Array.isArray(held) && JSON.stringify(held) === JSON.stringify(value);
  }

  /** Returns what stands for a text; undefined when no row has it. Knows none once the column is closed. */
  knownNumberOf(text: string): number | undefined {
    return this.numbers.get(text);
  }

  /** Frees what only further values need. No value may be added any more. */
  close(): void {
    this.numbers = new Map();
    this.lists = new Map();
    this.trim();
  }

  /** Frees the cells of rows that did not come. No value may be added any more. */
  trim(): void {
    const last = (this.length - 1) >>> BLOCK_BITS;
    const cells = this.blocks[last];
    const used = this.length - last * BLOCK;
    if (cells !== undefined && cells.length > used) this.put(last, cells.slice(0, used));
  }

  private numberOf(value: unknown, guess: number): number {
    if (typeof value === 'number' && value >= 0 && value <= MOST_DIRECT && Number.isInteger(value))
      return 2 * value + 1;
    if (guess >= 0) {
      const number = this.numberIn(guess);
      if ((number & 1) === 0 && this.values[number >>> 1] === value) return number;
    }
    return this.listed(value);
  }

  private listed(value: unknown): number {
    const isList = typeof value === 'object' && value !== null;
    const key = isList ? JSON.stringify(value) : value;
    const numbers: Map<unknown, number> = isList ? this.lists : this.numbers;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = 2 * this.values.length;
    this.values.push(value);
    numbers.set(key, number);
    this.valueBytes += ENTRY_BYTES + (typeof key === 'string' ? TEXT_BYTES + key.length : 0);
    return number;
  }

  private write(row: number, number: number): void {
    const at = row >>> BLOCK_BITS;
    const place = row & (BLOCK - 1);
    let cells = this.blocks[at];
    if (cells === undefined || place >= cells.length || isTooNarrow(cells, number))
      cells = this.put(at, this.larger(cells, place, number));
    cells[place] = number;
  }

  private larger(cells: Cells | undefined, place: number, number: number): Cells {
    let length = cells?.length ?? (this.length > BLOCK ? BLOCK : FIRST_CELLS);
    while (length <= place) length *= 2;
    const bytes = Math.max(cells?.BYTES_PER_ELEMENT ?? 1, number > TWO_BYTES ? 4 : number > BYTE ? 2 : 1);
    const next =
      bytes === 4 ? new Uint32Array(length) : bytes === 2 ? new Uint16Array(length) : new Uint8Array(length);
    if (cells !== undefined) next.set(cells);
    return next;
  }

  private put(at: number, cells: Cells): Cells {
    this.cellBytes += cells.byteLength - (this.blocks[at]?.byteLength ?? 0);
    this.blocks[at] = cells;
    return cells;
  }
}

function isTooNarrow(cells: Cells, number: number): boolean {
  return number > BYTE && cells.BYTES_PER_ELEMENT < (number > TWO_BYTES ? 4 : 2);
}
