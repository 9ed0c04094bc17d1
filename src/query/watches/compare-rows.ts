import { differences } from '../../fleet/changes.js';
import { Slices } from '../../kernel/slices.js';
import type { AssetRow } from '../question/fleet-query.js';
import type { Watch, WatchChange, WatchChangeKind } from './watch.js';

/** A change before it has its number. */
export type FoundChange = Omit<WatchChange, 'seq' | 'seen_at' | 'seen_by'>;

/** Returns the changes between two readings of some rows that a watch tells, host by host. */
export async function changesBetween<Row extends AssetRow>(
  watch: Watch<Row>,
  before: readonly Row[],
  after: readonly Row[],
): Promise<FoundChange[]> {
  const { source, rules, tells, shape } = watch;
  const [was, is] = [byHost(before), byHost(after)];
  const found: FoundChange[] = [];
  const slices = new Slices();
  for (const host of [...new Set([...was.keys(), ...is.keys()])].sort()) {
    if (slices.usedUp) await slices.next();
    const lists = [was.get(host) ?? [], is.get(host) ?? []] as const;
    for (const pair of differences(...lists, source.compare, rules.sameThing, rules.matters)) {
      const change: WatchChangeKind =
        pair.before === null ? 'added' : pair.after === null ? 'removed' : 'changed';
      if (!tells(change, rules.isDanger(pair.before, pair.after))) continue;
      const row = shape((pair.after ?? pair.before) as Row);
      const differing = change === 'changed' ? differingMembers(pair.before as Row, pair.after as Row) : null;
      found.push({ row, change, before: differing });
    }
  }
  return found;
}

function byHost<Row extends AssetRow>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const known = found.get(row.host_id);
    if (known === undefined) found.set(row.host_id, [row]);
    else known.push(row);
  }
  return found;
}

/** Returns the members of the earlier row that the later one has otherwise. */
function differingMembers(before: object, after: object): Readonly<Record<string, unknown>> {
  const is = after as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(is[name])),
  );
}
