/** A bearer token is not accepted. Its sender may read `message`, which says why. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused';
}

/** A token cannot be verified, because the keys of its issuer cannot be fetched. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  constructor(
    /** Time until the next attempt to fetch them, in milliseconds. */
    readonly retryAfterMs: number,
  ) {
    super("the issuer's keys cannot be fetched");
  }
}
