import { parsePorts, textsOf } from './filter-values.js';

/** How a parameter compares the row's member of the same name. */
export interface RowFilter {
  /**
   * - `contains`: part of the text, case ignored.
   * - `one_of`: the whole text, one of those given; `words` are the only ones there are.
   * - `flag`: true or false.
   * - `ports`: numbers and ranges, as for open ports.
   */
  readonly kind: 'contains' | 'one_of' | 'flag' | 'ports';
  readonly description: string;
  readonly words?: readonly string[];
  /** The member that it compares, where that has another name. */
  readonly member?: string;
}

export const contains = (description: string): RowFilter => ({
  kind: 'contains',
  description: `${description}, in part; case ignored.`,
});

export const oneOf = (description: string, words?: readonly string[]): RowFilter => ({
  kind: 'one_of',
  description: `${description}.`,
  ...(words === undefined ? {} : { words }),
});

export const yesOrNo = (description: string): RowFilter => ({ kind: 'flag', description });

export const portNumbers = (description: string): RowFilter => ({ kind: 'ports', description });

/** Category as callers name it: what runs in containers, or what does not. */
type Category = 'host' | 'container' | undefined;

/** Makes the test of all given filters; undefined when there are none, so that no row has to be tested. */
export function matcherOf<Row extends object>(
  filters: Readonly<Record<string, RowFilter>>,
  given: Readonly<Record<string, unknown>>,
  category: Category,
): ((row: Row) => boolean) | undefined {
  const tests: ((row: Readonly<Record<string, unknown>>) => boolean)[] = [];
  for (const name in filters) {
    const wanted = given[name];
    if (wanted === undefined) continue;
    const filter = filters[name] as RowFilter;
    const test = testOf(filter, wanted);
    const { member = name } = filter;
    tests.push((row) => test(row[member]));
  }
  if (category !== undefined) {
    // A fingerprint that containers do not have has no such member: its rows are all of the host.
    tests.push((row) => ((row['container_id'] ?? null) !== null) === (category === 'container'));
  }
  if (tests.length === 0) return undefined;
  return (row) => tests.every((test) => test(row as Readonly<Record<string, unknown>>));
}

/** Returns the given filters as plain values: cursors are bound to them. */
export function givenFilters(
  filters: Readonly<Record<string, RowFilter>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name in filters) {
    const value = given[name];
    values[name] = filters[name]?.kind === 'one_of' && value !== undefined ? textsOf(value) : (value ?? null);
  }
  return values;
}

function testOf(filter: RowFilter, wanted: unknown): (member: unknown) => boolean {
  switch (filter.kind) {
    case 'contains': {
      const text = String(wanted).toLowerCase();
      return (member) => typeof member === 'string' && member.toLowerCase().includes(text);
    }
    case 'one_of': {
      const texts = new Set<unknown>(textsOf(wanted));
      return (member) => texts.has(member);
    }
    case 'flag':
      return (member) => member === wanted;
    case 'ports': {
      const ranges = parsePorts(wanted) ?? [];
      return (member) =>
        typeof member === 'number' && ranges.some(({ from, to }) => member >= from && member <= to);
    }
  }
}
