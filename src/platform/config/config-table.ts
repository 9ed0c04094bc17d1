import { getMetadataStorage } from 'class-validator';
import {
  ApiKeyConfig,
  AppConfig,
  CredentialConfig,
  JwtIssuerConfig,
  ProjectConfig,
  SecretConfig,
} from './config.js';
import { HookSecretConfig, ScheduleConfig, WatchConfig, WatchHookConfig } from './watches-config.js';
import { variablesFor } from './environment.js';
import { snake } from './tree.js';

/** A setting as the YAML file describes it. */
export interface Setting {
  /** With the names of the YAML files; `[]` stands for each entry of a list. */
  readonly path: string;
  /** As written in the YAML text. */
  readonly value: string;
  /** Meaning, unit and range, from its comment. */
  readonly meaning: string;
  /** Environment variables that its comment names. */
  readonly environment: readonly string[];
}

/** The class of each list's entries. */
const ENTRIES: Readonly<Record<string, new () => object>> = {
  'secrets[]': SecretConfig,
  'projects[]': ProjectConfig,
  'projects[].credentials[]': CredentialConfig,
  'auth.api_keys[]': ApiKeyConfig,
  'auth.jwt[]': JwtIssuerConfig,
  'watches[]': WatchConfig,
  'watches[].webhook': WatchHookConfig,
  'watches[].webhook.secrets[]': HookSecretConfig,
  'schedules[]': ScheduleConfig,
};

/** Returns the settings of a YAML text that has one a line, with a comment behind or above it, without sections. */
export function settingsOf(yaml: string): Setting[] {
  const found = new Map<string, Setting>();
  const open: { indent: number; name: string }[] = [];
  let above: string[] = [];
  for (const line of yaml.split('\n')) {
    const remark = /^ *# (.*)$/.exec(line)?.[1];
    if (remark !== undefined) {
      above.push(remark);
      continue;
    }
    const remarks = above.join(' ');
    above = [];
    const parts = /^( *)(- )?([a-z0-9_]+):(| .*)$/.exec(line);
    if (parts === null) continue;
    const [, spaces = '', dash, name = '', rest = ''] = parts;
    const [value, behind] = atFirst(rest, '# ');
    const comment = behind === '' && value !== '' ? remarks : behind;
    const indent = spaces.length + (dash?.length ?? 0);
    const path = pathAfter(open, { indent, name, isEntry: dash !== undefined });
    if (value === '' && comment === '') continue;
    const before = found.get(path);
    const { meaning, environment } = readComment(comment);
    found.set(
      path,
      before === undefined
        ? { path, value, meaning, environment }
        : { ...before, meaning: `${before.meaning}; ${meaning}` },
    );
  }
  return [...found.values()];
}

/** Updates the open sections for a line. Returns the path of the line's setting. */
function pathAfter(
  open: { indent: number; name: string }[],
  { indent, name, isEntry }: { indent: number; name: string; isEntry: boolean },
): string {
  while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
  const parent = open.at(-1);
  if (isEntry && parent !== undefined && !parent.name.endsWith('[]')) parent.name += '[]';
  open.push({ indent, name });
  return open.map((each) => each.name).join('.');
}

/** Splits a comment into what the setting means and the environment variables that set it. */
function readComment(comment: string): Pick<Setting, 'meaning' | 'environment'> {
  const [, meaning = '', variables = ''] =
    /^(.*?)(?:\.? ?Environment ([A-Z_]+(?: and [A-Z_]+)*))?$/.exec(comment) ?? [];
  return { meaning, environment: variables === '' ? [] : variables.split(' and ') };
}

/** Splits a text at the first occurrence of a mark, and trims both halves; without one the second half is empty. */
function atFirst(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + mark.length).trim()];
}

/** Turns commented settings of a YAML text into settings. */
export function withCommentedSettings(yaml: string): string {
  return yaml.replace(/^( *)# ( *(?:- )?[a-z0-9_]+:(?: .*)?)$/gm, '$1$2');
}

/** What the classes say about a setting. */
interface Rule {
  readonly default: string;
  readonly range: readonly [number, number] | undefined;
  /** Whether it is neither a number nor a truth value. */
  readonly text: boolean;
}

/** Every setting by path, read from the classes that validate them. */
export function knownSettings(): Map<string, Rule> {
  const known = new Map<string, Rule>();
  describeClass(AppConfig, '', known);
  for (const [path, type] of Object.entries(ENTRIES)) describeClass(type, `${path}.`, known);
  return known;
}

let settings: ReadonlyMap<string, Rule> | undefined;

/** Returns whether the setting at a path is a text or a list of texts; `[]` stands for each entry of a list. */
export function isText(path: string): boolean {
  settings ??= knownSettings();
  return settings.get(path.endsWith('[]') ? path.slice(0, -2) : path)?.text === true;
}

function describeClass(type: new () => object, prefix: string, known: Map<string, Rule>): void {
  const defaults = new type() as Record<string, unknown>;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  for (const property of new Set(rules.map(({ propertyName }) => propertyName))) {
    const path = prefix + snake(property);
    const value = defaults[property];
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      describeClass(value.constructor as new () => object, `${path}.`, known);
      continue;
    }
    const own = rules.filter(({ propertyName }) => propertyName === property);
    const bound = (name: string): number | undefined =>
      own.find((rule) => rule.name === name)?.constraints?.[0] as number | undefined;
    const [min, max] = [bound('min'), bound('max')];
    const text = !own.some(({ name }) => name === 'isInt' || name === 'isBoolean');
    const optional = own.some((rule) => rule.type === 'conditionalValidation');
    known.set(path, {
      default: value === undefined ? (optional ? '' : 'needed') : yamlOf(value),
      range: min === undefined || max === undefined ? undefined : [min, max],
      text,
    });
  }
}

function yamlOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => String(each)).join(', ')}]`;
  return value === '' ? "''" : String(value);
}

const HEAD = ['| setting | default | meaning, unit, range | environment |', '|---|---|---|---|'];

/** Returns the settings of both files as a Markdown table. */
function configTable(defaultYaml: string, exampleYaml: string): string {
  return [...HEAD, ...tableRows(defaultYaml, exampleYaml)].join('\n');
}

function tableRows(defaultYaml: string, exampleYaml: string): string[] {
  const known = knownSettings();
  const single = settingsOf(withCommentedSettings(defaultYaml));
  const places = new Set(single.map(({ path }) => path));
  const entries = settingsOf(withCommentedSettings(exampleYaml)).filter(({ path }) => !places.has(path));
  return [...single, ...entries]
    .filter(({ path }) => known.has(path))
    .map(({ path, meaning, environment }) => {
      const names = new Set([...variablesFor(path.replaceAll('[]', '[0]')), ...environment]);
      const variables = [...names].map((name) => `\`${name}\``);
      const text = `${path}[]` in ENTRIES ? 'a list, its entries as below' : meaning.replaceAll('|', '\\|');
      const byDefault = known.get(path)?.default ?? '';
      return `| \`${path}\` | ${byDefault === '' || byDefault === 'needed' ? byDefault : `\`${byDefault}\``} | ${text} | ${variables.join(', ')} |`;
    });
}

/** Returns the whole text of `docs/configuration.md`. */
export function configurationPage(defaultYaml: string, exampleYaml: string): string {
  return `# Configuration

Written by \`npm run docs\` from \`config/default.yaml\`, \`config/production.example.yaml\` and the classes that check them.

\`config/default.yaml\` is read first, then the file that \`PORTOLAN_CONFIG\` names, then the environment; the later wins.
In files, \`\${NAME}\` and \`\${NAME:-default}\` stand for environment variables. Everything is checked at the start: what is
missing or wrong is listed at once, values are never printed, and the process ends with code 2. \`[]\` stands for each entry
of a list. \`needed\` has no default.

${configTable(defaultYaml, exampleYaml)}

## How much memory Redis needs

Set \`maxmemory\` with the policy \`noeviction\`: another policy throws away tokens and exports. It should be at least the
sum of these, and a quarter more.

| what | how much |
|---|---|
| shared rows and lists of servers | \`upstream.shared_cache_mib\` for each project; the oldest go first, and all of them when Redis is full |
| files of our own exports | 4/3 of their packed size, for \`exports.keep_s\`; at most \`exports.fleet_mib_per_caller\` x 4/3 for each caller who orders them, and \`exports.fleet_mib_total\` x 4/3 for all |
| rows of background queries | 4/3 of their packed size, for \`queries.keep_s\`; at most \`queries.mib_per_caller\` for each caller and \`queries.mib_total\` for all, which count what Redis holds. All of them are in one slot of a Redis Cluster |
| lists of hosts of background queries | about 3 MiB for 100 000 hosts, for \`queries.keep_s\` |
| watches | 30 to 60 bytes for each row that a watch compares, packed, at most 64 MiB for each watch; and the last 10 000 changes of each, about 1 MB |
| lists of hosts in orders | about 2 MiB for 100 000 hosts, until the export is over |
| tokens, quota, points, records of exports | 10 KB for each credential, 20 KB for each credential and API, 0.3 KB for each caller, some KB for each export |

When it is full, readiness says \`redis: full\`, \`portolan_redis_full\` is 1, and the log has a line. New exports are refused,
those that cannot keep their file wait for \`exports.full_wait_s\` and then fail. Tokens, quota and the records of running
exports are still written: they are small. Queries go on.
`;
}
