import { createHmac } from 'node:crypto';
import { hookSecretBytes } from '../config/config-rules.js';

/** A secret that a receiver knows too. */
export interface HookSecret {
  readonly id: string;
  /** `whsec_` and bytes in base64. */
  readonly value: string;
}

/**
 * Returns the headers that sign a message as Standard Webhooks has it: one signature for each secret. `Portolan-Key-Id` names
 * the secrets in the same order.
 *
 * @param id the same at every attempt, so that a receiver knows a message that it has.
 * @param atMs time of this attempt: receivers refuse messages that are some minutes old.
 */
export function signatureHeaders(
  secrets: readonly HookSecret[],
  id: string,
  atMs: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1_000));
  const signatures = secrets.map(({ value }) => {
    const key = hookSecretBytes(value) ?? Buffer.alloc(0);
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
    'portolan-key-id': secrets.map((secret) => secret.id).join(' '),
  };
}
