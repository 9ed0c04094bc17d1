import { createHash } from 'node:crypto';
import { lengthPrefixed } from '../../platform/redis/length-prefixed.js';

/** Which token is meant: one for each IAM, account, user and project. None of the parts is secret. */
export interface TokenSlot {
  /** Origin of the IAM endpoint. */
  readonly iam: string;
  readonly account: string;
  readonly user: string;
  /** `id:<project id>` or `name:<project name>`. */
  readonly project: string;
}

/** Returns a name that no other slot has, whatever its parts contain. */
export function slotDigest(slot: TokenSlot): string {
  const parts = lengthPrefixed([slot.iam, slot.account, slot.user, slot.project]);
  return createHash('sha256').update(parts).digest('base64url');
}

/** A token as the store hands it out. */
export interface StoredToken {
  readonly value: string;
  /** Grows with every token of the slot; never reused. */
  readonly generation: number;
  /** As the server said them, Unix milliseconds by the server's clock. For people, not for arithmetic. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** What is left of its life, in milliseconds from now, by no clock that two machines would have to agree on. */
  readonly remainingMs: number;
  /** Its whole life, in milliseconds. */
  readonly lifeMs: number;
  /** The project the token is good for, as IAM described it. */
  readonly projectId?: string;
}

/** Why IAM will refuse the same credential again. The list is closed. */
export const CREDENTIAL_PROBLEMS = [
  'wrong_password',
  'locked',
  'console_only',
  'disabled',
  'denied',
  'project_unknown',
  'request_invalid',
  /** Tokens are issued, but the service refuses each at once: typically the IAM endpoint of another region. */
  'token_not_accepted',
  /** Signatures of this key do not verify. */
  'signature_refused',
] as const;

export type CredentialProblem = (typeof CREDENTIAL_PROBLEMS)[number];

/** A remembered refusal, so that R replicas try a wrong password once. */
export interface Refusal {
  readonly problem: CredentialProblem;
  /** SHA-256 of the credential that was refused; another one is not concerned. */
  readonly credential: string;
  /** Unix milliseconds by the clock of the replica that was refused. For people. */
  readonly at: number;
}

export type Claim =
  /** Somebody has renewed already: a token newer than asked. */
  | { readonly kind: 'token'; readonly token: StoredToken }
  /** The caller holds the lease: it alone asks IAM, and stores the answer under this generation. */
  | { readonly kind: 'lease'; readonly generation: number; readonly refusal?: Refusal }
  /** Another one holds the lease, for so many milliseconds at most. */
  | { readonly kind: 'busy'; readonly forMs: number };

/**
 * Where tokens are shared: in Redis for replicas, in memory for a process alone. Both pass one contract suite.
 * An older token never replaces a newer one, whoever held the lease and however long it slept.
 *
 * @throws StoreFailure from every call when the store is out of reach; callers then go on by themselves.
 */
export interface TokenStore {
  /** `redis` or `memory`, for the token's state. */
  readonly kind: 'redis' | 'memory';
  /** The slot's token, when there is one that lives and can be read. */
  read(slot: TokenSlot): Promise<StoredToken | undefined>;
  /**
   * In one step: a token newer than `after`, else the lease, else who is busy.
   *
   * @param owner random, one per attempt; only it can release the lease.
   * @param leaseMs after that long the lease is another's to take.
   */
  claim(slot: TokenSlot, after: number, owner: string, leaseMs: number): Promise<Claim>;
  /** Stores the token unless a newer or equal generation is there; false then. Clears the slot's refusal. */
  write(slot: TokenSlot, token: StoredToken): Promise<boolean>;
  /** Keeps the lease for another `leaseMs` from now; false when `owner` does not hold it any more. */
  extend(slot: TokenSlot, owner: string, leaseMs: number): Promise<boolean>;
  /** Gives the lease back, if `owner` still holds it. */
  release(slot: TokenSlot, owner: string): Promise<void>;
  /** Remembers a refusal for `ttlMs`. */
  remember(slot: TokenSlot, refusal: Refusal, ttlMs: number): Promise<void>;
  /** The slot's remembered refusal. */
  refusal(slot: TokenSlot): Promise<Refusal | undefined>;
  /** Forgets the slot's refusal. */
  forget(slot: TokenSlot): Promise<void>;
}

export const TokenStore = Symbol('TokenStore');

/** The store is out of reach, or refuses to work. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}
