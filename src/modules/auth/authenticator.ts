import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../../platform/http/admission/caller.js';
import { Problem } from '../../platform/problem/problem.js';
import type { ApiKeys } from './api-keys.js';
import type { JwtCallers } from './jwt/jwt-callers.js';
import type { Tickets } from './tickets.js';
import { KeysUnavailable, TokenRefused } from './jwt/token-refused.js';

/** The credential of a request, or why there is none. */
export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'both' }
  | { readonly kind: 'key' | 'token' | 'ticket'; readonly text: string };

const BEARER = /^bearer +([A-Za-z0-9._~+/=-]+) *$/i;

/** Returns the credential in the headers. A bearer token may be a key. Ignores an `Authorization` of another scheme, which may be for a proxy. */
export function credentialOf(headers: IncomingHttpHeaders): Credential {
  const key = headers['x-api-key'];
  const token = headers.authorization === undefined ? undefined : BEARER.exec(headers.authorization)?.[1];
  if (key !== undefined && token !== undefined) return { kind: 'both' };
  if (key !== undefined) return { kind: 'key', text: typeof key === 'string' ? key : '' };
  return token === undefined ? { kind: 'none' } : { kind: 'token', text: token };
}

/** Identifies callers by their credentials. */
export class Authenticator {
  constructor(
    private readonly keys: ApiKeys,
    private readonly tokens: JwtCallers,
    private readonly tickets: Tickets,
  ) {}

  /** Returns the caller, as a promise only for tokens. @throws Problem `unauthenticated`, which says why; `auth-unavailable` without the issuer's keys. */
  identify(credential: Credential): Caller | Promise<Caller> {
    switch (credential.kind) {
      case 'none':
        throw new Problem('unauthenticated', 'Send a key in X-API-Key, or a bearer token in Authorization');
      case 'both':
        throw new Problem('unauthenticated', 'Send a key or a bearer token, not both');
      case 'key': {
        const caller = this.keys.find(credential.text);
        if (caller !== undefined) return caller;
        throw new Problem('unauthenticated', 'The key in X-API-Key is not valid');
      }
      case 'ticket': {
        const holder = this.tickets.holder(credential.text, Date.now());
        // A ticket of a removed key is void. A ticket of a changed key has the present rights of that key.
        const caller = holder?.kind === 'jwt' ? holder : this.keys.named(holder?.id);
        if (caller !== undefined) return caller;
        throw new Problem('unauthenticated', 'The ticket is not valid, or has expired');
      }
      case 'token':
        // Prometheus, for one, can send a key only in this way.
        return this.keys.find(credential.text) ?? this.verify(credential.text);
    }
  }

  private async verify(token: string): Promise<Caller> {
    try {
      return await this.tokens.verify(token);
    } catch (error) {
      if (error instanceof KeysUnavailable) {
        throw new Problem('auth-unavailable', "The keys of the token's issuer cannot be fetched", {
          retryAfterS: Math.max(1, Math.ceil(error.retryAfterMs / 1_000)),
        });
      }
      if (!(error instanceof TokenRefused)) throw error;
      throw new Problem('unauthenticated', `The bearer token is not valid: ${error.message}`, {
        headers: {
          'www-authenticate': `Bearer realm="portolan", error="invalid_token", error_description="${error.message}", ApiKey realm="portolan"`,
        },
      });
    }
  }
}
