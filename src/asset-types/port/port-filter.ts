import { parsePorts, someOf } from '../../rest/input/input-rules.js';
import type { PortRow } from './port-row.js';

/** The filters of a port query as they came in, checked. */
export interface PortFilters {
  readonly port?: unknown;
  readonly protocol?: string | string[];
  readonly status?: string | string[];
  readonly exposure?: string | string[];
  readonly process?: string;
  readonly category?: 'host' | 'container';
}

/** Whether a row passes all filters; undefined when there are none, so that rows need not be looked at. */
export function portFilter(filters: PortFilters): ((row: PortRow) => boolean) | undefined {
  const tests: ((row: PortRow) => boolean)[] = [];
  const ranges = filters.port === undefined ? undefined : parsePorts(filters.port);
  if (ranges !== undefined)
    tests.push((row) => ranges.some(({ from, to }) => row.port >= from && row.port <= to));
  const member = (values: string | string[] | undefined, of: (row: PortRow) => string | null): void => {
    if (values === undefined) return;
    const wanted = new Set<string | null>(someOf(values));
    tests.push((row) => wanted.has(of(row)));
  };
  member(filters.protocol, (row) => row.protocol);
  member(filters.status, (row) => row.status);
  member(filters.exposure, (row) => row.exposure);
  const { process, category } = filters;
  if (process !== undefined) {
    const text = process.toLowerCase();
    tests.push((row) => row.process_path?.toLowerCase().includes(text) === true);
  }
  // What the vendor lists for hosts may include what runs in their containers; asked for by name, the two are told apart.
  if (category !== undefined) tests.push((row) => (row.container_id !== null) === (category === 'container'));
  if (tests.length === 0) return undefined;
  return (row) => tests.every((test) => test(row));
}
