import { COMMANDS, flagsOf, ownFlagsOf, type Command } from './commands.js';
import { bySpelling, type Flag } from './flag.js';

const WIDTH = 100;

/** The text of `portolan --help`. */
export function generalHelp(): string {
  const commands = COMMANDS.map(({ name, help }) => `  ${name.padEnd(12)}${help}`).join('\n');
  return `portolan: every open port of a fleet, and its other assets

Usage: portolan <command> [type] [flags]

${commands}

portolan <command> --help says which flags a command has, with examples.

On a terminal you get a table, in a pipe one JSON document a line (ndjson). --output ports.csv writes a file.
Environment: PORTOLAN_URL says where the service is, PORTOLAN_KEY is your key.
Exit codes: 0 complete, 3 some hosts could not be read (stderr names them), 2 wrong usage, 1 anything else.

  export PORTOLAN_URL=http://127.0.0.1:3000 PORTOLAN_KEY=portolan-demo-key
  portolan ports --port 23,3389
  portolan ports --group production --status danger
  portolan summary --top 10
`;
}

/** The text of `portolan <command> --help`. */
export function commandHelp(command: Command, type: string | undefined): string {
  const rows = [
    ...[...listed(flagsOf(command, type))].map(([spelling, flag]) => flagLine(spelling, flag)),
    ...ownFlagsOf(command).map(({ name, short, takes, help }) =>
      entry(
        `${short === undefined ? '' : `-${short}, `}--${name}${takes === 'boolean' ? '' : ' <text>'}`,
        help,
      ),
    ),
  ];
  const hint =
    command.types.length > 0 && type === undefined && command.name !== 'completion'
      ? `\nportolan ${command.name} <type> --help shows the flags of a type.\n`
      : '';
  return `${command.help}

Usage: portolan ${command.name}${following(command)} [flags]
${command.types.length === 0 || command.usage !== undefined ? '' : `\n${wrapped(`Types: ${command.types.join(', ')}`, 0)}\n`}
${command.examples.map((each) => `  ${each}`).join('\n')}

Flags:
${rows.join('\n')}
${hint}`;
}

/** What follows the name of a command. */
function following({ name, types, defaultType, usage }: Command): string {
  if (usage !== undefined) return ` ${usage}`;
  if (types.length === 0) return '';
  return defaultType === undefined && name !== 'assets' ? ' <type>' : ' [type]';
}

/** Each flag once, under its first spelling. */
function listed(flags: readonly Flag[]): ReadonlyMap<string, Flag> {
  const seen = new Set<Flag>();
  return new Map([...bySpelling(flags)].filter(([, flag]) => !seen.has(flag) && seen.add(flag)));
}

const VALUES = {
  text: ' <text>',
  integer: ' <number>',
  boolean: '',
  list: ' <a,b,…>',
  time: ' <time or age>',
} as const;

function flagLine(spelling: string, { takes, help, words }: Flag): string {
  const known =
    words === undefined || words.every((word) => help.includes(word)) ? '' : ` One of ${words.join(', ')}.`;
  const age = takes === 'time' ? ' Or an age: 30m, 24h, 7d.' : '';
  return entry(`${takes === 'boolean' ? '--[no-]' : '--'}${spelling}${VALUES[takes]}`, help + known + age);
}

function entry(flag: string, help: string): string {
  return `  ${flag}\n${wrapped(help.replaceAll('`', '').trim(), 6)}`;
}

function wrapped(text: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + word.length >= WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each).join('\n');
}
