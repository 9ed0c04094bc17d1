import { readFileSync } from 'node:fs';
import { Portolan } from '../index.js';
import { destinationOf, formatOf, ownFlag, parseInvocation, type Invocation } from './invocation.js';
import { COMMANDS, commandNamed } from './commands.js';
import { completions, completionScript } from './completion.js';
import { exportRows } from './export-command.js';
import { errorText, EXIT } from './failures.js';
import { UsageError } from './flag.js';
import { commandHelp, generalHelp } from './help.js';
import { listRows } from './rows-command.js';
import { cellText } from './table.js';
import type { Terminal } from './terminal.js';

const DEFAULT_URL = 'http://127.0.0.1:3000';

/** Runs the command line and gives its exit code: 0 complete, 3 incomplete, 2 wrong usage, 1 any other error. */
export async function run(args: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<number> {
  let url = terminal.env['PORTOLAN_URL'] || DEFAULT_URL;
  try {
    if (args[0] === '__complete') return say(terminal, completed(args.slice(1)));
    const command = commandNamed(args[0]);
    if (command === undefined) return withoutCommand(args, terminal);
    const invocation = parseInvocation(command, args.slice(1), terminal, signal);
    if (invocation.given['help'] === true) return say(terminal, commandHelp(command, invocation.type));
    if (command.name === 'completion') return say(terminal, completionScript(invocation.type));
    url = ownFlag(invocation, 'url') ?? url;
    return await answered(invocation, clientOf(url, terminal.env['PORTOLAN_KEY']));
  } catch (error) {
    const { text, code } = errorText(error, url);
    if (!signal.aborted) terminal.stderr.write(text);
    return code;
  }
}

/** @throws UsageError for an address that is none. */
function clientOf(url: string, key: string | undefined): Portolan {
  if (!URL.canParse(url))
    throw new UsageError(`${JSON.stringify(url)} is no address; http://127.0.0.1:3000 is one`);
  return new Portolan({ url, ...(key ? { key } : {}) });
}

function say(terminal: Terminal, text: string): number {
  terminal.stdout.write(text);
  return EXIT.complete;
}

function completed(args: readonly string[]): string {
  return completions(args[0] === '--' ? args.slice(1) : args)
    .map((word) => `${word}\n`)
    .join('');
}

function withoutCommand([first, second]: readonly string[], terminal: Terminal): number {
  const about = first === 'help' ? commandNamed(second) : undefined;
  if (about !== undefined) return say(terminal, commandHelp(about, about.defaultType));
  if (first === '--help' || first === '-h' || first === 'help') return say(terminal, generalHelp());
  if (first === '--version') return say(terminal, `${version()}\n`);
  if (first === undefined) {
    terminal.stderr.write(generalHelp());
    return EXIT.usage;
  }
  const names = COMMANDS.map(({ name }) => name).join(', ');
  throw new UsageError(
    `there is no command ${JSON.stringify(first)}, but ${names}. portolan --help says more.`,
  );
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

function answered(invocation: Invocation, portolan: Portolan): Promise<number> {
  if (invocation.command.name === 'whoami') return whoAmI(invocation, portolan);
  return invocation.command.name === 'export'
    ? exportRows(invocation, portolan)
    : listRows(invocation, portolan);
}

async function whoAmI(invocation: Invocation, portolan: Portolan): Promise<number> {
  const me = await portolan.call('getWhoami', {}, { signal: invocation.signal });
  const to = destinationOf(invocation);
  const format = formatOf(invocation, ['table', 'json', 'ndjson'], to.isTerminal ? 'table' : 'json');
  const lines = linesOf(me);
  const width = Math.max(...lines.map(([name]) => name.length));
  const table = lines.map(([name, value]) => `${name.padEnd(width)}  ${cellText(value)}\n`).join('');
  await to.write(format === 'table' ? table : `${JSON.stringify(me)}\n`);
  return EXIT.complete;
}

/** An object as lines, what is inside of it under names with dots. */
function linesOf(value: object, prefix = ''): (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? linesOf(each, `${prefix}${name}.`)
      : [[prefix + name, each] as const],
  );
}
