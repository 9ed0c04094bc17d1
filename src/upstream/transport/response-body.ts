import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { Fault } from '../../kernel/fault.js';

/** Largest answer that is read into memory, in bytes, packed or not. A 200-row page is about 60 KB. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * The body as sent by the service, unpacked when a front door packed it although nobody asked for it.
 *
 * @throws Fault kind `bad_payload` when it does not unpack or grows beyond the bound.
 */
export function unpackBody(encoding: string | undefined, body: Buffer): Buffer {
  const bound = { maxOutputLength: MAX_BODY_BYTES };
  try {
    switch (encoding) {
      case undefined:
      case '':
      case 'identity':
        return body;
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(body, bound);
      case 'deflate':
        return inflateSync(body, bound);
      case 'br':
        return brotliDecompressSync(body, bound);
      default:
        break;
    }
  } catch (cause) {
    throw new Fault('bad_payload', 'the body does not unpack', { cause });
  }
  throw new Fault('bad_payload', 'the body has an unknown content encoding');
}
