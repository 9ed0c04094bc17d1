/** One flag of the command line, made of a parameter of the service. */
export interface Flag {
  /** The parameter's name; the flag has `-` where the name has `_`. */
  readonly name: string;
  /** `list`: values with commas between them, or the flag again. `time`: RFC 3339, or an age such as `2h`. */
  readonly takes: 'text' | 'integer' | 'boolean' | 'list' | 'time';
  /** For people: what it does. */
  readonly help: string;
  /** The only values there are. */
  readonly words?: readonly string[];
  /** Where in the input it belongs, when not at the top. */
  readonly within?: 'hosts' | 'filter';
}

/** What was given on the command line, by the spelling of the flag. */
export type Given = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** A mistake in how the command was called. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const AGE = /^(\d{1,6})(s|m|h|d|w)$/;
const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;

/** How a parameter is spelled as a flag, without the dashes in front. */
export function spelled(name: string): string {
  return name.replaceAll('_', '-');
}

/**
 * The flags by their spelling. Where it is free, a parameter `host_group` is also `--group`, and a selection of hosts by
 * `group` is also `--host-group`.
 */
export function bySpelling(flags: readonly Flag[]): ReadonlyMap<string, Flag> {
  const found = new Map<string, Flag>();
  const add = (name: string, flag: Flag): void => {
    if (!found.has(spelled(name))) found.set(spelled(name), flag);
  };
  for (const flag of flags) if (flag.within !== 'hosts') add(flag.name, flag);
  for (const flag of flags) if (flag.within === 'hosts') add(flag.name, flag);
  for (const flag of flags) if (flag.within === 'hosts') add(`host_${flag.name}`, flag);
  for (const flag of flags) if (flag.name.startsWith('host_')) add(flag.name.slice('host_'.length), flag);
  return found;
}

/** The input of an operation. @throws UsageError for values that cannot be what the parameter takes. */
export function inputOf(flags: ReadonlyMap<string, Flag>, given: Given): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const inner: Record<string, Record<string, unknown>> = {};
  for (const [spelling, flag] of flags) {
    const value = valueOf(spelling, flag, given);
    if (value === undefined) continue;
    if (flag.within === undefined) input[flag.name] = value;
    else (inner[flag.within] ??= {})[flag.name] = value;
  }
  return { ...input, ...inner };
}

function valueOf(spelling: string, { takes }: Flag, given: Given): unknown {
  if (takes === 'boolean') return given[`no-${spelling}`] === true ? false : given[spelling];
  const texts = [given[spelling] ?? []].flat().map(String);
  if (texts.length === 0) return undefined;
  if (takes === 'list') return texts.flatMap((text) => text.split(',')).map((text) => text.trim());
  if (texts.length > 1) throw new UsageError(`--${spelling} can be given once`);
  const [text = ''] = texts;
  if (takes === 'text') return text;
  if (takes === 'time') return timeOf(text);
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError(`--${spelling} takes a whole number, not ${JSON.stringify(text)}`);
}

/** A time as the service takes it; `2h` is two hours ago. */
function timeOf(text: string): string {
  const [, count, unit] = AGE.exec(text) ?? [];
  if (count === undefined) return text;
  const ms = Number(count) * SECONDS[unit as keyof typeof SECONDS] * 1_000;
  return new Date(Date.now() - ms).toISOString();
}
