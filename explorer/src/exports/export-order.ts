import type { ExportOrder } from 'portolan-client';
import type { Question } from '../question/question.js';

export const FORMATS = ['csv', 'xlsx', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** Members of a question that an order has at its top; every other one is a filter. */
const AT_TOP = new Set(['project', 'max_age', 'category', 'host_ids', 'hosts']);
/** Members that only queries have. */
const OF_QUERIES = new Set(['plan']);

/** Returns the order of a file with the rows of a question. */
export function exportOrder({ type, input }: Question, format: Format): ExportOrder {
  const top: Record<string, unknown> = {};
  const filter: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(input))
    if (AT_TOP.has(name)) top[name] = value;
    else if (!OF_QUERIES.has(name)) filter[name] = value;
  // Without hosts the vendor would make the file, in the vendor's own words and with few filters.
  if (top['hosts'] === undefined && top['host_ids'] === undefined) top['hosts'] = { all: true };
  const filters = Object.keys(filter).length === 0 ? {} : { filter };
  return { asset_type: type.type, format, ...top, ...filters } as ExportOrder;
}
