import type { CursorCodec, JsonValue } from '../../fleet/cursor.js';
import { Problem } from '../../platform/problem/problem.js';

/** Cursors written in the same second are the same text, so that a page can be given again as it is. */
const EXPIRY_STEP_MS = 1_000;

/** Cursors of this service: signed, bound to a query, its projects and its caller, valid for a limited time. */
export class Cursors {
  constructor(
    private readonly codec: CursorCodec,
    private readonly ttlMs: number,
  ) {}

  /** Writes a cursor that is valid for the whole time to live at least. @param binding hash of all that the cursor is valid for. */
  write(binding: string, payload: JsonValue): string {
    return this.codec.encode(payload, { binding, expiresAtMs: nextStep() + this.ttlMs });
  }

  /** Returns a function that gives what `write` would give now, and writes it only where that is another text. */
  writer(binding: string, payload: JsonValue): () => string {
    let text = '';
    let step = -1;
    return () => {
      const now = nextStep();
      if (now !== step) {
        step = now;
        text = this.write(binding, payload);
      }
      return text;
    };
  }

  /**
   * Checks a cursor and returns the payload that `write` was given. Call it before anything is asked upstream.
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

function nextStep(): number {
  return Math.ceil(Date.now() / EXPIRY_STEP_MS) * EXPIRY_STEP_MS;
}
