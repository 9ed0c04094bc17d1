/** A bearer token is not taken; `message` says why in words that its sender may read. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** Nobody can say whether a token is good: its issuer's keys cannot be had. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  constructor(
    /** When the next try to fetch them is due, in milliseconds. */
    readonly retryAfterMs: number,
  ) {
    super("the issuer's keys cannot be fetched");
  }
}
