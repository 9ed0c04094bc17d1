import type { CredentialState } from '../credential-state.js';

/** A pair of keys that signs requests. */
export interface AccessKey {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Comes with temporary keys. */
  readonly securityToken?: string;
}

/** What a source of keys says of itself; `expiresAt` in Unix milliseconds, absent for keys without an end. */
export type KeySourceState = Pick<CredentialState, 'condition' | 'lastError' | 'retryAt'> & {
  readonly expiresAt?: number;
};

/** Where a credential gets its keys from. */
export interface KeySource {
  /**
   * Returns the keys to sign with now. Keys that end soon are renewed meanwhile.
   *
   * @throws Fault when there are none.
   */
  current(signal: AbortSignal): AccessKey | Promise<AccessKey>;
  /** Takes note that the vendor refused a signature of `key`. Returns whether another try may use other keys. */
  refused(key: AccessKey): boolean;
  /** Forgets failures and gets the keys anew. @throws Fault as `current` does. */
  refresh(signal: AbortSignal): Promise<void>;
  /** `empty` says nothing: the outcome of signed calls counts then. */
  state(): KeySourceState;
}

/** Keys of the configuration. */
export class FixedKey implements KeySource {
  constructor(private readonly key: AccessKey) {}

  current(): AccessKey {
    return this.key;
  }

  refused(): boolean {
    return false;
  }

  refresh(): Promise<void> {
    return Promise.resolve();
  }

  state(): KeySourceState {
    return { condition: 'empty' };
  }
}
