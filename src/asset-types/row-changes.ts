import type { AssetRow, AssetSource } from '../query/question/fleet-query.js';
import type { ChangeRules } from '../query/watches/watch.js';
import { compareSockets, type PortRow } from './port/port-row.js';

/** Whether one socket in two states counts as changed. A process with another number does not. */
export function portChanged(before: PortRow, after: PortRow): boolean {
  return before.status !== after.status || before.process_path !== after.process_path;
}

const PORT_RULES: ChangeRules<PortRow> = {
  sameThing: compareSockets,
  matters: portChanged,
  isDanger: (before, after) => after?.status === 'danger' && before?.status !== 'danger',
};

/** Members that change without a change of what they belong to: who looked, and which process it is at present. */
const VOLATILE = new Set(['host_name', 'host_ip', 'agent_id', 'pid']);

/** Returns what counts as a change of rows of a type. */
export function changeRulesOf<Row extends AssetRow>(source: AssetSource<Row>): ChangeRules<Row> {
  if (source.type === 'port') return PORT_RULES as unknown as ChangeRules<Row>;
  const members = source.members.filter((name) => !VOLATILE.has(name) && !name.endsWith('_at'));
  return {
    sameThing: source.compare,
    matters: (before, after) => members.some((name) => differs(before, after, name)),
    isDanger: () => false,
  };
}

/** Whether both rows have the member, and not the same. What one list of the vendor lacks is no change. */
function differs(before: object, after: object, name: string): boolean {
  const was = (before as Readonly<Record<string, unknown>>)[name] ?? null;
  const is = (after as Readonly<Record<string, unknown>>)[name] ?? null;
  return was !== null && is !== null && JSON.stringify(was) !== JSON.stringify(is);
}
