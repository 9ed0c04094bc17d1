import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ConfigError, describeFaults, STRICT } from './config-faults.js';
import { AppConfig } from './config.js';
import { crossCheck, type Purpose } from './cross-check.js';
import {
  ALSO_LOWER_CASE,
  CONFIG_VARIABLE,
  CREDENTIAL_ENVIRONMENT,
  ENVIRONMENT,
  LISTS,
  PROJECT_ENVIRONMENT,
  SECRET_VARIABLE,
} from './environment.js';
import { isText } from './config-table.js';
import { readYaml } from './read-yaml.js';
import { listsInLists, shaped } from './shape.js';
import { camelKeys, isTree, overlay, type Tree } from './tree.js';

export { ConfigError } from './config-faults.js';

/** Settings that are paths of files. */
const PATHS = [
  ['auth', 'keys_file'],
  ['redis', 'tls_ca_file'],
] as const;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the environment of this process; the only place that reads it. */
export function environmentOfProcess(): Environment {
  return process.env;
}

/** Returns the folder that holds `config/`: three levels above this file, in `src` and in `dist` alike. */
export function projectDirectory(): string {
  return resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
}

/**
 * Reads `config/default.yaml`, then the file that PORTOLAN_CONFIG names, then the environment, and returns one validated
 * object. Later sources replace earlier ones.
 *
 * @param directory where `config/default.yaml` is; relative paths start there.
 * @throws ConfigError with every fault.
 */
export function loadConfig(
  allVariables: Environment,
  directory: string,
  purpose: Purpose = 'serve',
): AppConfig {
  const environment = withoutServiceLinks(allVariables);
  const faults: string[] = [];
  let tree: Tree = {};
  const files = [resolve(directory, 'config/default.yaml')];
  const named = environment[CONFIG_VARIABLE];
  if (named !== undefined && named !== '') files.push(isAbsolute(named) ? named : resolve(directory, named));
  for (const file of files) {
    const layer = readLayer(file, environment, faults);
    if (layer !== undefined) tree = overlay(tree, layer) as Tree;
  }
  if (faults.length > 0) throw new ConfigError(faults);
  applyEnvironment(tree, environment);
  for (const [section, name] of PATHS) {
    const settings = tree[section];
    if (!isTree(settings)) continue;
    const path = settings[name];
    if (typeof path === 'string' && path !== '') settings[name] = resolve(directory, path);
  }
  return buildConfig(tree, purpose);
}

/** Validates a configuration tree (names as in the YAML files). @throws ConfigError with every fault. */
export function buildConfig(tree: Tree, purpose: Purpose = 'serve'): AppConfig {
  const faults: string[] = [];
  const given = camelKeys(tree) as Tree;
  listsInLists(given, '', faults);
  const config = plainToInstance(AppConfig, shaped(given, new AppConfig(), '', faults), {
    enableImplicitConversion: false,
    exposeDefaultValues: true,
  });
  faults.push(...validateSync(config, STRICT).flatMap((error) => describeFaults(error)));
  faults.push(...crossCheck(config, purpose));
  if (faults.length > 0) throw new ConfigError(faults);
  config.defaultProject ??= config.projects[0]?.alias;
  return config;
}

function readLayer(file: string, environment: Environment, faults: string[]): Tree | undefined {
  if (!existsSync(file)) {
    faults.push(`${file}: no such file`);
    return undefined;
  }
  try {
    const value: unknown = readYaml(readFileSync(file, 'utf8')) ?? {};
    if (!isTree(value)) {
      faults.push(`${file}: must hold a mapping`);
      return undefined;
    }
    return interpolate(value, environment) as Tree;
  } catch (error) {
    // The parser's message may quote a line that holds a secret, so the fault names the place only.
    const position = (error as { linePos?: { line: number; col: number }[] }).linePos?.[0];
    faults.push(
      `${file}: not valid YAML${position ? ` at line ${position.line}, column ${position.col}` : ''}`,
    );
    return undefined;
  }
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` in text values by environment variables. Where a setting is a number
 * or a truth value, the text becomes one.
 *
 * @param path of the value; `[]` stands for each entry of a list.
 */
function interpolate(value: unknown, environment: Environment, path = ''): unknown {
  if (typeof value === 'string') {
    const text = withVariables(value, environment);
    return text === undefined || text === value || isText(path) ? text : numberOrFlag(text);
  }
  if (Array.isArray(value)) return value.map((each) => interpolate(each, environment, `${path}[]`));
  if (isTree(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [
        key,
        interpolate(each, environment, path === '' ? key : `${path}.${key}`),
      ]),
    );
  }
  return value;
}

/** Returns the text with its variables replaced; undefined when it is just one variable, unset and without default. */
function withVariables(text: string, environment: Environment): string | undefined {
  const whole = /^\$\{([A-Z][A-Z0-9_]*)(?::-(.*))?\}$/s.exec(text);
  if (whole !== null) return environment[whole[1] as string] ?? whole[2];
  return text.replace(
    /\$\{([A-Z][A-Z0-9_]*)(?::-([^{}]*))?\}/g,
    (_all, name: string, fallback?: string) => environment[name] ?? fallback ?? '',
  );
}

function applyEnvironment(tree: Tree, environment: Environment): void {
  for (const [name, [section, key]] of Object.entries(ENVIRONMENT)) {
    const lower = ALSO_LOWER_CASE.includes(name) ? environment[name.toLowerCase()] : undefined;
    const text = lower ?? environment[name];
    if (text === undefined || text === '' || section === undefined || key === undefined) continue;
    const target = isTree(tree[section]) ? tree[section] : {};
    if (LISTS.includes(name)) target[key] = text.split(/[,\s]+/).filter((entry) => entry !== '');
    else target[key] = isText(`${section}.${key}`) ? text : numberOrFlag(text);
    tree[section] = target;
  }
  applyProjectEnvironment(tree, environment);
  const secret = environment[SECRET_VARIABLE];
  if (secret !== undefined && secret !== '') {
    const others = Array.isArray(tree['secrets']) ? (tree['secrets'] as unknown[]) : [];
    tree['secrets'] = [{ id: 'env', value: secret }, ...others];
  }
}

function applyProjectEnvironment(tree: Tree, environment: Environment): void {
  const names = [PROJECT_ENVIRONMENT, ...Object.values(CREDENTIAL_ENVIRONMENT)].flatMap((group) =>
    Object.keys(group),
  );
  if (!names.some((name) => filled(environment[name]))) return;
  const projects = Array.isArray(tree['projects']) ? (tree['projects'] as unknown[]) : [];
  if (projects.length === 0) projects.push({ alias: 'default' });
  tree['projects'] = projects;
  const project = projects[0];
  if (!isTree(project)) return;
  for (const [name, key] of Object.entries(PROJECT_ENVIRONMENT)) {
    if (filled(environment[name])) project[key] = environment[name];
  }
  const credentials = Array.isArray(project['credentials']) ? (project['credentials'] as unknown[]) : [];
  for (const [kind, variables] of Object.entries(CREDENTIAL_ENVIRONMENT)) {
    const set = Object.entries(variables).filter(([name]) => filled(environment[name]));
    if (set.length === 0) continue;
    let credential = credentials.find((each): each is Tree => isTree(each) && each['kind'] === kind);
    if (credential === undefined) credentials.push((credential = { kind }));
    for (const [name, key] of set) credential[key] = environment[name];
  }
  project['credentials'] = credentials;
}

/**
 * Kubernetes gives every container variables for each Service, such as `EMULATOR_PORT=tcp://10.0.0.7:4010` for one named
 * `emulator`. They are left out, because no operator has set them.
 */
function withoutServiceLinks(environment: Environment): Environment {
  const own = Object.entries(environment).filter(
    ([name, text]) => !(name.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\//.test(text ?? '')),
  );
  return Object.fromEntries(own);
}

const filled = (text: string | undefined): text is string => text !== undefined && text !== '';

/** Returns the number or truth value that a text means; any other text unchanged, which the rules then refuse. */
function numberOrFlag(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}
