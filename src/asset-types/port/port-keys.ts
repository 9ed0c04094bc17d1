import type { KeyCount, KeySelection } from '../../query/question/fleet-query.js';
import { parsePorts, textsOf, type PortRange } from '../filter-values.js';

/** Most ports that are read by number without asking which of them exist. */
const MOST_NAMED = 64;

/** Returns which ports have all rows that these filters let through; other filters are applied to the rows. */
export function portKeys(given: Readonly<Record<string, unknown>>): KeySelection {
  const ranges = given['port'] === undefined ? undefined : normalised(parsePorts(given['port']) ?? []);
  const protocols = wordsOf(given['protocol']);
  const statuses = wordsOf(given['status']);
  // Only `danger` selects: what the vendor's statistics say about other states is not documented well enough.
  const dangerOnly = statuses?.length === 1 && statuses[0] === 'danger';
  const numbers = ranges === undefined ? undefined : numbersOf(ranges);
  const selective = ranges !== undefined || protocols !== undefined || dangerOnly;
  return {
    id: selective ? JSON.stringify([ranges ?? null, protocols ?? null, dangerOnly]) : '',
    ...(numbers === undefined || dangerOnly ? {} : { keys: numbers }),
    ...narrowingsOf(numbers, dangerOnly),
    wants: ({ key, traits }) =>
      (ranges === undefined || ranges.some(({ from, to }) => Number(key) >= from && Number(key) <= to)) &&
      (protocols === undefined || protocols.includes(String(traits['protocol']))) &&
      (!dangerOnly || traits['status'] === 'danger'),
    ...(statuses === undefined
      ? {}
      : { likely: ({ traits }: KeyCount) => statuses.includes(String(traits['status'])) }),
  };
}

/** What the vendor's statistics can be filtered by: risk, or one port at a time. Port 0 is refused there. */
function narrowingsOf(
  numbers: readonly number[] | undefined,
  dangerOnly: boolean,
): Pick<KeySelection, 'narrowings'> {
  if (dangerOnly) return { narrowings: [{ status: 'danger' }] };
  if (numbers === undefined || numbers.includes(0)) return {};
  return { narrowings: numbers.map((number) => ({ port: String(number) })) };
}

/** The words of a filter, each once, sorted; undefined when it is not given. */
function wordsOf(given: unknown): string[] | undefined {
  return given === undefined ? undefined : [...new Set(textsOf(given) ?? [])].sort();
}

/** Sorted, and joined where they touch, so that equal filters select by the same id. */
function normalised(ranges: readonly PortRange[]): PortRange[] {
  const joined: PortRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && range.from <= last.to + 1)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) };
    else joined.push(range);
  }
  return joined;
}

/** The ports themselves, when they are few. */
function numbersOf(ranges: readonly PortRange[]): number[] | undefined {
  const count = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  if (count > MOST_NAMED) return undefined;
  return ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
}
