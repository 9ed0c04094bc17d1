import type { Row } from '../reading/reading.js';
import { hostKey, type HostRow } from './fleet-hosts.js';

/** A value of a row; lists and objects count as their JSON. */
type Scalar = string | number | boolean | null;

function scalar(value: unknown): Scalar {
  if (value === null || value === undefined) return null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
}

/** How many rows and servers have one value. */
export interface Tally {
  readonly value: Scalar;
  readonly rows: number;
  readonly hosts: ReadonlySet<string>;
  /** One of its rows. */
  readonly first: Row;
}

/** Returns the values of a member, those on most servers first. */
export function tallies(rows: readonly Row[], member: string): Tally[] {
  const found = new Map<Scalar, { rows: number; hosts: Set<string>; first: Row }>();
  for (const row of rows) {
    const value = scalar(row[member]);
    let tally = found.get(value);
    if (tally === undefined) found.set(value, (tally = { rows: 0, hosts: new Set(), first: row }));
    tally.rows++;
    tally.hosts.add(hostKey(row));
  }
  return [...found]
    .map(([value, tally]) => ({ value, ...tally }))
    .sort((a, b) => b.hosts.size - a.hosts.size || b.rows - a.rows);
}

/** One field of the heat map. */
export interface HeatCell {
  readonly hosts: number;
  readonly isDangerous: boolean;
}

export interface HeatMap {
  readonly ports: readonly number[];
  /** Names of groups with their numbers of servers; null for servers without one. */
  readonly groups: readonly { readonly name: string | null; readonly size: number }[];
  cell(port: number, group: string | null): HeatCell | undefined;
}

/** Ports and groups of the map. A choice: what fits on a screen. */
const MOST_PORTS = 25;
const MOST_GROUPS = 14;

/** Returns on how many servers of each group each port is open: the ports on most servers, the largest groups. */
export function heatMap(rows: readonly Row[], hosts: ReadonlyMap<string, HostRow>): HeatMap {
  const groupOf = (key: string): string | null => hosts.get(key)?.group_name || null;
  const sizes = new Map<string | null, number>();
  for (const key of hosts.keys()) sizes.set(groupOf(key), (sizes.get(groupOf(key)) ?? 0) + 1);
  const ports = tallies(rows, 'port').slice(0, MOST_PORTS);
  const cells = new Map<string, HeatCell>();
  for (const { value, hosts: open } of ports)
    for (const key of open) {
      const at = JSON.stringify([value, groupOf(key)]);
      cells.set(at, { hosts: (cells.get(at)?.hosts ?? 0) + 1, isDangerous: false });
    }
  for (const row of rows) {
    const at = JSON.stringify([row['port'], groupOf(hostKey(row))]);
    const cell = cells.get(at);
    if (row['status'] === 'danger' && cell !== undefined) cells.set(at, { ...cell, isDangerous: true });
  }
  return {
    ports: ports.map(({ value }) => Number(value)).sort((a, b) => a - b),
    groups: [...sizes]
      .map(([name, size]) => ({ name, size }))
      .sort((a, b) => Number(a.name === null) - Number(b.name === null) || b.size - a.size)
      .slice(0, MOST_GROUPS),
    cell: (port, group) => cells.get(JSON.stringify([port, group])),
  };
}
