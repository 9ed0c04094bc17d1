import type { AnyRow } from './table.js';

/** What a table shows first, as far as rows have it. */
const HOST = ['host_name', 'host_ip'];
/** What a table shows of rows that have more than a line has room for. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  ports: [...HOST, 'port', 'protocol', 'exposure', 'status', 'process_path'],
  queries: ['id', 'status', 'asset_type', 'hosts', 'rows', 'created_at'],
  hosts: [...HOST, 'os_name', 'status', 'agent_status', 'protect_status', 'group_name', 'host_id'],
};

/**
 * The columns of a table: those that people ask for most, where the command has such; else the names of the host and
 * then all members but ids and lists.
 *
 * @param row the first one.
 */
export function tableColumns(command: string, row: AnyRow): readonly string[] {
  const members = Object.keys(row);
  const known = (SHOWN[command] ?? []).filter((name) => members.includes(name));
  if (known.length > 0) return known;
  const plain = members.filter((name) => !HOST.includes(name) && !isId(name) && isPlain(row[name]));
  const host = HOST.filter((name) => members.includes(name));
  const shown = [...host, ...plain];
  return host.length === 0 && members.includes('host_id') ? ['host_id', ...shown] : shown;
}

function isId(name: string): boolean {
  return name === 'project' || name.endsWith('_id');
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
