import type { CredentialConfig as ConfiguredCredential } from '../../../platform/config/config.js';
import { CredentialPool } from '../credential-pool.js';
import type { ManagedAuthorizer } from '../credential-state.js';
import { akSkKind, type AkSkConfig } from './ak-sk.js';
import type { CredentialKind, CredentialScope, CredentialTools } from './credential-kind.js';
import { ecsAgencyKind, type EcsAgencyConfig } from './ecs-agency.js';
import { keyFileKind, type KeyFileConfig } from './key-file.js';
import { passwordKind, type PasswordConfig } from './password.js';

/** One credential as configured; `id` is unique within its project and may be logged. */
export type CredentialConfig = AkSkConfig | EcsAgencyConfig | KeyFileConfig | PasswordConfig;

/** All kinds, one line each. */
export const CREDENTIAL_KINDS: {
  readonly [K in CredentialConfig['kind']]: CredentialKind<Extract<CredentialConfig, { kind: K }>>;
} = {
  'ak-sk': akSkKind,
  'ecs-agency': ecsAgencyKind,
  'key-file': keyFileKind,
  password: passwordKind,
};

/**
 * Translates a credential of the configuration.
 *
 * @param index its place in the project. Its id counts by place, so that logs can tell credentials apart.
 */
export function credentialSettings(config: ConfiguredCredential, index: number): CredentialConfig {
  return CREDENTIAL_KINDS[config.kind].settings(config, `${config.kind}-${index + 1}`);
}

/** Returns a text that no other credential of any kind has, and that holds no secret. */
export function credentialIdentity(config: CredentialConfig): string {
  return JSON.stringify([config.kind, ...kindOf(config).identity(config)]);
}

/** Returns the authorizer of one credential. */
export function createAuthorizer(
  config: CredentialConfig,
  scope: CredentialScope,
  tools: CredentialTools,
): ManagedAuthorizer {
  return kindOf(config).create(config, scope, tools);
}

/** Returns the authorizer of a project with all its credentials. @throws RangeError without one, or with an id twice. */
export function createCredentialPool(
  configs: readonly CredentialConfig[],
  scope: CredentialScope,
  tools: CredentialTools,
): CredentialPool {
  return new CredentialPool(configs.map((config) => createAuthorizer(config, scope, tools)));
}

function kindOf(config: CredentialConfig): CredentialKind<CredentialConfig> {
  return CREDENTIAL_KINDS[config.kind] as CredentialKind<CredentialConfig>;
}
