import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { SCOPES, type JwtIssuerConfig, type Scope } from '../../../platform/config/config.js';
import type { Caller } from '../../../platform/http/admission/caller.js';
import { TokenRefused } from './token-refused.js';

/** Maximum length of a subject, in characters. A choice. */
const MAX_SUBJECT = 1_024;
/** Subjects that are part of a caller's id as they are. Others are hashed. */
const PLAIN_SUBJECT = /^[\x21-\x7e]{1,128}$/;
const ALIAS = /^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/;

/**
 * Returns the caller of a verified token. Its id begins with `jwt:` or `jwt#`, and no name of a key can.
 *
 * @throws TokenRefused when the token names no subject.
 */
export function callerOfClaims(claims: JWTPayload, issuer: JwtIssuerConfig): Caller {
  const { sub } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > MAX_SUBJECT)
    throw new TokenRefused('it names no subject');
  const projects = texts(claims[issuer.projectsClaim])?.filter((alias) => ALIAS.test(alias));
  const visible = projects ?? issuer.defaultProjects;
  return {
    id: PLAIN_SUBJECT.test(sub) ? `jwt:${issuer.name}:${sub}` : `jwt#${issuer.name}#${digest(sub)}`,
    kind: 'jwt',
    scopes: scopesOf(claims),
    projects: visible.includes('*') ? '*' : new Set(visible),
    ...(issuer.pointsPerMinute === undefined ? {} : { pointsPerMinute: issuer.pointsPerMinute }),
  };
}

/** Returns our scopes in `scope` (RFC 8693) and `scp` (used by some issuers). Ignores other scopes. */
function scopesOf(claims: JWTPayload): ReadonlySet<Scope> {
  const given = [...(texts(claims['scope']) ?? []), ...(texts(claims['scp']) ?? [])];
  return new Set(SCOPES.filter((scope) => given.includes(scope)));
}

/** Returns a list of texts, or the words of one text. Undefined for an absent claim, an empty list for any other value. */
function texts(claim: unknown): string[] | undefined {
  if (claim === undefined) return undefined;
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((each): each is string => typeof each === 'string') : [];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
