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

/** What a group takes in memory beside its key, in bytes: its members and counts. An estimate. */
const GROUP_BYTES = 300;

/**
 * Counts rows and hosts by group as rows pass, and keeps the groups that most hosts have. All rows of a host have to pass
 * before those of the next: groups of one host are complete by then, and only the best of them are kept.
 */
export class PortTally {
  /** Groups that may still grow. */
  private readonly groups = new Map<string, Group>();
  private readonly best: Lowest<Group>;
  private readonly ofOneHost: boolean;
  private host = '';
  private done = 0;

  /**
   * @param top groups that are wanted, 1 or more.
   * @param take is told how many bytes more are held; may throw.
   */
  constructor(
    private readonly by: readonly Grouping[],
    top: number,
    private readonly take: (bytes: number) => void,
  ) {
    this.best = new Lowest(top, compareGroups);
    this.ofOneHost = by.includes('host');
  }

  add(row: PortRow): void {
    const host = `${row.project}/${row.host_id}`;
    if (this.ofOneHost && host !== this.host) this.settle();
    this.host = host;
    const values = this.by.flatMap((grouping) => valuesOf(row, grouping));
    const key = JSON.stringify(values);
    let group = this.groups.get(key);
    if (group === undefined) {
      if (!this.ofOneHost) this.take(GROUP_BYTES + 2 * key.length);
      group = { key, members: membersOf(row, this.by), rows: 0, hosts: 0, lastHost: '' };
      this.groups.set(key, group);
    }
    group.rows++;
    if (group.lastHost === host) return;
    group.lastHost = host;
    group.hosts++;
  }

  /** Groups there are. */
  get size(): number {
    return this.done + this.groups.size;
  }

  /** The groups that most hosts have; ties by rows, then by the groups' own values. Call it once, at the end. */
  top(): PortGroupDto[] {
    this.settle();
    return this.best.sorted().map(({ members, rows, hosts }) => ({ ...members, rows, hosts }));
  }

  private settle(): void {
    for (const group of this.groups.values()) this.best.offer(group);
    this.done += this.groups.size;
    this.groups.clear();
  }
}

function compareGroups(a: Group, b: Group): number {
  return b.hosts - a.hosts || b.rows - a.rows || compareKeys(a.key, b.key);
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
