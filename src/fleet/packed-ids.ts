import type { Items } from './growing-list.js';

/** Bytes, ids and slots at the start; each grows by doubling. A choice. */
const FIRST_BYTES = 8_192;
const FIRST_IDS = 256;
/** Slots of the index for each id: half of them stay free, so that an id is found at the first or second look. */
const SLOTS_PER_ID = 2;
/** Largest code of a character that is kept. */
const MOST_CODE = 0xff;
/** Start and factor of the hash FNV-1a of 32 bits. */
const HASH_START = 0x81_1c_9d_c5;
const HASH_FACTOR = 0x01_00_01_93;

/**
 * Distinct ids in the order in which they came. Those of 36 characters take about 50 bytes each, a third of what a Map of
 * texts takes, and they are no work for the garbage collector.
 */
export class PackedIds implements Items<string> {
  /** The characters of all ids, one after the other. */
  private bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  /** Where each id ends in `bytes`. */
  private ends = new Uint32Array(FIRST_IDS);
  /** Places of ids plus one, by their hash; 0 where there is none. */
  private slots = new Uint32Array(FIRST_IDS * SLOTS_PER_ID);
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Returns the id at a place. */
  at(place: number): string | undefined {
    if (place < 0 || place >= this.count) return undefined;
    return this.bytes.toString('latin1', this.startOf(place), this.ends[place]);
  }

  /**
   * Adds an id that is not there yet.
   *
   * @returns its place: the former length when it is new.
   * @throws RangeError for a character above U+00FF; ids of the vendor are checked to have none.
   */
  add(id: string): number {
    let slot = this.slotOf(id);
    const known = this.slots[slot] as number;
    if (known > 0) return known - 1;
    if (this.count === this.ends.length) {
      this.grow();
      slot = this.slotOf(id);
    }
    const start = this.startOf(this.count);
    const end = start + id.length;
    if (end > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.bytes.length));
      this.bytes.copy(larger, 0, 0, start);
      this.bytes = larger;
    }
    this.bytes.write(id, start, 'latin1');
    this.ends[this.count] = end;
    this.slots[slot] = ++this.count;
    return this.count - 1;
  }

  private startOf(place: number): number {
    return place === 0 ? 0 : (this.ends[place - 1] as number);
  }

  /** Returns the slot of an id, or the free one that it would take. */
  private slotOf(id: string): number {
    const { slots } = this;
    const mask = slots.length - 1;
    let slot = hashOf(id) & mask;
    for (let taken = slots[slot] as number; taken > 0; taken = slots[slot] as number) {
      if (this.isAt(taken - 1, id)) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private isAt(place: number, id: string): boolean {
    const start = this.startOf(place);
    if ((this.ends[place] as number) - start !== id.length) return false;
    for (let at = 0; at < id.length; at++) if (this.bytes[start + at] !== id.charCodeAt(at)) return false;
    return true;
  }

  /** Makes room for twice as many ids. */
  private grow(): void {
    const ends = new Uint32Array(2 * this.ends.length);
    ends.set(this.ends);
    this.ends = ends;
    this.slots = new Uint32Array(ends.length * SLOTS_PER_ID);
    for (let place = 0; place < this.count; place++)
      this.slots[this.slotOf(this.at(place) as string)] = place + 1;
  }
}

function hashOf(id: string): number {
  let hash = HASH_START;
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    if (code > MOST_CODE) throw new RangeError('an id with a character above U+00FF');
    hash = Math.imul(hash ^ code, HASH_FACTOR);
  }
  // The low bits choose the slot, so the high ones go into them.
  return hash ^ (hash >>> 15);
}
