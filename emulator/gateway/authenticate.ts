import type { IncomingHttpHeaders } from 'node:http';
import type { Directory, Project, User } from '../iam/directory.js';
import type { Lockout } from '../iam/lockout.js';
import type { TemporaryKeys } from '../iam/temporary-keys.js';
import type { Token, TokenStore } from '../iam/tokens.js';
import type { Settings } from '../settings.js';
import { deadToken, notAuthorized, unauthenticated } from './errors.js';
import { Refusal } from './refusal.js';
import {
  canonicalRequest,
  parseAuthorization,
  sameSignature,
  sign,
  signatureTime,
  type SignedRequest,
} from './signature.js';

/** The caller, with its token if it used one. */
export interface Caller {
  readonly user: User;
  readonly token: Token | undefined;
}

/** An access key of a user, permanent or temporary. */
interface Key {
  readonly user: User;
  readonly secretKey: string;
  readonly securityToken: string | undefined;
  readonly expiresAt: number;
}

/** Signatures older or younger than this are refused (source: vendor's signing guide). */
const MAX_SKEW_MS = 15 * 60_000;

/** Checks tokens and signatures as the vendor's gateway does. */
export class Authenticator {
  constructor(
    private readonly directory: Directory,
    private readonly tokens: TokenStore,
    private readonly temporaryKeys: TemporaryKeys,
    private readonly keyLockout: Lockout,
  ) {}

  /** Returns the user that the request names, without any check: for scripted faults and counts. */
  named(headers: IncomingHttpHeaders): User | undefined {
    const text = headers['x-auth-token'];
    if (typeof text === 'string') return this.tokens.find(text)?.user;
    const signature = parseAuthorization(headers.authorization ?? '');
    return signature && this.keyOf(signature.accessKey)?.user;
  }

  /**
   * Returns the caller of a project's API.
   *
   * @throws Refusal 401 or 403, as the gateway writes it.
   */
  forProject(request: SignedRequest, project: Project | undefined, settings: Settings, now: number): Caller {
    const caller = this.caller(request, settings, now);
    const { token, user } = caller;
    if (token !== undefined) {
      const region = token.region ?? token.project?.region;
      if (project !== undefined && region !== undefined && region !== project.region) {
        throw new Refusal(deadToken('APIGW.0307'));
      }
      if (project === undefined || token.project !== project) throw new Refusal(notAuthorized());
    } else {
      const named = request.headers['x-project-id'];
      if (project === undefined || (named !== undefined && named !== project.id))
        throw new Refusal(notAuthorized());
    }
    if (!user.mayUse(project)) throw new Refusal(notAuthorized());
    return caller;
  }

  /**
   * Returns the caller; its token may be of any scope.
   *
   * @throws Refusal 401, as the gateway writes it.
   */
  caller(request: SignedRequest, settings: Settings, now: number): Caller {
    const text = request.headers['x-auth-token'];
    if (typeof text === 'string' && text !== '') {
      const token = this.tokens.find(text);
      if (token === undefined) throw new Refusal(unauthenticated('decrypt token fail'));
      if (token.revoked || token.expiresAt <= now) throw new Refusal(deadToken(settings.dead_token_code));
      return { user: token.user, token };
    }
    if (request.headers.authorization === undefined)
      throw new Refusal(unauthenticated('x-auth-token not found'));
    return { user: this.signer(request, request.headers.authorization, settings, now), token: undefined };
  }

  private keyOf(accessKey: string): Key | undefined {
    const user = this.directory.userOfKey(accessKey);
    if (user === undefined) return this.temporaryKeys.find(accessKey);
    const { secretKey, securityToken } = user;
    return { user, secretKey, securityToken, expiresAt: Number.POSITIVE_INFINITY };
  }

  private signer(request: SignedRequest, authorization: string, settings: Settings, now: number): User {
    const parsed = parseAuthorization(authorization);
    if (parsed === undefined) throw new Refusal(unauthenticated('authorization header is malformed'));
    const { accessKey, signedHeaders, signature } = parsed;
    const key = this.keyOf(accessKey);
    if (key === undefined || key.expiresAt <= now) {
      throw new Refusal(unauthenticated(`Get secretKey failed,ak:${accessKey},err:ak not exist`));
    }
    if (this.keyLockout.isLocked(accessKey)) {
      throw new Refusal(unauthenticated('AK access failed to reach the limit,forbidden'));
    }
    const date = request.headers['x-sdk-date'];
    const time = typeof date === 'string' ? signatureTime(date) : Number.NaN;
    if (Number.isNaN(time) || !signedHeaders.includes('x-sdk-date')) {
      throw new Refusal(unauthenticated('x-sdk-date not found in the signed headers'));
    }
    if (Math.abs(time - now) > MAX_SKEW_MS) throw new Refusal(unauthenticated('signature expired'));
    const canonical = canonicalRequest(request, signedHeaders);
    const token = request.headers['x-security-token'];
    const temporary = key.securityToken === undefined || key.securityToken === token;
    if (!temporary || !sameSignature(signature, sign(canonical, date as string, key.secretKey))) {
      this.keyLockout.fail(accessKey, {
        failures: settings.ak_lock_failures,
        windowMs: Number.POSITIVE_INFINITY,
        lockMs: settings.ak_lock_s * 1000,
      });
      const shown = canonical.replaceAll('\n', '|');
      throw new Refusal(unauthenticated(`verify aksk signature fail, canonicalRequest:${shown}`));
    }
    this.keyLockout.succeed(accessKey);
    return key.user;
  }
}
