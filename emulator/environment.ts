import {
  DEFAULT_HOSTS,
  DEFAULT_PROJECT,
  DEFAULT_SEED,
  DEFAULT_USER,
  type EmulatorOptions,
} from './options.js';
import { latencyOf } from './gateway/latency.js';

/** Largest fleet (choice: 100 000 servers take some 180 MB). */
const MAX_HOSTS = 200_000;

function whole(text: string, min: number, max: number): number | undefined {
  const value = Number(text);
  return /^\d{1,9}$/.test(text) && value >= min && value <= max ? value : undefined;
}

/**
 * Reads the options from the environment; returns every fault instead if there is one. An empty variable counts as absent.
 */
export function optionsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly options: EmulatorOptions } | { readonly faults: string[] } {
  const faults: string[] = [];
  const text = (name: string, fallback: string): string => {
    const value = environment[name] || fallback;
    // Kubernetes sets such a variable for a Service named `emulator`.
    return name === 'EMULATOR_PORT' && value.startsWith('tcp://') ? fallback : value;
  };
  const number = (name: string, fallback: number, min: number, max: number): number => {
    const value = whole(text(name, String(fallback)), min, max);
    if (value === undefined) faults.push(`${name} must be a whole number from ${min} to ${max}`);
    return value ?? fallback;
  };
  const shaped = (name: string, fallback: string, shape: RegExp, rule: string): string => {
    const value = text(name, fallback);
    if (!shape.test(value)) faults.push(`${name} must be ${rule}`);
    return value;
  };
  const latency = latencyOf(text('EMULATOR_LATENCY_MS', '0'));
  if (typeof latency === 'string') faults.push(`EMULATOR_LATENCY_MS ${latency}`);
  const seed = text('EMULATOR_SEED', String(DEFAULT_SEED));
  const region = shaped(
    'HSS_REGION',
    DEFAULT_PROJECT.region,
    /^[a-z0-9-]{1,64}$/,
    'a region such as ap-southeast-3',
  );
  const options: EmulatorOptions = {
    host: text('HOST', '127.0.0.1'),
    port: number('EMULATOR_PORT', 4010, 0, 65_535),
    hosts: number('EMULATOR_HOSTS', DEFAULT_HOSTS, 1, MAX_HOSTS),
    seed: whole(seed, 0, 999_999_999) ?? seed,
    projects: [
      {
        id: shaped('HSS_PROJECT_ID', DEFAULT_PROJECT.id, /^[0-9A-Za-z_-]{1,64}$/, 'letters, digits, - and _'),
        region,
      },
    ],
    users: [
      {
        domain: text('IAM_DOMAIN', DEFAULT_USER.domain),
        name: text('IAM_USER', DEFAULT_USER.name),
        password: text('IAM_PASSWORD', DEFAULT_USER.password),
        accessKey: shaped(
          'HSS_AK',
          DEFAULT_USER.accessKey ?? '',
          /^[^\s,]{1,128}$/,
          'without blanks and commas',
        ),
        secretKey: text('HSS_SK', DEFAULT_USER.secretKey ?? ''),
      },
    ],
    settings: {
      latency_ms: typeof latency === 'string' ? 0 : latency,
      quota_per_minute: number('EMULATOR_QUOTA', 0, 0, 1_000_000),
    },
  };
  return faults.length > 0 ? { faults } : { options };
}
