import type { AssetTypeInfo } from './question.js';
import { HOST_NAMES, typeIn } from './question.js';
import { quoted } from './tokens.js';

/** A text that completes the word at the cursor. */
export interface Suggestion {
  /** What stands in the list. */
  readonly label: string;
  readonly note: string;
  /** The whole question with the word completed, and where the cursor goes. */
  readonly text: string;
  readonly cursor: number;
}

/** What the page knows beside the catalogue. */
export interface Known {
  readonly types: readonly AssetTypeInfo[];
  readonly projects: readonly string[];
  readonly groups: readonly string[];
}

/** Most suggestions in the list. A choice: what fits on a small screen. */
const MOST = 9;
/** Ports that people ask about by name. Source: IANA's registry of service names. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  '21': 'ftp',
  '22': 'ssh',
  '23': 'telnet',
  '25': 'smtp',
  '53': 'dns',
  '80': 'http',
  '443': 'https',
  '445': 'smb',
  '1433': 'mssql',
  '3306': 'mysql',
  '3389': 'rdp',
  '5432': 'postgresql',
  '6379': 'redis',
  '8080': 'http-alt',
  '27017': 'mongodb',
};
const AGENT_STATUSES = ['online', 'offline', 'not_online', 'installed', 'not_installed', 'install_failed'];

/** Returns what may stand where the cursor is: names of filters, or values after a colon. */
export function suggestionsAt(text: string, cursor: number, known: Known): Suggestion[] {
  const before = text.slice(0, cursor);
  const word = /(?:[^\s"]|"(?:[^"\\]|\\.)*"?)*$/.exec(before)?.[0] ?? '';
  const colon = /^([a-z_]+):(.*)$/is.exec(word);
  const type = typeIn(text, known.types) ?? known.types.find(({ type: name }) => name === 'port');
  if (type === undefined) return [];
  const place = { text, cursor };
  if (colon === null) return namesFor(word, type, place);
  const [, name = '', rest = ''] = colon;
  const part = rest.split(',').at(-1) ?? '';
  return valuesOf(name.toLowerCase(), type, known)
    .filter(({ value, note }) => fits(value, part) || fits(note, part))
    .slice(0, MOST)
    .map(({ value, note }) => ({ label: value, note, ...completed(place, part, `${quoted(value)} `) }));
}

interface Place {
  readonly text: string;
  readonly cursor: number;
}

function completed(
  { text, cursor }: Place,
  part: string,
  value: string,
): Pick<Suggestion, 'text' | 'cursor'> {
  const start = text.slice(0, cursor - part.length) + value;
  return { text: start + text.slice(cursor).trimStart(), cursor: start.length };
}

function namesFor(word: string, type: AssetTypeInfo, place: Place): Suggestion[] {
  const own = type.filters.map(({ name, description }) => ({ name, note: description }));
  const hosts = Object.values(HOST_NAMES).map(([name = '']) => ({ name, note: '' }));
  const whole = ['type', 'project', 'max_age'].map((name) => ({ name, note: '' }));
  return [...own, ...hosts, ...whole]
    .filter(({ name }) => fits(name, word))
    .slice(0, MOST)
    .map(({ name, note }) => ({ label: `${name}:`, note, ...completed(place, word, `${name}:`) }));
}

function fits(candidate: string, part: string): boolean {
  return candidate.toLowerCase().startsWith(part.toLowerCase().replace(/^"/, ''));
}

interface Value {
  readonly value: string;
  readonly note: string;
}

const plain = (values: readonly string[]): Value[] => values.map((value) => ({ value, note: '' }));

function valuesOf(name: string, type: AssetTypeInfo, known: Known): Value[] {
  const property = Object.keys(HOST_NAMES).find((each) => HOST_NAMES[each]?.includes(name));
  const common: Readonly<Record<string, Value[]>> = {
    type: known.types.map((each) => ({ value: each.type, note: each.title })),
    project: plain([...known.projects, '*']),
    max_age: plain(['0', '60', '600', '3600']),
    group: plain(known.groups),
    os: plain(['linux', 'windows']),
    agent_status: plain(AGENT_STATUSES),
  };
  const values = common[property ?? name];
  if (values !== undefined) return values;
  const filter = type.filters.find((each) => each.name === name);
  if (filter?.kind === 'ports') return Object.entries(WELL_KNOWN).map(([value, note]) => ({ value, note }));
  if (filter?.kind === 'flag') return plain(['true', 'false']);
  return plain(filter?.values ?? []);
}
