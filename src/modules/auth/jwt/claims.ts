import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { SCOPES, type JwtIssuerConfig, type Scope } from '../../../platform/config/config.js';
import type { Caller } from '../../../platform/http/admission/caller.js';
import { TokenRefused } from './token-refused.js';

const MAX_SUBJECT = 1_024;
/** Subjects that stand in a caller's id as they are; others stand hashed. */
const PLAIN_SUBJECT = /^[\x21-\x7e]{1,128}$/;
const ALIAS = /^(\*|[A-Za-z0-9][A-Za-z0-9_-]{0,63})$/;

/**
 * The caller that a verified token speaks for. Its id begins with `jwt:` or `jwt#`, which no key's name can.
 *
 * @throws TokenRefused when the token names nobody.
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

/** `scope` (RFC 8693, words in one text) and `scp` (as some issuers call it); scopes that are not ours are passed over. */
function scopesOf(claims: JWTPayload): ReadonlySet<Scope> {
  const given = [...(texts(claims['scope']) ?? []), ...(texts(claims['scp']) ?? [])];
  return new Set(SCOPES.filter((scope) => given.includes(scope)));
}

/** A list of texts, or words in one text; undefined when the claim is absent, nothing when it is something else. */
function texts(claim: unknown): string[] | undefined {
  if (claim === undefined) return undefined;
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((each): each is string => typeof each === 'string') : [];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
