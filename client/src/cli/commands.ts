import type { Flag } from './flag.js';
import {
  CHANGE_FLAGS,
  EXPORT_FLAGS,
  HOST_FLAGS,
  LIST_FLAGS,
  QUERY_FLAGS,
  SUMMARY_FLAGS,
  TYPE_FLAGS,
} from './questions.js';

/** One command. */
export interface Command {
  readonly name: string;
  readonly help: string;
  /** Asset types that may follow; empty: none may. */
  readonly types: readonly string[];
  /** The type when none is given; undefined: one has to be given, or the command means something else without. */
  readonly defaultType?: string;
  /** Whether an id follows the type. */
  readonly takesId?: boolean;
  /** What may follow the command, where it is not a type. */
  readonly usage?: string;
  readonly examples: readonly string[];
}

const TYPES = Object.keys(TYPE_FLAGS);

export const COMMANDS: readonly Command[] = [
  {
    name: 'ports',
    help: 'Open ports of all hosts, or of those that flags select.',
    types: [],
    defaultType: 'port',
    examples: [
      'portolan ports --port 23,3389',
      'portolan ports --group production --status danger',
      'portolan ports --port 8000-8100 --exposure all_interfaces --output open.csv',
      'portolan ports --host-ids-from hosts.txt | jq .port',
    ],
  },
  {
    name: 'hosts',
    help: 'Hosts, their addresses, groups and agents.',
    types: [],
    examples: ['portolan hosts --group production', 'portolan hosts --agent-status offline --format csv'],
  },
  {
    name: 'assets',
    help: 'Rows of any asset type; without a type, the types there are.',
    types: TYPES,
    examples: [
      'portolan assets',
      'portolan assets process --host-name web-1',
      'portolan assets users --output users.csv',
    ],
  },
  {
    name: 'summary',
    help: 'Counts of open ports.',
    types: [],
    defaultType: 'port',
    examples: [
      'portolan summary --top 10',
      'portolan summary --group-by protocol,status',
      'portolan summary --group-by host --port 22',
    ],
  },
  {
    name: 'changes',
    help: 'What appeared, vanished or changed; of ports where no type is given.',
    types: Object.keys(CHANGE_FLAGS),
    defaultType: 'port',
    examples: ['portolan changes --since 24h', 'portolan changes app --since 7d'],
  },
  {
    name: 'export',
    help: 'Orders a file of one type, waits for it and fetches it.',
    types: TYPES,
    examples: [
      'portolan export port --output ports.csv',
      'portolan export port --group production --status danger --output danger.xlsx',
    ],
  },
  {
    name: 'queries',
    help: 'Your background queries: lists them, shows one, gives its rows, has failed hosts asked again, cancels it.',
    types: ['list', 'show', 'items', 'retry', 'cancel'],
    defaultType: 'list',
    takesId: true,
    usage: '[list | show <id> | items <id> | retry <id> | cancel <id>]',
    examples: [
      'portolan ports --status danger --background --output danger.csv',
      'portolan queries',
      'portolan queries items 01890a5d-ac96-774b-bcce-b302099a8057 --format csv',
    ],
  },
  {
    name: 'whoami',
    help: 'Who you are, what you may do, what you have left.',
    types: [],
    examples: ['portolan whoami'],
  },
  {
    name: 'completion',
    help: 'Prints what completes commands and flags in bash, zsh or fish.',
    types: ['bash', 'zsh', 'fish'],
    examples: ['source <(portolan completion bash)', 'portolan completion fish | source'],
  },
];

export function commandNamed(name: string | undefined): Command | undefined {
  return COMMANDS.find((each) => each.name === name);
}

/** Flags of a command that come from the service. */
export function flagsOf(command: Command, type: string | undefined): readonly Flag[] {
  const within =
    (place: 'hosts' | 'filter') =>
    (flag: Flag): Flag => ({ ...flag, within: place });
  const ofType = type === undefined ? [] : (TYPE_FLAGS[type] ?? []);
  const hosts = HOST_FLAGS.map(within('hosts'));
  switch (command.name) {
    case 'ports':
      return [...ofType, ...hosts, ...QUERY_FLAGS];
    case 'assets':
      return type === undefined ? [] : [...ofType, ...hosts, ...QUERY_FLAGS];
    case 'summary':
      return [...SUMMARY_FLAGS, ...ofType.filter(isFilter), ...hosts, ...QUERY_FLAGS];
    case 'hosts':
      return LIST_FLAGS;
    case 'changes':
      return CHANGE_FLAGS[type ?? ''] ?? [];
    case 'export':
      return [...ofType.filter(isFilter).map(within('filter')), ...hosts, ...EXPORT_FLAGS.filter(isNoType)];
    default:
      return [];
  }
}

const isFilter = ({ name }: Flag): boolean => name !== 'sort';
/** The type stands behind the command. */
const isNoType = ({ name }: Flag): boolean => name !== 'asset_type';

/** Flags of the command line itself. */
interface OwnFlag {
  readonly name: string;
  readonly short?: string;
  readonly takes: 'text' | 'boolean';
  readonly help: string;
  /** Commands that have it; undefined: all. */
  readonly of?: readonly string[];
}

const WITH_ROWS = ['ports', 'hosts', 'assets', 'summary', 'changes'];
const WRITING = [...WITH_ROWS, 'export', 'queries'];

const OWN_FLAGS: readonly OwnFlag[] = [
  {
    name: 'fields',
    takes: 'text',
    of: WITH_ROWS,
    help: 'Columns, with commas between them; `all` for every one.',
  },
  {
    name: 'limit',
    takes: 'text',
    of: ['ports', 'hosts', 'assets', 'changes'],
    help: 'At most so many rows.',
  },
  {
    name: 'background',
    takes: 'boolean',
    of: ['ports', 'assets'],
    help: 'The service goes on when you leave; rows come in no fixed order. `portolan queries` has what you asked.',
  },
  {
    name: 'host-ids-from',
    takes: 'text',
    of: ['ports', 'assets', 'summary', 'export'],
    help: 'A file with a host id on each line; `-` reads stdin. Any number of them.',
  },
  {
    name: 'format',
    short: 'f',
    takes: 'text',
    of: [...WRITING, 'whoami'],
    help: 'table, ndjson, csv or json; of an export csv, ndjson or xlsx. Default: by the name of the output, a table on a terminal, ndjson in a pipe.',
  },
  {
    name: 'bom',
    takes: 'boolean',
    of: [...WITH_ROWS, 'queries'],
    help: 'CSV begins with a byte order mark, by which spreadsheets recognise UTF-8.',
  },
  {
    name: 'output',
    short: 'o',
    takes: 'text',
    of: WRITING,
    help: 'Writes to a file, which gets its name when it is whole; `-` for stdout.',
  },
  { name: 'quiet', short: 'q', takes: 'boolean', help: 'No progress and no counts on stderr.' },
  {
    name: 'url',
    takes: 'text',
    help: 'Where the service is. Default: PORTOLAN_URL, or http://127.0.0.1:3000.',
  },
  { name: 'help', short: 'h', takes: 'boolean', help: 'This text.' },
];

export function ownFlagsOf(command: Command | undefined): readonly OwnFlag[] {
  return OWN_FLAGS.filter(
    ({ of }) => of === undefined || (command !== undefined && of.includes(command.name)),
  );
}
