import type { InputError } from '../../platform/problem/problem.js';
import type { ExportType } from '../../upstream/hss/export-columns.js';
import {
  filtersOf,
  MAX_SEARCH_PARAM,
  searchParam,
  type ExportFilter,
} from '../../upstream/hss/export-filters.js';

/** Returns every fault of the filter of an order, with pointers into the body; empty when there is none. */
export function filterFaults(type: ExportType, filter: unknown): InputError[] {
  if (typeof filter !== 'object' || filter === null || Array.isArray(filter))
    return [{ pointer: '/filter', detail: 'must be an object of filters by name' }];
  const allowed = filtersOf(type);
  const errors: InputError[] = [];
  for (const [name, value] of Object.entries(filter)) {
    const pointer = `/filter/${name.slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const rule = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
    if (rule === undefined) {
      errors.push({
        pointer,
        detail: `an export of ${type} has no such filter; it has ${Object.keys(allowed).join(', ')}`,
      });
    } else {
      const detail = faultOf(rule, value);
      if (detail !== undefined) errors.push({ pointer, detail });
    }
  }
  if (errors.length > 0) return errors;
  const { length } = searchParam(filter as Record<string, unknown>);
  if (length <= MAX_SEARCH_PARAM) return [];
  return [
    {
      pointer: '/filter',
      detail: `has ${length} characters in the form that the upstream service takes, which is at most ${MAX_SEARCH_PARAM} characters: use fewer or shorter filters`,
    },
  ];
}

function faultOf(rule: ExportFilter, value: unknown): string | undefined {
  switch (rule.kind) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'must be true or false';
    case 'integer':
      return Number.isInteger(value) && (value as number) >= rule.min && (value as number) <= rule.max
        ? undefined
        : `must be an integer from ${rule.min} to ${rule.max}`;
    case 'word':
      return typeof value === 'string' && rule.words.includes(value)
        ? undefined
        : `must be one of ${rule.words.join(', ')}`;
    case 'text':
      return typeof value === 'string' &&
        value !== '' &&
        value.length <= rule.maxLength &&
        !/\p{Cc}/u.test(value)
        ? undefined
        : `must be a text of 1 to ${rule.maxLength} characters without control characters`;
  }
}
