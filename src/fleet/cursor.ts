import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface CursorKey {
  readonly id: string;
  /** 16 bytes of secret or more. */
  readonly key: Buffer;
}

interface CursorSeal {
  /** Unix milliseconds; from then on the cursor is refused. */
  readonly expiresAtMs: number;
  /** What the cursor is valid for: query, project and caller, or a hash of them. The cursor does not show it. */
  readonly binding: string;
}

/**
 * - `malformed`: cannot be a cursor of ours, by its length or form
 * - `forged`: not made with a key we hold, or changed since
 * - `foreign`: ours, but for another query, project or caller
 * - `expired`
 */
type CursorRefusal = 'malformed' | 'forged' | 'foreign' | 'expired';

type CursorReading =
  { readonly ok: true; readonly payload: JsonValue } | { readonly ok: false; readonly reason: CursorRefusal };

interface SigningKey {
  readonly key: Buffer;
  /** Names the key that signed, so that not all keys have to be tried. */
  readonly mark: number;
}

const VERSION = 1;
/** Layout: version 1, key mark 1, expiry 6 (big endian), binding tag 12, payload as JSON, MAC 16. */
const EXPIRY_AT = 2;
const TAG_AT = 8;
const PAYLOAD_AT = 20;
const MAC_BYTES = 16;
const TAG_BYTES = PAYLOAD_AT - TAG_AT;
const MAX_TEXT = 2_048;
const MIN_KEY_BYTES = 16;

/**
 * Turns a place in an answer into opaque text and back. It accepts only its own text: HMAC-SHA256 over all of it, bound to
 * query, project and caller, with an expiry. Holds no state, so any replica with the keys can read it.
 */
export class CursorCodec {
  private readonly keys: readonly SigningKey[];

  /**
   * @param keys the first signs, all verify: rotate by putting the new one in front.
   * @throws RangeError when there is none, an id is there twice, or a key is shorter than 16 bytes.
   */
  constructor(keys: readonly CursorKey[]) {
    if (keys.length === 0) throw new RangeError('at least one cursor key is needed');
    if (new Set(keys.map(({ id }) => id)).size < keys.length)
      throw new RangeError('two cursor keys have the same id');
    if (keys.some(({ key }) => key.length < MIN_KEY_BYTES))
      throw new RangeError('a cursor key is shorter than 16 bytes');
    this.keys = keys.map(({ id, key }) => ({
      key,
      mark: createHash('sha256').update(id).digest()[0] as number,
    }));
  }

  /** @throws RangeError when the cursor would be longer than one may be (2 048 characters). */
  encode(payload: JsonValue, { expiresAtMs, binding }: CursorSeal): string {
    const { key, mark } = this.keys[0] as SigningKey;
    const json = Buffer.from(JSON.stringify(payload));
    const bytes = Buffer.alloc(PAYLOAD_AT + json.length + MAC_BYTES);
    bytes[0] = VERSION;
    bytes[1] = mark;
    bytes.writeUIntBE(Math.min(Math.max(0, Math.floor(expiresAtMs)), 2 ** 48 - 1), EXPIRY_AT, 6);
    tagOf(key, binding).copy(bytes, TAG_AT);
    json.copy(bytes, PAYLOAD_AT);
    macOf(key, bytes.subarray(0, -MAC_BYTES)).copy(bytes, PAYLOAD_AT + json.length);
    const text = bytes.toString('base64url');
    if (text.length > MAX_TEXT) throw new RangeError(`cursor of ${text.length} characters`);
    return text;
  }

  decode(
    text: string,
    { binding, nowMs }: { readonly binding: string; readonly nowMs: number },
  ): CursorReading {
    if (text.length > MAX_TEXT) return refused('malformed');
    const bytes = Buffer.from(text, 'base64url');
    // Several texts decode to the same bytes; only the one that was given out is accepted.
    if (
      bytes.length <= PAYLOAD_AT + MAC_BYTES ||
      bytes[0] !== VERSION ||
      bytes.toString('base64url') !== text
    ) {
      return refused('malformed');
    }
    const key = this.signerOf(bytes);
    if (key === undefined) return refused('forged');
    if (!timingSafeEqual(tagOf(key, binding), bytes.subarray(TAG_AT, PAYLOAD_AT))) return refused('foreign');
    if (nowMs >= bytes.readUIntBE(EXPIRY_AT, 6)) return refused('expired');
    return {
      ok: true,
      payload: JSON.parse(bytes.toString('utf8', PAYLOAD_AT, bytes.length - MAC_BYTES)) as JsonValue,
    };
  }

  private signerOf(bytes: Buffer): Buffer | undefined {
    const mac = bytes.subarray(-MAC_BYTES);
    for (const { key, mark } of this.keys) {
      if (mark === bytes[1] && timingSafeEqual(macOf(key, bytes.subarray(0, -MAC_BYTES)), mac)) return key;
    }
    return undefined;
  }
}

function refused(reason: CursorRefusal): CursorReading {
  return { ok: false, reason };
}

/** The first byte separates the two uses of a key: no MAC is ever a tag. */
function macOf(key: Buffer, body: Buffer): Buffer {
  return createHmac('sha256', key).update('m').update(body).digest().subarray(0, MAC_BYTES);
}

function tagOf(key: Buffer, binding: string): Buffer {
  return createHmac('sha256', key).update('b').update(binding).digest().subarray(0, TAG_BYTES);
}
