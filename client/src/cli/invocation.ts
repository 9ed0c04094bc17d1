import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { flagsOf, ownFlagsOf, type Command } from './commands.js';
import { bySpelling, inputOf, UsageError, type Flag, type Given } from './flag.js';
import { toFile, toStdout, type Destination, type Terminal } from './terminal.js';

/** One call of the command line, as `parseInvocation` reads it. */
export interface Invocation {
  readonly command: Command;
  readonly type: string | undefined;
  /** What stands behind the type, where the command takes an id. */
  readonly id: string | undefined;
  readonly flags: ReadonlyMap<string, Flag>;
  readonly given: Given;
  readonly quiet: boolean;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Parses what follows a command. @throws UsageError for types and flags that the command does not have. */
export function parseInvocation(
  command: Command,
  args: readonly string[],
  terminal: Terminal,
  signal: AbortSignal,
): Invocation {
  const words = wordsBefore(args);
  const [named] = words;
  if (named !== undefined && !command.types.includes(named)) {
    const known =
      command.types.length === 0 ? 'takes flags only' : `takes one of ${command.types.join(', ')}`;
    throw new UsageError(`${command.name} ${known}, not ${JSON.stringify(named)}`);
  }
  const id = command.takesId === true ? words[1] : undefined;
  const type = named ?? command.defaultType;
  const flags = bySpelling(flagsOf(command, type));
  const given = parseFlags(command, flags, args.slice([named, id].filter(Boolean).length));
  return { command, type, id, flags, given, quiet: given['quiet'] === true, terminal, signal };
}

/** The words before the first flag. */
function wordsBefore(args: readonly string[]): readonly string[] {
  const at = args.findIndex((each) => each.startsWith('-'));
  return at < 0 ? args : args.slice(0, at);
}

function parseFlags(command: Command, flags: ReadonlyMap<string, Flag>, args: readonly string[]): Given {
  const options: Record<string, { type: 'string' | 'boolean'; multiple?: boolean; short?: string }> = {};
  for (const [spelling, { takes }] of flags) {
    options[spelling] = takes === 'boolean' ? { type: 'boolean' } : { type: 'string', multiple: true };
    if (takes === 'boolean') options[`no-${spelling}`] = { type: 'boolean' };
  }
  for (const { name, short, takes } of ownFlagsOf(command))
    options[name] = {
      type: takes === 'boolean' ? 'boolean' : 'string',
      ...(short === undefined ? {} : { short }),
    };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    const [message = ''] = (error as Error).message.split('. ', 1);
    throw new UsageError(`${message}. portolan ${command.name} --help shows the flags.`);
  }
}

/** A flag of the command line itself. */
export function ownFlag({ given }: Pick<Invocation, 'given'>, name: string): string | undefined {
  const value = given[name];
  return typeof value === 'string' ? value : undefined;
}

/** The input of the command's operation, as flags give it. @throws UsageError */
export async function questionOf(
  invocation: Invocation,
  aboutHosts: boolean,
): Promise<Record<string, unknown>> {
  const input = inputOf(invocation.flags, invocation.given);
  if (!aboutHosts) return input;
  const from = ownFlag(invocation, 'host-ids-from');
  if (from !== undefined) {
    const given = (input['host_ids'] as readonly string[] | undefined) ?? [];
    input['host_ids'] = [...given, ...(await hostIdsIn(from, invocation.terminal))];
  }
  // Where no flag selects hosts, the question is about all of them.
  if (input['host_ids'] === undefined) input['hosts'] ??= { all: true };
  return input;
}

async function hostIdsIn(file: string, { stdin }: Terminal): Promise<readonly string[]> {
  const text = file === '-' ? await textOf(stdin) : readFileSync(file, 'utf8');
  const ids = text.split(/\s+/).filter(Boolean);
  if (ids.length === 0) throw new UsageError(`${file === '-' ? 'stdin' : file} names no host`);
  return ids;
}

/** Where the answer goes. */
export function destinationOf(invocation: Invocation): Destination {
  const output = ownFlag(invocation, 'output');
  return output === undefined || output === '-' ? toStdout(invocation.terminal) : toFile(output);
}

/** The format that the caller wants, by `--format` or by the name of the output. @throws UsageError for an unknown one. */
export function formatOf<Format extends string>(
  invocation: Invocation,
  formats: readonly Format[],
  usual: Format,
): Format {
  const named = ownFlag(invocation, 'format');
  const suffix = extname(ownFlag(invocation, 'output') ?? '').slice(1);
  const found = formats.find((each) => each === (named ?? suffix));
  if (named !== undefined && found === undefined)
    throw new UsageError(`--format takes ${formats.join(', ')} here, not ${JSON.stringify(named)}`);
  return found ?? usual;
}
