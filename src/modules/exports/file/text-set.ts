/** Most slots of a set, 8 bytes each: 32 MiB for 3 million texts. A choice. */
const MAX_SLOTS = 2 ** 22;
const MIN_SLOTS = 2 ** 10;
/** At most three of four slots are in use, so that a search stays short. */
const MAX_LOAD = 0.75;

/**
 * Counts different texts. It keeps a hash of 64 bits of each text, outside of the heap. Two texts may have the same hash
 * (about once in ten million sets of a million texts), so the count may be too low, but never too high.
 */
export class TextSet {
  private slots: Uint32Array;
  private count = 0;
  private full = false;

  /** @param expected how many different texts may come; a good guess saves time. */
  constructor(expected: number) {
    let slots = MIN_SLOTS;
    while (slots * MAX_LOAD < expected && slots < MAX_SLOTS) slots *= 2;
    this.slots = new Uint32Array(slots * 2);
  }

  /** Different texts counted so far. */
  get size(): number {
    return this.count;
  }

  /** Whether more texts came than the set has slots for; the others were not counted. */
  get isFull(): boolean {
    return this.full;
  }

  add(text: string): void {
    if (this.count >= (this.slots.length / 2) * MAX_LOAD && !this.grow()) {
      this.full = true;
      return;
    }
    // Two hashes of 32 bits at a time, by multiplication and shifts (source: cyrb53, public domain).
    let a = 0xdeadbeef;
    let b = 0x41c6ce57;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      a = Math.imul(a ^ unit, 2_654_435_761);
      b = Math.imul(b ^ unit, 1_597_334_677);
    }
    a = Math.imul(a ^ (a >>> 16), 2_246_822_507) ^ Math.imul(b ^ (b >>> 13), 3_266_489_909);
    b = Math.imul(b ^ (b >>> 16), 2_246_822_507) ^ Math.imul(a ^ (a >>> 13), 3_266_489_909);
    // Zero marks a free slot.
    this.put(a >>> 0 || 1, b >>> 0);
  }

  private put(a: number, b: number): void {
    const { slots } = this;
    const mask = slots.length / 2 - 1;
    for (let at = b & mask; ; at = (at + 1) & mask) {
      if (slots[2 * at] === a && slots[2 * at + 1] === b) return;
      if (slots[2 * at] !== 0) continue;
      slots[2 * at] = a;
      slots[2 * at + 1] = b;
      this.count++;
      return;
    }
  }

  private grow(): boolean {
    const old = this.slots;
    if (old.length / 2 >= MAX_SLOTS) return false;
    this.slots = new Uint32Array(old.length * 2);
    this.count = 0;
    for (let at = 0; at < old.length; at += 2) {
      const a = old[at] as number;
      if (a !== 0) this.put(a, old[at + 1] as number);
    }
    return true;
  }
}
