/**
 * A well-mixed unsigned 32-bit number from another one: equal in, equal out, on every machine.
 *
 * Why not a crypto hash: a fleet of 100 000 servers draws some ten million of these while it starts.
 * The constants are those of the public "lowbias32" finaliser.
 */
function mix(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x7feb352d);
  x ^= x >>> 15;
  x = Math.imul(x, 0x846ca68b);
  x ^= x >>> 16;
  return x >>> 0;
}

/** Returns a 32-bit number that depends on all three arguments and on their order. */
export function hash(seed: number, a: number, b = 0): number {
  return mix(mix(mix(seed ^ 0x9e3779b9) + a) + Math.imul(b, 0x85ebca77));
}

/** Returns {@link hash} as a number in [0, 1). */
export function chanceOf(seed: number, a: number, b = 0): number {
  return hash(seed, a, b) / 4294967296;
}

/** Returns a number for any text, so that a seed may be a word. */
export function seedOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** A repeatable stream of numbers (splitmix): the same seed gives the same stream. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** The next unsigned 32-bit number. */
  next(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    return mix(this.state);
  }

  /** The next number in [0, 1). */
  unit(): number {
    return this.next() / 4294967296;
  }

  /** A whole number in [0, n); n at least 1. */
  below(n: number): number {
    return Math.floor((this.next() / 4294967296) * n);
  }

  /** Returns true with probability p. */
  chance(p: number): boolean {
    return this.next() / 4294967296 < p;
  }
}

const HEX2 = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

function hex8(x: number): string {
  return (
    (HEX2[x >>> 24] as string) +
    (HEX2[(x >>> 16) & 255] as string) +
    (HEX2[(x >>> 8) & 255] as string) +
    (HEX2[x & 255] as string)
  );
}

/** `words` times eight hexadecimal digits. */
export function hexOf(seed: number, a: number, b: number, words: number): string {
  let text = '';
  const base = hash(seed, a, b);
  for (let i = 0; i < words; i += 1) text += hex8(hash(base, i, a));
  return text;
}

/** Returns a text in the form of a version 4 UUID. */
export function uuidOf(seed: number, a: number, b = 0): string {
  const hex = hexOf(seed, a, b, 4);
  const variant = '89ab'[hash(seed, b, a) & 3] as string;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
