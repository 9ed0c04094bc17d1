import { signal } from '@preact/signals';
import { kept, keep } from '../preferences.js';
import type { AssetTypeInfo } from '../question/question.js';

/** Columns that say something in most rows, for ports; of other types the first ones that are no ids. */
const PORT_COLUMNS = [
  'host_name',
  'host_ip',
  'port',
  'protocol',
  'status',
  'exposure',
  'listen_address',
  'process_path',
  'pid',
];
/** The same on a phone, where nobody wants to scroll sideways for the port. */
const NARROW_PORT_COLUMNS = ['host_name', 'port', 'status', 'process_path'];
const MOST_USUAL = 9;
const isNarrow = matchMedia('(max-width: 48rem)').matches;
const RARELY_WANTED = new Set([
  'project',
  'host_id',
  'agent_id',
  'container_id',
  'scanned_at',
  'first_seen_at',
]);
/** Members of the host, which every row has beside its own. */
const HOST_MEMBERS = ['host_name', 'host_ip'];

/** Returns every column that rows of a type can have. */
export function columnsOf({ members }: AssetTypeInfo): string[] {
  return [...new Set([...HOST_MEMBERS, ...members.map(({ name }) => name)])];
}

function usualColumns(type: AssetTypeInfo): string[] {
  const all = columnsOf(type);
  if (type.type === 'port') return isNarrow ? NARROW_PORT_COLUMNS : PORT_COLUMNS;
  return all.filter((name) => !RARELY_WANTED.has(name)).slice(0, MOST_USUAL);
}

const chosen = signal<Readonly<Record<string, readonly string[]>>>({});

/** Returns the columns that a person has chosen for a type, kept over visits, or else the usual ones. */
export function chosenColumns(type: AssetTypeInfo): readonly string[] {
  const now = chosen.value[type.type] ?? kept(`columns.${type.type}`)?.split(',') ?? [];
  const all = columnsOf(type);
  const valid = now.filter((name) => all.includes(name));
  return valid.length > 0 ? valid : usualColumns(type);
}

/** Chooses columns, in the order of the type; none brings the usual ones back. */
export function chooseColumns(type: AssetTypeInfo, names: readonly string[]): void {
  const ordered = columnsOf(type).filter((name) => names.includes(name));
  keep(`columns.${type.type}`, ordered.length === 0 ? undefined : ordered.join(','));
  chosen.value = { ...chosen.value, [type.type]: ordered };
}

/** Widths by member, in pixels. Members that are not here get the width of their kind. */
const WIDTHS: Readonly<Record<string, string>> = {
  host_name: '11rem',
  host_ip: '7.5rem',
  port: '4.5rem',
  protocol: '5rem',
  status: '6rem',
  exposure: '8rem',
  ip_version: '5rem',
  listen_address: '9rem',
  pid: '5rem',
  process_path: 'minmax(14rem, 1fr)',
};

/** Returns the widths of columns, for `grid-template-columns`. */
export function widthsOf(names: readonly string[], type: AssetTypeInfo): string {
  return names
    .map((name) => {
      const member = type.members.find((each) => each.name === name);
      if (WIDTHS[name] !== undefined) return WIDTHS[name];
      if (member?.type === 'boolean' || member?.type === 'integer') return '6.5rem';
      return member?.format === 'date-time' ? '11rem' : 'minmax(9rem, 1fr)';
    })
    .join(' ');
}
