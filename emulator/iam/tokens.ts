import { randomBytes } from 'node:crypto';
import type { Project, User } from './directory.js';

export interface Token {
  readonly text: string;
  readonly user: User;
  /** Undefined for a token of the whole account. */
  readonly project: Project | undefined;
  /** The only region it works in; undefined for all. */
  readonly region: string | undefined;
  /** Unix milliseconds by the emulated cloud's clock. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  revoked: boolean;
}

/** Expired tokens are removed when so many are kept, so that memory stays bounded in a long run; choice. */
const SWEEP_AT = 20_000;

/** Keeps all tokens, except those that expired long ago. A new token does not end older ones. */
export class TokenStore {
  private readonly tokens = new Map<string, Token>();

  /** @param bytes characters of the text, 40 or more. */
  issue(fields: Omit<Token, 'text' | 'revoked'>, bytes: number): Token {
    if (this.tokens.size >= SWEEP_AT) this.sweep(fields.issuedAt);
    // The vendor's tokens are signed messages in base64, which begin like this.
    const text = `MII${randomBytes(bytes).toString('base64')}`.slice(0, bytes);
    const token: Token = { ...fields, text, revoked: false };
    this.tokens.set(text, token);
    return token;
  }

  find(text: string): Token | undefined {
    return this.tokens.get(text);
  }

  /** Revokes all tokens, or those of users with that name or id. Returns how many were valid. */
  revoke(now: number, user?: string): number {
    let count = 0;
    for (const token of this.tokens.values()) {
      if (user !== undefined && token.user.name !== user && token.user.id !== user) continue;
      if (!token.revoked && token.expiresAt > now) count += 1;
      token.revoked = true;
    }
    return count;
  }

  private sweep(now: number): void {
    for (const [text, token] of this.tokens) {
      if (token.revoked || token.expiresAt < now - 3_600_000) this.tokens.delete(text);
    }
  }
}
