import { createHash } from 'node:crypto';
import {
  endpointRefusal,
  hookRefusal,
  isHookUrl,
  isKeySetUrl,
  isLoopback,
  isUpstreamEndpoint,
} from './config-rules.js';
import { ConfigError, locate } from './config-faults.js';
import type { AppConfig, CredentialConfig, CredentialKind } from './config.js';
import { SECRET_VARIABLE } from './environment.js';
import { readKeysFile, unknownProjects } from './keys-file.js';
import { readTlsAuthority } from '../redis/tls-authority.js';
import { isTree } from './tree.js';

/** What a configuration is for. Only serving needs somebody who may call. */
export type Purpose = 'serve' | 'call-the-vendor';

/** The name of the caller who uses the demonstration key. */
export const DEMO_CALLER = 'demo';

/**
 * Returns the faults that concern several settings. It runs beside the rules for single settings, so it skips values of
 * a wrong type: those rules report them.
 */
export function crossCheck(config: AppConfig, purpose: Purpose = 'serve'): string[] {
  if (!Array.isArray(config.projects) || !isTree(config.auth) || !isTree(config.upstream)) return [];
  const faults = [...projectFaults(config), ...callerFaults(config, purpose), ...authorityFaults(config)];
  if (config.redis.url !== '' && config.secrets.length === 0) {
    faults.push(
      `secrets: Redis needs at least one, the same for every replica (environment ${SECRET_VARIABLE})`,
    );
  }
  faults.push(...orderFaults(config), ...watchFaults(config));
  if (
    config.cors.credentials === true &&
    Array.isArray(config.cors.origins) &&
    config.cors.origins.includes('*')
  )
    faults.push('cors.origins: * is not allowed together with cors.credentials; list the origins');
  return faults;
}

/** Returns the faults of settings that must not exceed another one. */
function orderFaults({ query, queries, server, limits }: AppConfig): string[] {
  const pairs: readonly (readonly [string, number, string, number])[] = [
    ['query.default_timeout_ms', query.defaultTimeoutMs, 'query.max_timeout_ms', query.maxTimeoutMs],
    [
      'server.headers_timeout_ms',
      server.headersTimeoutMs,
      'server.request_timeout_ms',
      server.requestTimeoutMs,
    ],
    ['queries.deadline_s', queries.deadlineS, 'queries.keep_s', queries.keepS],
    [
      'limits.concurrent_streams',
      limits.concurrentStreams,
      'limits.concurrent_requests',
      limits.concurrentRequests,
    ],
  ];
  return pairs.flatMap(([name, value, most, bound]) =>
    value > bound ? [`${name}: must not exceed ${most}`] : [],
  );
}

/** Returns warnings for the log about settings that work but are dangerous. */
export function dangersOf({ auth, docs, explorer, server, projects }: AppConfig): string[] {
  const isDemonstration =
    isLoopback(server.host) &&
    projects.every(
      ({ hssEndpoint }) => hssEndpoint !== undefined && isLoopback(new URL(hssEndpoint).hostname),
    );
  if (isDemonstration) return [];
  const dangers: string[] = [];
  if (auth.demoKey !== undefined)
    dangers.push(
      'auth.demo_key is set: everybody who knows it has all rights. It is for demonstrations on one machine; use auth.api_keys',
    );
  for (const [name, page, key] of [
    ['docs.prefilled_key', '/docs', docs.prefilledKey],
    ['explorer.prefilled_key', '/', explorer.prefilledKey],
  ])
    if (key !== undefined)
      dangers.push(
        `${name} is set: everybody who opens ${page} can read this key. It is for demonstrations on one machine; remove it`,
      );
  return dangers;
}

/** Returns the faults of watches and schedules. What their types and queries may be is checked where types are known. */
function watchFaults({ watches, schedules, webhooks, projects }: AppConfig): string[] {
  if (![watches, schedules, webhooks.allowedHosts].every(Array.isArray)) return [];
  const aliases = new Set(projects.filter(isTree).map(({ alias }) => alias));
  const faults: string[] = [];
  for (const [name, list] of Object.entries({ watches, schedules }))
    list.forEach((each, index) => {
      if (!isTree(each) || each.project === undefined || aliases.has(each.project)) return;
      faults.push(`${name}[${index}].project: names no configured project`);
    });
  watches.forEach((watch, index) => {
    if (!isTree(watch)) return;
    const { webhook, intervalS, fullEveryS } = watch;
    const at = `watches[${index}]`;
    if (fullEveryS < intervalS) faults.push(`${at}.full_every_s: must not be less than interval_s`);
    if (!isTree(webhook) || !isHookUrl(webhook.url)) return;
    const refusal = hookRefusal(webhook.url, webhooks.allowedHosts);
    if (refusal !== undefined) faults.push(`${at}.webhook.url: ${refusal}`);
  });
  return faults;
}

function authorityFaults({ redis: { tlsCaFile, url } }: AppConfig): string[] {
  if (typeof tlsCaFile !== 'string' || tlsCaFile === '') return [];
  const faults: string[] = [];
  if (typeof url === 'string' && !url.startsWith('rediss'))
    faults.push(locate('redis.tls_ca_file', 'has an effect only with rediss://'));
  try {
    readTlsAuthority(tlsCaFile);
  } catch (error) {
    faults.push(locate('redis.tls_ca_file', (error as Error).message));
  }
  return faults;
}

function projectFaults(config: AppConfig): string[] {
  const faults: string[] = [];
  const allowed = { hosts: config.upstream.allowedHosts, plainHttpHosts: config.upstream.plainHttpHosts };
  config.projects.forEach((project, index) => {
    if (!isTree(project)) return;
    const at = `projects[${index}]`;
    for (const [key, endpoint] of [
      ['hss_endpoint', project.hssEndpoint],
      ['iam_endpoint', project.iamEndpoint],
    ] as const) {
      const refusal = isUpstreamEndpoint(endpoint) ? endpointRefusal(endpoint as string, allowed) : undefined;
      if (refusal !== undefined) faults.push(locate(`${at}.${key}`, refusal));
    }
    if (!Array.isArray(project.credentials)) return;
    project.credentials.forEach((credential, position) => {
      if (!isTree(credential)) return;
      for (const key of missingOf(credential)) {
        faults.push(locate(`${at}.credentials[${position}].${key}`, `is needed for kind ${credential.kind}`));
      }
    });
  });
  if (
    config.defaultProject !== undefined &&
    !config.projects.some((each) => isTree(each) && each.alias === config.defaultProject)
  ) {
    faults.push('default_project: names no configured project');
  }
  return faults;
}

function callerFaults({ auth, projects }: AppConfig, purpose: Purpose): string[] {
  if (!Array.isArray(auth.apiKeys) || !Array.isArray(auth.jwt)) return [];
  const names = new Set(auth.apiKeys.filter(isTree).map(({ name }) => name));
  const faults: string[] = [];
  const hasCaller =
    names.size > 0 || auth.jwt.length > 0 || auth.keysFile !== undefined || auth.demoKey !== undefined;
  if (purpose === 'serve' && !hasCaller)
    faults.push(
      'auth.api_keys: no caller is configured; add a key (npm run key makes one and prints its hash)',
    );
  const issuers = auth.jwt.filter(isTree).map(({ issuer }) => issuer);
  if (new Set(issuers).size < issuers.length) faults.push('auth.jwt: issuers must be unique');
  auth.jwt.forEach((issuer, index) => {
    if (isTree(issuer) && issuer.explorerClientId !== undefined && !isKeySetUrl(issuer.issuer))
      faults.push(
        `auth.jwt[${index}].issuer: must be an https URL, since the explorer finds the issuer there`,
      );
  });
  if (auth.demoKey !== undefined) {
    if (names.has(DEMO_CALLER)) faults.push('auth.api_keys: with demo_key no other key may be named demo');
    names.add(DEMO_CALLER);
  }
  const hashes = new Set<string>();
  if (typeof auth.demoKey === 'string') hashes.add(createHash('sha256').update(auth.demoKey).digest('hex'));
  const aliases = new Set(projects.filter(isTree).map(({ alias }) => alias));
  faults.push(...keyFaults(auth, aliases, hashes));
  return typeof auth.keysFile === 'string' && auth.keysFile !== ''
    ? [...faults, ...keysFileFaults(auth.keysFile, { names, hashes, projects: aliases })]
    : faults;
}

/** Returns the faults of single keys and issuers. Adds the keys' hashes to `hashes`. */
function keyFaults(
  { apiKeys, jwt }: AppConfig['auth'],
  aliases: ReadonlySet<string>,
  hashes: Set<string>,
): string[] {
  const faults: string[] = [];
  const aliasFaults = (named: unknown, path: string): string[] =>
    Array.isArray(named) ? unknownProjects(named as string[], aliases, path) : [];
  apiKeys.forEach((key, index) => {
    if (!isTree(key)) return;
    if (hashes.has(key.sha256))
      faults.push(`auth.api_keys[${index}].sha256: another key has this hash already`);
    if (typeof key.sha256 === 'string') hashes.add(key.sha256);
    faults.push(...aliasFaults(key.projects, `auth.api_keys[${index}].projects`));
  });
  jwt.forEach((issuer, index) => {
    if (isTree(issuer))
      faults.push(...aliasFaults(issuer.defaultProjects, `auth.jwt[${index}].default_projects`));
  });
  return faults;
}

function keysFileFaults(path: string, beside: Parameters<typeof readKeysFile>[1]): string[] {
  try {
    readKeysFile(path, beside);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => locate('auth.keys_file', fault));
  }
}

/** Settings that each kind of credential must have, as the YAML file names them. */
const NEEDED: Readonly<Record<CredentialKind, Readonly<Record<string, keyof CredentialConfig>>>> = {
  'ak-sk': { access_key: 'accessKey', secret_key: 'secretKey' },
  'ecs-agency': {},
  'key-file': { file: 'file' },
  password: { domain: 'domain', user: 'user', password: 'password' },
};

function missingOf(credential: CredentialConfig): string[] {
  const needed = Object.hasOwn(NEEDED, credential.kind) ? NEEDED[credential.kind] : {};
  return Object.entries(needed).flatMap(([name, member]) => (credential[member] === undefined ? [name] : []));
}
