import { Lowest } from '../../fleet/lowest.js';
import { compareKeys } from '../../fleet/order.js';
import type { Grouping, PortGroupDto } from './port-views.dto.js';
import type { PortRow } from '../../asset-types/port/port-row.js';

interface Group {
  readonly key: string;
  readonly members: Omit<PortGroupDto, 'rows' | 'hosts'>;
  rows: number;
  hosts: number;
  lastHost: string;
}

/** Memory of a group besides its key, in bytes. An estimate. */
const GROUP_BYTES = 300;

/**
 * Counts rows and hosts by group, and returns the groups that most hosts have. All rows of one host have to come before
 * the rows of the next. Groups by host are then complete when the next host begins, so only the best are kept in memory.
 */
export class PortTally {
  /** Groups to which rows may still be added. */
  private readonly groups = new Map<string, Group>();
  private readonly best: Lowest<Group>;
  private readonly byHost: boolean;
  private host = '';
  private done = 0;

  /**
   * @param top maximum number of groups to return, 1 or more.
   * @param take called with the number of bytes that a new group needs; may throw.
   */
  constructor(
    private readonly by: readonly Grouping[],
    top: number,
    private readonly take: (bytes: number) => void,
  ) {
    this.best = new Lowest(top, compareGroups);
    this.byHost = by.includes('host');
  }

  add(row: PortRow): void {
    const host = `${row.project}/${row.host_id}`;
    if (this.byHost && host !== this.host) this.closeGroups();
    this.host = host;
    const values = this.by.flatMap((grouping) => valuesOf(row, grouping));
    const key = JSON.stringify(values);
    let group = this.groups.get(key);
    if (group === undefined) {
      if (!this.byHost) this.take(GROUP_BYTES + 2 * key.length);
      group = { key, members: membersOf(row, this.by), rows: 0, hosts: 0, lastHost: '' };
      this.groups.set(key, group);
    }
    group.rows++;
    if (group.lastHost === host) return;
    group.lastHost = host;
    group.hosts++;
  }

  /** Number of all groups. */
  get size(): number {
    return this.done + this.groups.size;
  }

  /** Returns the groups that most hosts have, then those with most rows, then by their values. Call it once, at the end. */
  top(): PortGroupDto[] {
    this.closeGroups();
    return this.best.sorted().map(({ members, rows, hosts }) => ({ ...members, rows, hosts }));
  }

  private closeGroups(): void {
    for (const group of this.groups.values()) this.best.offer(group);
    this.done += this.groups.size;
    this.groups.clear();
  }
}

function compareGroups(a: Group, b: Group): number {
  return b.hosts - a.hosts || b.rows - a.rows || compareKeys(a.key, b.key);
}

/** Returns the names of a group's members for these groupings; the counts come last. */
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
