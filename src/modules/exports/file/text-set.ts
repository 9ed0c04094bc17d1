/** Most places of a set, 8 bytes each: 32 MiB for 3 million texts. A choice. */
const MOST_PLACES = 2 ** 22;
const LEAST_PLACES = 2 ** 10;
/** Of four places at most three are taken, so that a search stays short. */
const TAKEN = 0.75;

/**
 * Counts different texts. Keeps 64 bits of each outside of the heap, so two texts may pass for one (about once in ten
 * million sets of a million texts): the count is never too high.
 */
export class TextSet {
  private places: Uint32Array;
  private count = 0;
  private full = false;

  /** @param expected how many different texts may come; a guess only saves time. */
  constructor(expected: number) {
    let places = LEAST_PLACES;
    while (places * TAKEN < expected && places < MOST_PLACES) places *= 2;
    this.places = new Uint32Array(places * 2);
  }

  /** Different texts counted so far. */
  get size(): number {
    return this.count;
  }

  /** Whether more texts came than can be told apart: those beyond are not counted. */
  get isFull(): boolean {
    return this.full;
  }

  add(text: string): void {
    if (this.count >= (this.places.length / 2) * TAKEN && !this.grow()) {
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
    // Zero twice marks a free place.
    this.put(a >>> 0 || 1, b >>> 0);
  }

  private put(a: number, b: number): void {
    const { places } = this;
    const mask = places.length / 2 - 1;
    for (let at = b & mask; ; at = (at + 1) & mask) {
      if (places[2 * at] === a && places[2 * at + 1] === b) return;
      if (places[2 * at] !== 0) continue;
      places[2 * at] = a;
      places[2 * at + 1] = b;
      this.count++;
      return;
    }
  }

  private grow(): boolean {
    const old = this.places;
    if (old.length / 2 >= MOST_PLACES) return false;
    this.places = new Uint32Array(old.length * 2);
    this.count = 0;
    for (let at = 0; at < old.length; at += 2) {
      const a = old[at] as number;
      if (a !== 0) this.put(a, old[at + 1] as number);
    }
    return true;
  }
}
