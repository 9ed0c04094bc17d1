import { COMMANDS, commandNamed, flagsOf, ownFlagsOf, type Command } from './commands.js';
import { bySpelling, UsageError, type Flag } from './flag.js';

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_portolan() {
  local IFS=$'\\n'
  COMPREPLY=($(portolan __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _portolan portolan
`,
  zsh: `#compdef portolan
_portolan() {
  local -a found
  found=("\${(@f)$(portolan __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -Q -- $found
}
compdef _portolan portolan
`,
  fish: `complete -c portolan -f -a '(set -l words (commandline -opc)[2..-1]; portolan __complete -- $words (commandline -ct) 2>/dev/null)'
complete -c portolan -s o -l output -r -F
`,
};

/** What a shell runs to complete. @throws UsageError for another shell. */
export function completionScript(shell: string | undefined): string {
  const script = SCRIPTS[shell ?? ''];
  if (script === undefined)
    throw new UsageError(`completion takes a shell: ${Object.keys(SCRIPTS).join(', ')}`);
  return script;
}

/** Words that may stand in place of the last one. */
export function completions(words: readonly string[]): readonly string[] {
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const command = commandNamed(before[0]);
  if (command === undefined)
    return starting(last, before.length === 0 ? COMMANDS.map(({ name }) => name) : []);
  const type = command.types.find((each) => each === before[1]) ?? command.defaultType;
  const flags = bySpelling(flagsOf(command, type));
  const values = valuesOf(flags.get((before.at(-1) ?? '').replace(/^--/, '')), last);
  if (values !== undefined) return values;
  if (last.startsWith('-')) return starting(last, spellings(command, flags));
  return before.length === 1 ? starting(last, command.types) : [];
}

/** Values of the flag before; undefined where it takes any. */
function valuesOf(flag: Flag | undefined, text: string): readonly string[] | undefined {
  if (flag?.words === undefined) return undefined;
  return flag.takes === 'list' ? inList(text, flag.words) : starting(text, flag.words);
}

function spellings(command: Command, flags: ReadonlyMap<string, Flag>): readonly string[] {
  const found = [...flags].flatMap(([name, { takes }]) =>
    takes === 'boolean' ? [name, `no-${name}`] : [name],
  );
  return [...found, ...ownFlagsOf(command).map(({ name }) => name)].map((name) => `--${name}`);
}

function starting(text: string, words: readonly string[]): readonly string[] {
  return words.filter((word) => word.startsWith(text));
}

/** Completes the last value of a list with commas. */
function inList(text: string, words: readonly string[]): readonly string[] {
  const at = text.lastIndexOf(',') + 1;
  return starting(text.slice(at), words).map((word) => text.slice(0, at) + word);
}
