import type { InputError } from '../../platform/problem/problem.js';
import {
  allColumns,
  catalogueOf,
  type ExportColumn,
  type ExportType,
} from '../../upstream/hss/export-columns.js';

/** Longest title; choice: a heading, not a text. */
const MAX_TITLE = 64;

interface Given {
  readonly field: unknown;
  readonly title: unknown;
}

/** What an order may choose from. */
export interface ColumnChoice {
  readonly fields: readonly string[];
  /** Heading where the order names none. */
  titleOf(field: string): string;
  /** The columns of an order that names none. */
  readonly all: readonly ExportColumn[];
}

/** Columns that the vendor's exports of a type have. */
export function vendorColumns(type: ExportType): ColumnChoice {
  const catalogue = catalogueOf(type);
  return {
    fields: catalogue.map(({ field }) => field),
    titleOf: (field) => catalogue.find((column) => column.field === field)?.title ?? field,
    all: allColumns(type),
  };
}

/** Columns of a file of our own: the members that rows have, under their own names. */
export function fleetColumns(fields: readonly string[]): ColumnChoice {
  return { fields, titleOf: (field) => field, all: fields.map((field) => ({ field, title: field })) };
}

/** Everything wrong with the columns of an export; empty when they can be ordered. Pointers into the body. */
export function columnFaults(type: ExportType, choice: ColumnChoice, columns: unknown): InputError[] {
  const { fields: known } = choice;
  if (!Array.isArray(columns) || columns.length === 0)
    return [{ pointer: '/columns', detail: 'must be a list of one column or more; leave it out for all' }];
  if (columns.length > known.length)
    return [{ pointer: '/columns', detail: `must have at most ${known.length} columns` }];
  const errors: InputError[] = [];
  const fields = new Set<string>();
  const titles = new Set<string>();
  for (const [at, value] of (columns as unknown[]).entries()) {
    const pointer = `/columns/${at}`;
    const given = asGiven(value);
    if (given === undefined) {
      errors.push({ pointer, detail: 'must be the name of a column, or {"field", "title"}' });
      continue;
    }
    const { field, title } = given;
    if (typeof field !== 'string' || !known.includes(field)) {
      errors.push({
        pointer,
        detail: `an export of ${type} has no such column; it has ${known.join(', ')}`,
      });
      continue;
    }
    if (fields.has(field)) {
      errors.push({ pointer, detail: `names ${field} twice` });
      continue;
    }
    fields.add(field);
    const chosen = title ?? choice.titleOf(field);
    if (!isTitle(chosen)) {
      const detail = `must be a text of 1 to ${MAX_TITLE} characters without control characters or blanks at its ends`;
      errors.push({ pointer: `${pointer}/title`, detail });
    } else if (titles.has(chosen)) errors.push({ pointer, detail: 'has the title of another column' });
    else titles.add(chosen);
  }
  return errors;
}

/** The columns of an order that has been found without fault. */
export function columnsOf(choice: ColumnChoice, columns: readonly unknown[] | undefined): ExportColumn[] {
  if (columns === undefined) return [...choice.all];
  return columns.map((value) => {
    const { field, title } = asGiven(value) as { field: string; title: string | undefined };
    return { field, title: title ?? choice.titleOf(field) };
  });
}

function asGiven(value: unknown): Given | undefined {
  if (typeof value === 'string') return { field: value, title: undefined };
  if (typeof value !== 'object' || value === null) return undefined;
  const { field, title, ...rest } = value as Partial<Given>;
  return Object.keys(rest).length === 0 ? { field, title } : undefined;
}

function isTitle(title: unknown): title is string {
  return (
    typeof title === 'string' &&
    title !== '' &&
    title.length <= MAX_TITLE &&
    title.trim() === title &&
    !/[\p{Cc}\p{Cs}\ufeff]/u.test(title)
  );
}
