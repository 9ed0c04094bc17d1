import type { InputError } from '../../platform/problem/problem.js';
import { hintOf, type OurNames } from '../../rest/input/vendor-words.js';
import {
  allColumns,
  catalogueOf,
  type ExportColumn,
  type ExportType,
} from '../../upstream/hss/export-columns.js';

/** Longest title, in characters. A choice: it is a heading. */
const MAX_TITLE = 64;

interface Given {
  readonly field: unknown;
  readonly title: unknown;
}

/** The columns that an order may choose from. */
export interface ColumnChoice {
  readonly fields: readonly string[];
  /** Returns the heading of a column for which the order names none. */
  titleOf(field: string): string;
  /** The columns of an order that names none. */
  readonly all: readonly ExportColumn[];
  /** Our name of each column that the vendor calls otherwise; only for files of our own. */
  readonly ours?: OurNames;
}

/** Returns the columns of the vendor's exports of a type. */
export function vendorColumns(type: ExportType): ColumnChoice {
  const catalogue = catalogueOf(type);
  return {
    fields: catalogue.map(({ field }) => field),
    titleOf: (field) => catalogue.find((column) => column.field === field)?.title ?? field,
    all: allColumns(type),
  };
}

/** Returns the columns of a file of our own: the members of its rows, under their own names. */
export function fleetColumns(fields: readonly string[], ours: OurNames): ColumnChoice {
  return { fields, titleOf: (field) => field, all: fields.map((field) => ({ field, title: field })), ours };
}

/** Returns every fault of the columns of an order, with pointers into the body; empty when there is none. */
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
        detail: `an export of ${type} has no such column; it has ${known.join(', ')}${typeof field === 'string' ? hintOf([field], choice.ours ?? {}) : ''}`,
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

/** Returns the columns of an order in which `columnFaults` has found nothing. */
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
