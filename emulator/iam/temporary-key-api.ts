import { json, type Answer } from '../gateway/answer.js';
import { keystoneError } from '../gateway/errors.js';
import { Refusal } from '../gateway/refusal.js';
import { member, missing, object, readBody } from './body.js';
import type { User } from './directory.js';
import type { TemporaryKeys } from './temporary-keys.js';
import { timeText } from './time-text.js';

/** Life of a temporary key in seconds: shortest, which is also the default, and longest (source: vendor's reference). */
const [SHORTEST_S, LONGEST_S] = [900, 86_400];

/** The members of a request for a temporary key. */
export interface KeyRequest {
  /** The token in the body; undefined when only headers name the caller. */
  readonly token: string | undefined;
  readonly lifeS: number;
}

const badRequest = (): Refusal =>
  new Refusal(keystoneError(400, 'The request body is invalid', 'Bad Request'));

/** Reads the body of `POST /v3.0/OS-CREDENTIAL/securitytokens`. @throws Refusal 400. */
export function readKeyRequest(body: Buffer): KeyRequest {
  const identity = member(member(readBody(body), 'auth'), 'identity');
  const { methods } = identity;
  if (!Array.isArray(methods) || methods.length === 0) throw missing('methods');
  // The other method, an agency, is not emulated.
  if (methods.some((method) => method !== 'token')) throw badRequest();
  const { id, duration_seconds: life = SHORTEST_S } = object(identity.token) ?? {};
  if (id !== undefined && typeof id !== 'string') throw badRequest();
  // The vendor's examples write the number as a text.
  const lifeS = Number(life);
  if (!Number.isInteger(lifeS) || lifeS < SHORTEST_S || lifeS > LONGEST_S) throw badRequest();
  return { token: id, lifeS };
}

/** Answers `POST /v3.0/OS-CREDENTIAL/securitytokens`: a key pair and its security token. */
export function issueKey(keys: TemporaryKeys, user: User, now: number, lifeS: number): Answer {
  const { accessKey, secretKey, securityToken, expiresAt } = keys.issue(user, now, lifeS * 1000);
  return json(201, {
    credential: {
      access: accessKey,
      expires_at: timeText(expiresAt),
      secret: secretKey,
      securitytoken: securityToken,
    },
  });
}
