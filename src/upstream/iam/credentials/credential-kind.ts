import type { Clock } from '../../../kernel/clock.js';
import type { CredentialConfig as ConfiguredCredential } from '../../../platform/config/config.js';
import type { Wire } from '../../transport/wire.js';
import type { ManagedAuthorizer } from '../credential-state.js';
import { TokenClient, type ProjectScope } from '../token-client.js';
import type { ObserveTokens } from '../token-events.js';
import type { TokenSourceTimings } from '../token-source.js';
import type { TokenStore } from '../token-store.js';

/** What the credentials are for. */
export interface CredentialScope {
  /** Scheme, host and port of IAM. */
  readonly iamOrigin: string;
  /** Named by id, or by name (a system project has the region's name). */
  readonly project: ProjectScope;
}

export interface CredentialTools {
  /** Carries IAM's own calls, on a pipeline without this authorizer. */
  readonly wire: Pick<Wire, 'send'>;
  readonly store: TokenStore;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  readonly timings?: Partial<TokenSourceTimings>;
  readonly observe?: ObserveTokens;
}

/** One kind of credential: everything that differs from kind to kind, but the authorizer's own behaviour. */
export interface CredentialKind<C> {
  /** Translates a configured credential whose members are complete. */
  readonly settings: (config: ConfiguredCredential, id: string) => C;
  /**
   * Returns the account and user that the vendor sees. Two credentials that may see different rows differ in it. It holds
   * no secret, and does not change when a secret is replaced.
   */
  readonly identity: (settings: C) => readonly string[];
  readonly create: (settings: C, scope: CredentialScope, tools: CredentialTools) => ManagedAuthorizer;
}

export function tokenClient(origin: string, { wire, clock, random }: CredentialTools): TokenClient {
  return new TokenClient({
    wire,
    origin,
    ...(clock === undefined ? {} : { clock }),
    ...(random === undefined ? {} : { random }),
  });
}
