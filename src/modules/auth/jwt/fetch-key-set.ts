import type { JSONWebKeySet } from 'jose';

/** A choice. */
const TIMEOUT_MS = 3_000;
/** A choice: real key sets have a few kilobytes. */
const MAX_BYTES = 262_144;

/** Fetches an issuer's public keys. Follows no redirect, and stops after `MAX_BYTES`. @throws Error */
export async function fetchKeySet(url: string): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/jwk-set+json, application/json' },
  });
  if (response.status !== 200 || response.body === null) {
    await response.body?.cancel();
    throw new Error(`status ${response.status}`);
  }
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    pieces.push(piece);
  }
  return JSON.parse(Buffer.concat(pieces).toString('utf8')) as JSONWebKeySet;
}
