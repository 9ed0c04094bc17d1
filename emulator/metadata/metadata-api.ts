import { randomBytes } from 'node:crypto';
import { json, type Answer } from '../gateway/answer.js';
import { noSuchApi } from '../gateway/errors.js';
import type { SignedRequest } from '../gateway/signature.js';
import type { User } from '../iam/directory.js';
import type { TemporaryKey, TemporaryKeys } from '../iam/temporary-keys.js';
import { timeText } from '../iam/time-text.js';
import type { Settings } from '../settings.js';

/** The next keys are there in this last share of a life: 10 minutes of an hour (source: the vendor's page on metadata). */
const OVERLAP_SHARE = 1 / 6;
const PATHS = new Set(['/meta-data/latest/api/token', '/openstack/latest/securitykey']);

/** Returns whether a path is one of the metadata service. */
export function isMetadataPath(path: string): boolean {
  return PATHS.has(path);
}

/**
 * The metadata service of a server that has an agency. It gives out temporary keys of the first user. The real one has an
 * address that only the server itself reaches; here it shares the emulator's, and is off unless `metadata_service` says so.
 */
export class MetadataApi {
  /** Sessions by their end. */
  private readonly sessions = new Map<string, number>();
  private held: TemporaryKey | undefined;

  constructor(
    private readonly keys: TemporaryKeys,
    private readonly user: User | undefined,
  ) {}

  answer({ method, path, headers }: SignedRequest, settings: Settings, now: number): Answer {
    const mode = settings.metadata_service;
    if (mode === 'off' || this.user === undefined) return noSuchApi();
    if (path === '/meta-data/latest/api/token') {
      if (mode === 'plain') return json(404, { error_message: 'not found' });
      if (method !== 'PUT') return json(405, { error_message: 'method not allowed' });
      return this.openSession(headers['x-metadata-token-ttl-seconds'], now);
    }
    if (mode === 'no-agency')
      return json(401, { error_message: 'Please configure Cloud Service Agency first' });
    const session = headers['x-metadata-token'];
    if (mode === 'session' && !this.isOpen(session, now)) return json(401, { error_message: 'unauthorized' });
    const { accessKey, secretKey, securityToken, expiresAt } = this.key(
      this.user,
      settings.metadata_key_s * 1000,
      now,
    );
    return json(200, {
      credential: {
        access: accessKey,
        expires_at: timeText(expiresAt),
        secret: secretKey,
        securitytoken: securityToken,
      },
    });
  }

  /** Forgets all sessions, and the keys that it gave out last. */
  clear(): void {
    this.sessions.clear();
    this.held = undefined;
  }

  private openSession(life: string | string[] | undefined, now: number): Answer {
    const seconds = Number(life);
    if (!Number.isInteger(seconds) || seconds < 1 || seconds > 21_600)
      return json(400, { error_message: 'bad X-Metadata-Token-Ttl-Seconds' });
    const session = randomBytes(30).toString('base64');
    this.sessions.set(session, now + seconds * 1000);
    return { status: 200, body: session, contentType: 'text/plain' };
  }

  private isOpen(session: string | string[] | undefined, now: number): boolean {
    return typeof session === 'string' && (this.sessions.get(session) ?? 0) > now;
  }

  private key(user: User, lifeMs: number, now: number): TemporaryKey {
    if (this.held === undefined || this.held.expiresAt - now <= lifeMs * OVERLAP_SHARE)
      this.held = this.keys.issue(user, now, lifeMs);
    return this.held;
  }
}
