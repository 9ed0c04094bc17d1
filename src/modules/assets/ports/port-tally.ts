import { compareKeys } from '../../../fleet/order.js';
import type { Grouping } from './groupings.js';
import type { PortGroupDto } from './port-views.dto.js';
import type { PortRow } from './port-row.js';

interface Group {
  readonly members: Omit<PortGroupDto, 'rows' | 'hosts'>;
  rows: number;
  hosts: number;
  lastHost: string;
}

/** Counts rows and hosts by group as rows pass. All rows of a host have to pass before those of the next. */
export class PortTally {
  private readonly groups = new Map<string, Group>();

  constructor(private readonly by: readonly Grouping[]) {}

  add(row: PortRow): void {
    const values = this.by.flatMap((grouping) => valuesOf(row, grouping));
    const key = JSON.stringify(values);
    let group = this.groups.get(key);
    if (group === undefined) {
      group = { members: membersOf(row, this.by), rows: 0, hosts: 0, lastHost: '' };
      this.groups.set(key, group);
    }
    group.rows++;
    const host = `${row.project}/${row.host_id}`;
    if (group.lastHost === host) return;
    group.lastHost = host;
    group.hosts++;
  }

  /** Groups there are. */
  get size(): number {
    return this.groups.size;
  }

  /** The groups that most hosts have; ties by rows, then by the groups' own values. */
  top(count: number): PortGroupDto[] {
    return [...this.groups]
      .sort(([keyA, a], [keyB, b]) => b.hosts - a.hosts || b.rows - a.rows || compareKeys(keyA, keyB))
      .slice(0, count)
      .map(([, { members, rows, hosts }]) => ({ ...members, rows, hosts }));
  }
}

/** Names of the members that groups by these have, counts last. */
export function membersOfGroups(by: readonly Grouping[]): string[] {
  const names = by.flatMap((grouping) =>
    grouping === 'host' ? ['project', 'host_id'] : [grouping === 'process' ? 'process_path' : grouping],
  );
  return [...new Set(names), 'rows', 'hosts'];
}

function valuesOf(row: PortRow, grouping: Grouping): (string | number | null)[] {
  if (grouping === 'host') return [row.project, row.host_id];
  return [grouping === 'process' ? row.process_path : row[grouping]];
}

function membersOf(row: PortRow, by: readonly Grouping[]): Group['members'] {
  const members: { -readonly [K in keyof Group['members']]: Group['members'][K] } = {};
  for (const grouping of by) {
    switch (grouping) {
      case 'port':
        members.port = row.port;
        break;
      case 'protocol':
        members.protocol = row.protocol;
        break;
      case 'status':
        members.status = row.status;
        break;
      case 'exposure':
        members.exposure = row.exposure;
        break;
      case 'process':
        members.process_path = row.process_path;
        break;
      case 'host':
        members.project = row.project;
        members.host_id = row.host_id;
        break;
    }
  }
  return members;
}
