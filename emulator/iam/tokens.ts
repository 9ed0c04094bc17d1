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

/** Dead tokens are swept when this many are held, so that a long run stays small. */
const SWEEP_AT = 20_000;

/** All tokens ever issued, but for those long dead. A new one leaves older ones alive. */
export class TokenStore {
  private readonly tokens = new Map<string, Token>();

  /** @param bytes characters of the text, 40 or more. */
  issue(fields: Omit<Token, 'text' | 'revoked'>, bytes: number): Token {
    if (this.tokens.size >= SWEEP_AT) this.sweep(fields.issuedAt);
    // Real ones are signed messages in base64 and begin like this.
    const text = `MII${randomBytes(bytes).toString('base64')}`.slice(0, bytes);
    const token: Token = { ...fields, text, revoked: false };
    this.tokens.set(text, token);
    return token;
  }

  find(text: string): Token | undefined {
    return this.tokens.get(text);
  }

  /** Kills all tokens, or those of the users with that name or id; says how many were alive. */
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
