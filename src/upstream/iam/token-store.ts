import { createHash } from 'node:crypto';
import { lengthPrefixed } from '../../platform/redis/length-prefixed.js';

/** Identifies a token by IAM, account, user and project. None of them is secret. */
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

/** A token as the store returns it. */
export interface StoredToken {
  readonly value: string;
  /** Grows with every token of the slot; never reused. */
  readonly generation: number;
  /** Unix milliseconds by IAM's clock. To be shown only: our clock may differ. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Remaining life in milliseconds from now, so that clocks of machines need not agree. */
  readonly remainingMs: number;
  /** Its whole life, in milliseconds. */
  readonly lifeMs: number;
  /** The project of the token, as IAM named it. */
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
  /** SHA-256 of the refused credential; the refusal concerns no other one. */
  readonly credential: string;
  /** Unix milliseconds by the clock of the refused replica. To be shown only. */
  readonly at: number;
}

export type Claim =
  /** Another replica has renewed: a token newer than `after`. */
  | { readonly kind: 'token'; readonly token: StoredToken }
  /** The caller holds the lease: it alone asks IAM, and stores the answer under this generation. */
  | { readonly kind: 'lease'; readonly generation: number; readonly refusal?: Refusal }
  /** Another one holds the lease, for so many milliseconds at most. */
  | { readonly kind: 'busy'; readonly forMs: number };

/**
 * Shares tokens: in Redis between replicas, in memory within one process. Both pass one contract suite. An older token never
 * replaces a newer one, even when its replica was suspended and has lost the lease.
 *
 * @throws StoreFailure from every call when the store fails; callers then continue without it.
 */
export interface TokenStore {
  /** `redis` or `memory`, for the token's state. */
  readonly kind: 'redis' | 'memory';
  /** Returns the slot's token; undefined when it is absent, expired or unreadable. */
  read(slot: TokenSlot): Promise<StoredToken | undefined>;
  /**
   * Returns in one atomic step: a token newer than `after`; else the lease; else that another replica holds it.
   *
   * @param owner random, one per attempt; only it can release the lease.
   * @param leaseMs after this time others may take the lease.
   */
  claim(slot: TokenSlot, after: number, owner: string, leaseMs: number): Promise<Claim>;
  /** Stores the token and clears the slot's refusal. Returns false when an equal or newer generation is there. */
  write(slot: TokenSlot, token: StoredToken): Promise<boolean>;
  /** Extends the lease to `leaseMs` from now. Returns false when `owner` no longer holds it. */
  extend(slot: TokenSlot, owner: string, leaseMs: number): Promise<boolean>;
  /** Releases the lease if `owner` still holds it. */
  release(slot: TokenSlot, owner: string): Promise<void>;
  /** Remembers a refusal for `ttlMs`. */
  remember(slot: TokenSlot, refusal: Refusal, ttlMs: number): Promise<void>;
  /** Returns the slot's remembered refusal. */
  refusal(slot: TokenSlot): Promise<Refusal | undefined>;
  /** Forgets the slot's refusal. */
  forget(slot: TokenSlot): Promise<void>;
}

export const TokenStore = Symbol('TokenStore');

/** The store does not answer, or refuses a command. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
}
