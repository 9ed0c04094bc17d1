import { ValidateBy, type ValidationOptions } from 'class-validator';
import type { SortTerm } from '../../query/question/fleet-query.js';
import { namesIn } from '../../asset-types/filter-values.js';
import { hintOf, type OurNames } from './vendor-words.js';

/** Parses `-port,host` or a list of such texts; undefined when a name is unknown or given twice. */
export function parseSort(value: unknown, names: readonly string[]): SortTerm[] | undefined {
  const given = namesIn(value, names);
  if (given === undefined) return undefined;
  const terms = given.map((text) => ({ name: text.replace(/^-/, ''), descending: text.startsWith('-') }));
  const known = terms.every(({ name }) => names.includes(name));
  return known && new Set(terms.map(({ name }) => name)).size === terms.length ? terms : undefined;
}

/** Accepts what names orders of rows. @param ours names of the vendor; the fault gives our name of each that was used. */
export const IsSort = (
  names: readonly string[],
  ours: OurNames = {},
  options?: ValidationOptions,
): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isSort',
      validator: {
        validate: (value) => parseSort(value, names) !== undefined,
        defaultMessage: (args) =>
          `must name one or more of ${names.join(', ')}, each once, with - before a name for descending order${hintOf(namesIn(args?.value, names), ours)}`,
      },
    },
    options,
  );
