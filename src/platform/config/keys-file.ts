import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { parse } from 'yaml';
import { ApiKeyConfig } from './auth-config.js';
import { ConfigError, describeFaults, STRICT } from './config-faults.js';
import { camelKeys, isTree } from './tree.js';

/** More is a mistake: the file is read whole, every few seconds if it keeps changing. */
const MAX_KEYS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Reads a keys file: a YAML list as under `auth.api_keys`, or a mapping with that list as its `api_keys`. An empty list
 * means no keys; an empty file is a fault, because it is what a writer leaves that was interrupted.
 *
 * @param taken names that the configuration uses already.
 * @throws ConfigError naming every fault; no line holds what the file says.
 */
export function readKeysFile(file: string, taken: ReadonlySet<string> = new Set()): ApiKeyConfig[] {
  const list = parseList(file);
  const keys = plainToInstance(ApiKeyConfig, camelKeys(list) as object[], { exposeDefaultValues: true });
  const names = new Set(taken);
  const faults: string[] = [];
  keys.forEach((key, index) => {
    if (!(key instanceof ApiKeyConfig)) {
      faults.push(`[${index}]: must be a mapping`);
      return;
    }
    const found = validateSync(key, STRICT).flatMap((error) => describeFaults(error, `[${index}]`));
    if (found.length === 0 && names.has(key.name))
      found.push(`[${index}].name: another key has this name already`);
    names.add(key.name);
    faults.push(...found);
  });
  if (faults.length > 0) throw new ConfigError(faults);
  return keys;
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
    value = parse(bytes.toString('utf8'));
  } catch {
    throw new ConfigError(['is not valid YAML']);
  }
  const list = isTree(value) && Object.keys(value).join() === 'api_keys' ? value['api_keys'] : value;
  if (!Array.isArray(list)) throw new ConfigError(['must hold a list of keys; [] for none']);
  if (list.length > MAX_KEYS) throw new ConfigError([`holds more than ${MAX_KEYS} keys`]);
  return list;
}
