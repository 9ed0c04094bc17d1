import { createHash } from 'node:crypto';
import { systemClock, type Clock } from '../../../kernel/clock.js';
import type { Wire } from '../../transport/wire.js';
import { CredentialPool } from '../credential-pool.js';
import type { CredentialKind, ManagedAuthorizer } from '../credential-state.js';
import { lengthPrefixed } from '../../../platform/redis/length-prefixed.js';
import { TokenClient, type ProjectScope } from '../token-client.js';
import type { ObserveTokens } from '../token-events.js';
import { TokenSource, type TokenSourceTimings } from '../token-source.js';
import type { TokenStore } from '../token-store.js';
import { AkSkAuthorizer } from './ak-sk.js';
import { PasswordAuthorizer } from './password.js';

/** One credential as configured; `id` is unique within its project and may be logged. */
export type CredentialConfig =
  | {
      readonly kind: 'password';
      readonly id: string;
      readonly account: string;
      /** For the account itself the account's name. */
      readonly user: string;
      readonly password: string;
    }
  | {
      readonly kind: 'ak-sk';
      readonly id: string;
      readonly accessKey: string;
      readonly secretKey: string;
      readonly securityToken?: string;
    };

/** What the credentials are for. */
export interface CredentialScope {
  /** Scheme, host and port of IAM. */
  readonly iamOrigin: string;
  /** Named by id, or by name (a system project bears the region's). */
  readonly project: ProjectScope;
}

interface CredentialTools {
  /** Carries IAM's own calls, on a pipeline without this authorizer. */
  readonly wire: Pick<Wire, 'send'>;
  readonly store: TokenStore;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly timings?: Partial<TokenSourceTimings>;
  readonly observe?: ObserveTokens;
}

type Factory<K extends CredentialKind> = (
  config: Extract<CredentialConfig, { kind: K }>,
  scope: CredentialScope,
  tools: CredentialTools,
) => ManagedAuthorizer;

/** One line for each kind. */
const FACTORIES: { readonly [K in CredentialKind]: Factory<K> } = {
  password: passwordAuthorizer,
  'ak-sk': akSkAuthorizer,
};

/** The authorizer of one credential. */
export function createAuthorizer(
  config: CredentialConfig,
  scope: CredentialScope,
  tools: CredentialTools,
): ManagedAuthorizer {
  const create = FACTORIES[config.kind] as Factory<CredentialKind>;
  return create(config, scope, tools);
}

/** The authorizer of a project with all its credentials. @throws RangeError without one, or with an id twice. */
export function createCredentialPool(
  configs: readonly CredentialConfig[],
  scope: CredentialScope,
  tools: CredentialTools,
): CredentialPool {
  return new CredentialPool(configs.map((config) => createAuthorizer(config, scope, tools)));
}

function passwordAuthorizer(
  config: Extract<CredentialConfig, { kind: 'password' }>,
  { iamOrigin, project }: CredentialScope,
  tools: CredentialTools,
): ManagedAuthorizer {
  const { account, user, password } = config;
  const client = tokenClient(iamOrigin, tools);
  const source = new TokenSource({
    slot: {
      iam: iamOrigin,
      account,
      user,
      project: 'id' in project ? `id:${project.id}` : `name:${project.name}`,
    },
    credential: createHash('sha256')
      .update(lengthPrefixed([account, user, password]))
      .digest('base64url'),
    issue: (signal) => client.issue({ account, user, password }, project, signal),
    ...tools,
  });
  return new PasswordAuthorizer(config.id, source, 'id' in project ? project.id : undefined);
}

function akSkAuthorizer(
  config: Extract<CredentialConfig, { kind: 'ak-sk' }>,
  { iamOrigin, project }: CredentialScope,
  tools: CredentialTools,
): ManagedAuthorizer {
  const client = tokenClient(iamOrigin, tools);
  const { accessKey, secretKey, securityToken } = config;
  return new AkSkAuthorizer({
    id: config.id,
    key: { accessKey, secretKey, ...(securityToken === undefined ? {} : { securityToken }) },
    ...('id' in project ? { projectId: project.id } : {}),
    findProject: (sign, signal) => client.findProject('name' in project ? project.name : '', sign, signal),
    clock: tools.clock ?? systemClock,
    random: tools.random ?? Math.random,
  });
}

function tokenClient(origin: string, { wire, clock, random }: CredentialTools): TokenClient {
  return new TokenClient({
    wire,
    origin,
    ...(clock === undefined ? {} : { clock }),
    ...(random === undefined ? {} : { random }),
  });
}
