import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ApiKeyConfig } from './auth-config.js';
import { ConfigError, describeFaults, STRICT } from './config-faults.js';
import { readYaml } from './read-yaml.js';
import { camelKeys, isTree } from './tree.js';

/** Choice: a longer list is a mistake. The file is read whole, every few seconds if it keeps changing. */
const MAX_KEYS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

/** What the configuration holds besides the keys of the file. */
interface KeysBeside {
  /** Names of other keys. */
  readonly names: ReadonlySet<string>;
  /** SHA-256 of other keys. */
  readonly hashes: ReadonlySet<string>;
  /** Aliases of the configured projects; undefined accepts every alias. */
  readonly projects: ReadonlySet<string> | undefined;
}

const NOTHING_BESIDE: KeysBeside = { names: new Set(), hashes: new Set(), projects: undefined };

/** Returns a line for each alias that no configured project has. */
export function unknownProjects(
  aliases: readonly string[],
  projects: ReadonlySet<string> | undefined,
  path: string,
): string[] {
  if (projects === undefined) return [];
  return aliases.flatMap((alias, index) =>
    alias === '*' || projects.has(alias) ? [] : [`${path}[${index}]: names no configured project`],
  );
}

/**
 * Reads a keys file: a YAML list as under `auth.api_keys`, or a mapping with that list as its `api_keys`. An empty list
 * means no keys. An empty file is a fault, because a writer that was interrupted leaves one.
 *
 * @param beside names and hashes that the file's keys must not have again, and the projects that they may name.
 * @throws ConfigError with every fault; no line holds a value of the file.
 */
export function readKeysFile(file: string, beside: KeysBeside = NOTHING_BESIDE): ApiKeyConfig[] {
  const list = parseList(file);
  const keys = plainToInstance(ApiKeyConfig, camelKeys(list) as object[], { exposeDefaultValues: true });
  const names = new Set(beside.names);
  const hashes = new Set(beside.hashes);
  const faults: string[] = [];
  keys.forEach((key, index) => {
    if (!(key instanceof ApiKeyConfig)) {
      faults.push(`[${index}]: must be a mapping`);
      return;
    }
    const found = validateSync(key, STRICT).flatMap((error) => describeFaults(error, `[${index}]`));
    if (found.length === 0 && names.has(key.name))
      found.push(`[${index}].name: another key has this name already`);
    if (found.length === 0 && hashes.has(key.sha256))
      found.push(`[${index}].sha256: another key has this hash already`);
    if (found.length === 0)
      found.push(...unknownProjects(key.projects, beside.projects, `[${index}].projects`));
    names.add(key.name);
    hashes.add(key.sha256);
    faults.push(...found);
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return keys;
}

/** Reads the file with the right path for its list, because the path of a value decides whether it is a text. */
function readKeys(text: string): unknown {
  const value = readYaml(text, 'auth');
  return Array.isArray(value) ? readYaml(text, 'auth.api_keys') : value;
}

function parseList(file: string): unknown[] {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new ConfigError([`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`]);
  }
  if (bytes.length > MAX_BYTES) throw new ConfigError([`is larger than ${MAX_BYTES} bytes`]);
  let value: unknown;
  try {
    value = readKeys(bytes.toString('utf8'));
  } catch {
    throw new ConfigError(['is not valid YAML']);
  }
  const list = isTree(value) && Object.keys(value).join() === 'api_keys' ? value['api_keys'] : value;
  if (!Array.isArray(list)) throw new ConfigError(['must hold a list of keys; [] for none']);
  if (list.length > MAX_KEYS) throw new ConfigError([`holds more than ${MAX_KEYS} keys`]);
  return list;
}
