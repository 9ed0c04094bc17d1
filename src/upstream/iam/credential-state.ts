import type { FaultKind } from '../../kernel/fault.js';
import type { CredentialKind } from '../../platform/config/config.js';
import type { Authorizer } from '../transport/authorizer.js';
import type { CredentialProblem } from './token-store.js';

export type { CredentialKind };

/**
 * What an operator may see of a credential; never a token, a password or a key.
 * `condition`: `ready` (usable now), `empty` (nothing fetched yet), `failing` (fetching fails, retried by itself),
 * `refused` (the vendor refuses it; nothing is tried before `retryAt`, `refresh` or another configuration).
 */
export interface CredentialState {
  readonly id: string;
  readonly kind: CredentialKind;
  readonly condition: 'ready' | 'empty' | 'failing' | 'refused';
  /** Tokens only; instants in Unix milliseconds. */
  readonly token?: {
    readonly generation: number;
    readonly issuedAt: number;
    readonly expiresAt: number;
    readonly source: 'iam' | 'redis' | 'memory';
  };
  /** End of temporary keys, Unix milliseconds. */
  readonly keyExpiresAt?: number;
  readonly lastError?: {
    readonly kind: FaultKind;
    readonly problem?: CredentialProblem;
    readonly at: number;
  };
  /** Unix milliseconds; absent when only `refresh` or another configuration helps. */
  readonly retryAt?: number;
}

/** One credential in use. */
export interface ManagedAuthorizer extends Authorizer {
  /** From configuration, unique within its project; safe to log. */
  readonly id: string;
  readonly kind: CredentialKind;
  state(): CredentialState;
  /** Whether it is worth choosing now: not refused, not backing off. */
  usable(): boolean;
  /** Forgets refusals and fetches anew. @throws Fault as `authorize` does. */
  refresh(signal: AbortSignal): Promise<void>;
  /** The vendor's id of the project this credential is scoped to, looked up when only a name is configured. */
  projectId(signal: AbortSignal): Promise<string>;
  /** Stops timers; calls under way end by themselves. */
  close(): void;
}
