import { ValidateBy, type ValidationOptions } from 'class-validator';
import { namesIn } from '../../asset-types/filter-values.js';
import { JOINED_MEMBERS } from '../../asset-types/row-schema.js';

/** Reads `fields=a,b` or a list of such; undefined when a name is unknown. Doubles are dropped, the order is kept. */
function parseFields(value: unknown, names: readonly string[]): string[] | undefined {
  const parts = namesIn(value, names);
  return parts !== undefined && parts.every((part) => names.includes(part)) ? [...new Set(parts)] : undefined;
}

export const IsFields = (names: readonly string[], options?: ValidationOptions): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isFields',
      validator: {
        validate: (value) => parseFields(value, names) !== undefined,
        defaultMessage: () => `must name some of ${names.join(', ')}`,
      },
    },
    options,
  );

/** Gives rows with the chosen members only, in the order chosen. */
export function picker<Row extends object>(fields: readonly string[]): (row: Row) => Partial<Row> {
  return (row) => {
    const from = row as Readonly<Record<string, unknown>>;
    const picked: Record<string, unknown> = {};
    for (const field of fields) picked[field] = from[field] ?? null;
    return picked as Partial<Row>;
  };
}

/** The members asked for by name; undefined for all. */
export function fieldsOf(
  question: { readonly fields?: string | string[] },
  members: readonly string[],
): string[] | undefined {
  return question.fields === undefined ? undefined : parseFields(question.fields, members);
}

/** Whether names and addresses of the hosts are wanted: by `include`, or by naming them among the fields. */
export function wantsHost(question: {
  readonly include?: 'host';
  readonly fields?: string | string[];
}): boolean {
  if (question.include === 'host') return true;
  const fields = [question.fields ?? []].flat().join(',').split(',');
  return JOINED_MEMBERS.some((name) => fields.includes(name));
}
