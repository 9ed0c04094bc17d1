import type { WireResponse } from './wire.js';

/** What an error answer of the vendor says. Code and request id are short and of harmless characters. */
export interface VendorError {
  readonly code?: string | undefined;
  /** For reading a stated limit only: it follows the site's language, and may echo what we sent. */
  readonly text?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Longest body read for a code; real ones have a few hundred bytes. */
const MAX_BODY_BYTES = 16_384;
const CODE = /^[A-Za-z0-9._-]{1,64}$/;
const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** Names of code and text in the order in which the vendor's SDKs look for them. */
const SHAPES = [
  ['error_code', 'error_msg'],
  ['errorCode', 'errorMsg'],
  ['code', 'message'],
] as const;

/** Returns what the answer says in any of the vendor's error shapes. What is not well-formed is left out. */
export function readVendorError(response: WireResponse): VendorError {
  const said = readBody(response.body);
  return { ...said, requestId: requestIdOf(response) ?? usableRequestId(said.requestId) };
}

/** Returns the vendor's request id from the headers of an answer; undefined where there is none that is well-formed. */
export function requestIdOf({ headers }: WireResponse): string | undefined {
  return usableRequestId(headers['x-request-id']) ?? usableRequestId(headers['x-iam-trace-id']);
}

/** Returns whether the answer is a web page. The vendor answers JSON, so something in front of it wrote the page. */
export function isWebPage({ headers, body }: WireResponse): boolean {
  if (/^\s*text\/html\b/i.test(headers['content-type'] ?? '')) return true;
  return /^\s*<(!doctype|html)\b/i.test(body.subarray(0, 256).toString('latin1'));
}

/** Returns whether the vendor's web firewall carried the answer: its cookies or its name say so. */
export function passedFirewall({ headers }: WireResponse): boolean {
  return /HWWAFSES/i.test(headers['set-cookie'] ?? '') || /CloudWAF/i.test(headers['server'] ?? '');
}

function usableRequestId(id: string | undefined): string | undefined {
  return id !== undefined && REQUEST_ID.test(id) ? id : undefined;
}

function readBody(body: Buffer): VendorError {
  if (body.length === 0 || body.length > MAX_BODY_BYTES) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    return {};
  }
  if (!isRecord(parsed)) return {};
  const requestId = textOf(parsed['request_id']);
  const direct = readShape(parsed);
  if (direct !== undefined) return { ...direct, requestId };
  for (const nested of Object.values(parsed)) {
    const said = isRecord(nested) ? readShape(nested) : undefined;
    if (said !== undefined) return { ...said, requestId };
  }
  return { requestId };
}

function readShape(record: Readonly<Record<string, unknown>>): VendorError | undefined {
  for (const [codeName, textName] of SHAPES) {
    const raw = record[codeName];
    const code = typeof raw === 'number' ? String(raw) : raw;
    if (typeof code === 'string' && CODE.test(code)) return { code, text: textOf(record[textName]) };
  }
  return undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, 1_000) : undefined;
}
