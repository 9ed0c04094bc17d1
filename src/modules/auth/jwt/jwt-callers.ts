import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Clock } from '../../../kernel/clock.js';
import type { JwtIssuerConfig } from '../../../platform/config/config.js';
import type { Caller } from '../../../platform/http/admission/caller.js';
import type { Logger } from '../../../platform/logging/logger.js';
import { callerOfClaims } from './claims.js';
import { fetchKeySet } from './fetch-key-set.js';
import { KeySet } from './key-set.js';
import { KeysUnavailable, TokenRefused } from './token-refused.js';

/** Maximum length of a token, in characters; all headers together may have 16 KiB. */
const MAX_TOKEN = 12_288;

interface Issuer {
  readonly config: JwtIssuerConfig;
  readonly keys: KeySet;
}

/** Identifies callers by bearer tokens of trusted issuers. */
export class JwtCallers {
  private readonly issuers: ReadonlyMap<string, Issuer>;

  constructor(configs: readonly JwtIssuerConfig[], clock: Clock, logger: Logger) {
    this.issuers = new Map(
      configs.map((config) => [config.issuer, { config, keys: keySetOf(config, clock, logger) }]),
    );
  }

  /**
   * Verifies a token and returns its caller.
   *
   * @throws TokenRefused with a message for its sender; KeysUnavailable.
   */
  async verify(token: string): Promise<Caller> {
    const { config, keys } = this.issuerOf(token);
    try {
      const { payload, protectedHeader } = await jwtVerify(
        token,
        (header, input) => keys.find(header, input),
        {
          issuer: config.issuer,
          audience: config.audience,
          // Checked before the key is looked up: a token must not choose how it is verified.
          algorithms: config.algorithms,
          clockTolerance: config.clockToleranceS,
          requiredClaims: ['exp', 'sub'],
        },
      );
      checkType(protectedHeader.typ, config);
      checkLife(payload, config);
      return callerOfClaims(payload, config);
    } catch (error) {
      if (error instanceof KeysUnavailable || error instanceof TokenRefused) throw error;
      throw new TokenRefused(reasonOf(error));
    }
  }

  private issuerOf(token: string): Issuer {
    if (token.length > MAX_TOKEN) throw new TokenRefused('it is too long');
    let issuer: unknown;
    try {
      issuer = decodeJwt(token).iss;
    } catch {
      throw new TokenRefused('it is not a JWT');
    }
    const known = typeof issuer === 'string' ? this.issuers.get(issuer) : undefined;
    if (known === undefined) throw new TokenRefused('its issuer is not trusted');
    return known;
  }
}

/** Refuses tokens of other types, such as logout tokens, which may have the same issuer and audience (RFC 8725, 3.11). */
function checkType(typ: string | undefined, { types }: JwtIssuerConfig): void {
  const type = (typ ?? 'JWT').toLowerCase().replace(/^application\//, '');
  if (!types.some((each) => each.toLowerCase() === type)) throw new TokenRefused('it is of another type');
}

/** Refuses tokens that are valid for longer than the configuration allows. */
function checkLife(
  { iat, exp = Infinity }: JWTPayload,
  { maxLifeS, clockToleranceS }: JwtIssuerConfig,
): void {
  const nowS = Date.now() / 1_000;
  // An issue time in the future must not make the allowed life longer.
  const from = Math.min(iat ?? nowS, nowS);
  if (exp - from > maxLifeS + clockToleranceS) throw new TokenRefused('it is valid for too long');
}

function keySetOf(config: JwtIssuerConfig, clock: Clock, logger: Logger): KeySet {
  let failing = false;
  return new KeySet({
    fetch: () => fetchKeySet(config.jwksUrl),
    maxAgeMs: config.jwksMaxAgeS * 1_000,
    cooldownMs: config.jwksCooldownS * 1_000,
    staleMs: Math.max(config.jwksStaleS, config.jwksMaxAgeS) * 1_000,
    clock,
    onFetch: (fault) => {
      if (fault !== undefined)
        logger.warn({ issuer: config.name, fault }, "an issuer's keys cannot be fetched");
      else if (failing) logger.warn({ issuer: config.name }, "an issuer's keys can be fetched again");
      failing = fault !== undefined;
    },
  });
}

/** Returns the reason for the sender of a token: what is wrong with it, and nothing about this service. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not accepted';
  if (error instanceof errors.JWKSNoMatchingKey) return 'its issuer has no such key';
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'it does not say which key signed it';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is wrong';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf') return 'it is not valid yet';
    if (error.claim === 'aud') return 'it is meant for another audience';
    if (/^[a-z]{3}$/.test(error.claim)) return `its claim ${error.claim} is missing or wrong`;
  }
  return 'it cannot be verified';
}
