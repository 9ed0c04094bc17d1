import type { AssetRow, FleetQuery } from '../question/fleet-query.js';
import { targetKey } from '../question/target.js';

/** The row as the caller gets it, or undefined when a filter keeps it out. Never changes the row it is given. */
export type RowShaper<Row> = (row: Row) => Row | undefined;

/** Filters and, where the query wants them, adds the host's name and address. */
export function rowShaper<Row extends AssetRow>(query: FleetQuery<Row>): RowShaper<Row> {
  const { matches, hostDetails } = query;
  if (hostDetails === undefined)
    return matches === undefined ? (row) => row : (row) => (matches(row) ? row : undefined);
  return (row) => {
    if (matches !== undefined && !matches(row)) return undefined;
    const host = hostDetails.get(targetKey(row.project, row.host_id));
    return { ...row, host_name: host?.hostName ?? null, host_ip: host?.privateIp ?? null };
  };
}
