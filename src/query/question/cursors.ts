import type { CursorCodec, JsonValue } from '../../fleet/cursor.js';
import { Problem } from '../../platform/problem/problem.js';

/** Cursors of this service: signed, bound to a query, its projects and its caller, good for a limited time. */
export class Cursors {
  constructor(
    private readonly codec: CursorCodec,
    private readonly ttlMs: number,
  ) {}

  /** @param binding hash of all that the cursor shall be good for. */
  write(binding: string, payload: JsonValue): string {
    return this.codec.encode(payload, { binding, expiresAtMs: Date.now() + this.ttlMs });
  }

  /**
   * Checks a cursor; to be called before anything is asked upstream. Its payload is one that `write` was given.
   *
   * @throws Problem `invalid-cursor` when it is not ours, not for this query and caller, or too old.
   */
  read(binding: string, text: string | undefined): JsonValue | undefined {
    if (text === undefined) return undefined;
    const reading = this.codec.decode(text, { binding, nowMs: Date.now() });
    if (reading.ok) return reading.payload;
    const detail =
      reading.reason === 'expired'
        ? 'The cursor has expired'
        : 'The cursor does not belong to this query, or was altered';
    throw new Problem('invalid-cursor', detail, { errors: [{ parameter: 'cursor', detail }] });
  }
}
