import { readFileSync } from 'node:fs';
import { Portolan } from '../index.js';
import { ownFlag, parseInvocation, type Invocation } from './invocation.js';
import { COMMANDS, commandNamed } from './commands.js';
import { completions, completionScript } from './completion.js';
import { exportRows } from './export-command.js';
import { errorText, EXIT } from './failures.js';
import { UsageError } from './flag.js';
import { commandHelp, generalHelp } from './help.js';
import { writeObject } from './object-output.js';
import { manageQueries } from './queries-command.js';
import { listRows } from './rows-command.js';
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

async function answered(invocation: Invocation, portolan: Portolan): Promise<number> {
  switch (invocation.command.name) {
    case 'whoami':
      return writeObject(invocation, await portolan.call('getWhoami', {}, { signal: invocation.signal }));
    case 'export':
      return exportRows(invocation, portolan);
    case 'queries':
      return manageQueries(invocation, portolan);
    default:
      return listRows(invocation, portolan);
  }
}
