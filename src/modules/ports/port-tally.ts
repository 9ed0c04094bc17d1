import { Lowest } from '../../fleet/lowest.js';
import { compareKeys } from '../../fleet/order.js';
import type { Grouping, PortGroupDto } from './port-views.dto.js';
import type { PortRow } from '../../asset-types/port/port-row.js';
import type { ItemsEvent } from '../../query/events/stream-reader.js';

interface Group {
  readonly key: string;
  readonly members: Omit<PortGroupDto, 'rows' | 'hosts'>;
  rows: number;
  hosts: number;
  /** Number of the host that was counted last. */
  lastHost: number;
}

/** Groups by the values of their members: one level for each member. */
type Level = Map<unknown, Level | Group>;

/** Memory of a group besides its key, in bytes. An estimate. */
const GROUP_BYTES = 300;

/** Members that say whose row it is. */
const HOST_MEMBERS = ['project', 'host_id'] as const;

/**
 * Counts rows and hosts by group, and returns the groups that most hosts have. All rows of one host have to come before
 * the rows of the next. Groups by host are then complete when the next host begins, so only the best are kept in memory.
 */
export class PortTally {
  /** Groups to which rows may still be added: by their values, and in the order in which they came. */
  private levels: Level = new Map();
  private groups: Group[] = [];
  private readonly best: Lowest<Group>;
  private readonly byHost: boolean;
  /** Members of the groups. */
  private readonly by: readonly (keyof PortRow)[];
  /** What is read of a row: its host, then the members of its group. */
  private readonly members: readonly (keyof PortRow)[];
  private project: unknown;
  private hostId: unknown;
  /** Number of hosts so far. */
  private hosts = 0;
  private done = 0;

  /**
   * @param top maximum number of groups to return, 1 or more.
   * @param take called with the number of bytes that a new group needs; may throw.
   */
  constructor(
    by: readonly Grouping[],
    top: number,
    private readonly take: (bytes: number) => void,
  ) {
    this.best = new Lowest(top, compareGroups);
    this.byHost = by.includes('host');
    this.by = by.flatMap(membersOf);
    this.members = [...HOST_MEMBERS, ...this.by];
  }

  add(event: ItemsEvent<PortRow>): void {
    const { members } = this;
    if (event.each === undefined)
      for (const row of event.items) this.count(members.map((member) => row[member]));
    else event.each(members, (values) => this.count(values));
  }

  /** Number of all groups. */
  get size(): number {
    return this.done + this.groups.length;
  }

  /** Returns the groups that most hosts have, then those with most rows, then by their values. Call it once, at the end. */
  top(): PortGroupDto[] {
    this.closeGroups();
    return this.best.sorted().map(({ members, rows, hosts }) => ({ ...members, rows, hosts }));
  }

  /** Counts one row. @param values of `members`; not kept. */
  private count(values: readonly unknown[]): void {
    if (values[0] !== this.project || values[1] !== this.hostId) {
      if (this.byHost) this.closeGroups();
      [this.project, this.hostId] = values;
      this.hosts++;
    }
    const group = this.groupOf(values);
    group.rows++;
    if (group.lastHost === this.hosts) return;
    group.lastHost = this.hosts;
    group.hosts++;
  }

  private groupOf(values: readonly unknown[]): Group {
    let level = this.levels;
    const last = values.length - 1;
    for (let at = HOST_MEMBERS.length; at < last; at++) {
      let next = level.get(values[at]) as Level | undefined;
      if (next === undefined) level.set(values[at], (next = new Map()));
      level = next;
    }
    let group = level.get(values[last]) as Group | undefined;
    if (group === undefined) level.set(values[last], (group = this.begin(values.slice(HOST_MEMBERS.length))));
    return group;
  }

  private begin(values: readonly unknown[]): Group {
    const key = JSON.stringify(values);
    if (!this.byHost) this.take(GROUP_BYTES + 2 * key.length);
    const members = Object.fromEntries(this.by.map((member, at) => [member, values[at]]));
    const group = { key, members, rows: 0, hosts: 0, lastHost: 0 };
    this.groups.push(group);
    return group;
  }

  private closeGroups(): void {
    for (const group of this.groups) this.best.offer(group);
    this.done += this.groups.length;
    this.groups = [];
    this.levels = new Map();
  }
}

function compareGroups(a: Group, b: Group): number {
  return b.hosts - a.hosts || b.rows - a.rows || compareKeys(a.key, b.key);
}

/** Returns the names of a group's members for these groupings; the counts come last. */
export function membersOfGroups(by: readonly Grouping[]): string[] {
  return [...new Set<string>(by.flatMap(membersOf)), 'rows', 'hosts'];
}

/** The members of a row that a grouping means. */
function membersOf(grouping: Grouping): readonly (keyof PortRow)[] {
  if (grouping === 'host') return HOST_MEMBERS;
  return [grouping === 'process' ? 'process_path' : grouping];
}
