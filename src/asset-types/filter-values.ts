/** A range of ports, both ends included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

const MAX_RANGES = 1_000;
/** Characters of that many ranges of the greatest length, with their commas. */
const MAX_PORTS_LENGTH = MAX_RANGES * '65535-65535,'.length;

/**
 * Reads `22`, `"22"`, `"8000-8100"`, `"22,443"` or a list of these; undefined when any part is none of them or lies
 * outside 1 to 65535, or when there are more than 1 000.
 */
export function parsePorts(value: unknown): PortRange[] | undefined {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.length > MAX_RANGES || lengthOf(given) > MAX_PORTS_LENGTH) return undefined;
  const parts = given.flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]));
  if (parts.length === 0 || parts.length > MAX_RANGES) return undefined;
  const ranges: PortRange[] = [];
  for (const part of parts) {
    const range = rangeOf(part);
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  return ranges;
}

/** One port, or a range of ports such as `8000-8100`; undefined for anything else. */
function rangeOf(value: unknown): PortRange | undefined {
  const match = typeof value === 'string' ? /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(value) : null;
  const from = match === null ? value : Number(match[1]);
  const to = match === null ? value : Number(match[2] ?? match[1]);
  if (typeof from !== 'number' || typeof to !== 'number' || !Number.isInteger(from)) return undefined;
  return from >= 1 && from <= to && to <= 65_535 ? { from, to } : undefined;
}

/** Returns the value or values as a list; undefined when one is not a text, or when there are none or more than 100. */
export function textsOf(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (list.length === 0 || list.length > 100) return undefined;
  return list.every((each): each is string => typeof each === 'string') ? list : undefined;
}

/** Reads the names in a list such as `port,-status`, given as one text or several; undefined when there are too many. */
export function namesIn(value: unknown, known: readonly string[]): string[] | undefined {
  const given = textsOf(value);
  // A name may have a sign and a comma. Lengths are checked first: splitting a long text is expensive.
  const longest = known.reduce((sum, name) => sum + name.length + 2, 0);
  if (given === undefined || lengthOf(given) > longest * MAX_REPEATS) return undefined;
  return given.flatMap((part) => part.split(','));
}

/** How often the list may repeat all known names. There is no reason to repeat one, but some clients do. */
const MAX_REPEATS = 4;

/** Characters of all texts in a list. */
function lengthOf(list: readonly unknown[]): number {
  let length = 0;
  for (const each of list) if (typeof each === 'string') length += each.length;
  return length;
}
