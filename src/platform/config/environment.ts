import type { CredentialKind } from './config.js';

/** The path of the setting that each environment variable sets, with the names of the YAML files. */
export const ENVIRONMENT: Readonly<Record<string, readonly string[]>> = {
  HOST: ['server', 'host'],
  PORT: ['server', 'port'],
  MANAGEMENT_PORT: ['server', 'management_port'],
  PUBLIC_URL: ['server', 'public_url'],
  LOG_LEVEL: ['log', 'level'],
  LOG_FORMAT: ['log', 'format'],
  REDIS_URL: ['redis', 'url'],
  REDIS_CA_FILE: ['redis', 'tls_ca_file'],
  AUTH_KEYS_FILE: ['auth', 'keys_file'],
  OTEL_EXPORTER_OTLP_ENDPOINT: ['tracing', 'otlp_endpoint'],
  OTEL_SERVICE_NAME: ['tracing', 'service_name'],
  POINTS_PER_MINUTE: ['limits', 'points_per_minute'],
  HTTPS_PROXY: ['upstream', 'proxy'],
  HTTP_PROXY: ['upstream', 'http_proxy'],
  NO_PROXY: ['upstream', 'no_proxy'],
};

/** Variables that most programs read under their lower-case names too; those come first, as in curl. */
export const ALSO_LOWER_CASE: readonly string[] = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

/** Variables that hold a list, separated by commas. */
export const LISTS: readonly string[] = ['NO_PROXY'];

/** Variables that set members of the first project, which is made when there is none. */
export const PROJECT_ENVIRONMENT: Readonly<Record<string, string>> = {
  HSS_ENDPOINT: 'hss_endpoint',
  IAM_ENDPOINT: 'iam_endpoint',
  HSS_REGION: 'region',
  HSS_PROJECT_ID: 'project_id',
};

/** Variables that set credentials of the first project, by kind of credential. */
export const CREDENTIAL_ENVIRONMENT: Readonly<
  Partial<Record<CredentialKind, Readonly<Record<string, string>>>>
> = {
  'ak-sk': { HSS_AK: 'access_key', HSS_SK: 'secret_key', HSS_SECURITY_TOKEN: 'security_token' },
  'key-file': { HSS_KEY_FILE: 'file' },
  password: { IAM_DOMAIN: 'domain', IAM_USER: 'user', IAM_PASSWORD: 'password' },
};

/** Sets one secret, whose id is then `env`, for operators who have no file. */
export const SECRET_VARIABLE = 'PORTOLAN_SECRET';

/** Path of the YAML file that is laid over `config/default.yaml`. */
export const CONFIG_VARIABLE = 'PORTOLAN_CONFIG';

/** Returns the variables that set a path of the configuration, for messages to operators. */
export function variablesFor(path: string): string[] {
  const found: string[] = [];
  for (const [name, target] of Object.entries(ENVIRONMENT)) if (target.join('.') === path) found.push(name);
  const project = /^projects\[0\]\.(\w+)$/.exec(path)?.[1];
  if (project !== undefined) {
    for (const [name, target] of Object.entries(PROJECT_ENVIRONMENT))
      if (target === project) found.push(name);
  }
  const credential = /^projects\[0\]\.credentials\[\d+\]\.(\w+)$/.exec(path)?.[1];
  if (credential !== undefined) {
    for (const group of Object.values(CREDENTIAL_ENVIRONMENT)) {
      for (const [name, target] of Object.entries(group)) if (target === credential) found.push(name);
    }
  }
  return found;
}
