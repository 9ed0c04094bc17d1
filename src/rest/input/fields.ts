import { ValidateBy, type ValidationOptions } from 'class-validator';
import { namesIn } from '../../asset-types/filter-values.js';
import { JOINED_MEMBERS } from '../../asset-types/row-schema.js';
import { hintOf, type OurNames } from './vendor-words.js';

/** Parses `fields=a,b` or a list of such texts; undefined when a name is unknown. Drops repeated names, keeps the order. */
function parseFields(value: unknown, names: readonly string[]): string[] | undefined {
  const fields = namesIn(value, names);
  const known = fields?.every((field) => names.includes(field));
  return known === true ? [...new Set(fields)] : undefined;
}

/** Accepts what names members of rows. @param ours names of the vendor; the fault gives our name of each that was used. */
export const IsFields = (
  names: readonly string[],
  ours: OurNames = {},
  options?: ValidationOptions,
): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isFields',
      validator: {
        validate: (value) => parseFields(value, names) !== undefined,
        defaultMessage: (args) =>
          `must name one or more of ${names.join(', ')}${hintOf(namesIn(args?.value, names), ours)}`,
      },
    },
    options,
  );

/** Returns a function that reduces a row to the chosen members, in the chosen order. */
export function picker<Row extends object>(fields: readonly string[]): (row: Row) => Partial<Row> {
  return (row) => {
    const from = row as Readonly<Record<string, unknown>>;
    const picked: Record<string, unknown> = {};
    for (const field of fields) picked[field] = from[field] ?? null;
    return picked as Partial<Row>;
  };
}

/** Returns the members that the query names; undefined when it names none, which means all. */
export function fieldsOf(
  query: { readonly fields?: string | string[] },
  members: readonly string[],
): string[] | undefined {
  return query.fields === undefined ? undefined : parseFields(query.fields, members);
}

/** Tells whether rows need the host's name and address: `include=host`, or `fields` names one of them. */
export function wantsHost(query: {
  readonly include?: 'host';
  readonly fields?: string | string[];
}): boolean {
  if (query.include === 'host') return true;
  if (query.fields === undefined) return false;
  const fields = [query.fields].flat().join(',').split(',');
  return JOINED_MEMBERS.some((name) => fields.includes(name));
}
