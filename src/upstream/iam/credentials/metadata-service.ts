import { Fault } from '../../../kernel/fault.js';
import { USER_AGENT } from '../../transport/user-agent.js';
import type { Wire, WireRequest, WireResponse } from '../../transport/wire.js';
import type { AccessKey } from './access-key.js';
import { readTemporaryKey } from './temporary-key.js';

/** Life of a session of the metadata service in seconds, as the vendor's SDKs ask for it. */
const SESSION_S = 21_600;
/** The longest session text that is taken; choice. */
const MAX_SESSION_LENGTH = 4_096;
/** What the service says when the machine has no agency (source: the vendor's SDKs, which compare this text). */
const NO_AGENCY = 'Please configure Cloud Service Agency first';

const UNREACHABLE =
  'The metadata service does not answer: kind ecs-agency works on servers of the vendor only, and in containers only when the address 169.254.169.254 can be reached from them.';

/**
 * The metadata service of a server in the vendor's cloud. It gives out the keys of the server's agency, to whoever holds a
 * session where sessions are demanded: `PUT` for a session, then `GET` with it. Older servers know no sessions and
 * answer the `PUT` with 404 or 405 (source: `MetadataAccessor` of the vendor's SDKs).
 */
export class MetadataService {
  private session: string | undefined;

  constructor(
    private readonly wire: Pick<Wire, 'send'>,
    private readonly origin: string,
  ) {}

  /**
   * Fetches the keys of the agency and the milliseconds that they are good for.
   *
   * @param now Unix milliseconds, where the answer does not tell the time.
   * @throws Fault with a hint for the operator.
   */
  async key(signal: AbortSignal, now: number): Promise<{ readonly key: AccessKey; readonly leftMs: number }> {
    this.session ??= await this.openSession(signal);
    let response = await this.askForKey(signal);
    if (response.status === 401 && !hasNoAgency(response)) {
      this.session = await this.openSession(signal);
      response = await this.askForKey(signal);
    }
    if (response.status !== 200) throw faultOf(response);
    const { key, expiresAt } = readTemporaryKey(response.body.toString('utf8'), 'the metadata service');
    const theirs = Date.parse(response.headers['date'] ?? '');
    const leftMs = (expiresAt ?? NaN) - (Number.isNaN(theirs) ? now : theirs);
    if (!(leftMs > 0)) throw new Fault('bad_payload', 'the metadata service gave keys that have expired');
    return { key, leftMs };
  }

  private askForKey(signal: AbortSignal): Promise<WireResponse> {
    return this.send('GET', '/openstack/latest/securitykey', this.sessionHeader(), signal);
  }

  private sessionHeader(): Readonly<Record<string, string>> {
    return this.session === undefined ? {} : { 'x-metadata-token': this.session };
  }

  /** Returns undefined where the service knows no sessions. */
  private async openSession(signal: AbortSignal): Promise<string | undefined> {
    const wish = { 'x-metadata-token-ttl-seconds': String(SESSION_S) };
    const { status, body } = await this.send('PUT', '/meta-data/latest/api/token', wish, signal);
    if (status === 404 || status === 405) return undefined;
    const session = body.toString('utf8').trim();
    const isUsable = session.length <= MAX_SESSION_LENGTH && /^[\x21-\x7e]+$/.test(session);
    if (status !== 200 || !isUsable)
      throw new Fault('unavailable', `the metadata service answered ${status} to the request for a session`, {
        status,
      });
    return session;
  }

  private async send(
    method: WireRequest['method'],
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<WireResponse> {
    const request = { method, origin: this.origin, path, headers: { 'user-agent': USER_AGENT, ...headers } };
    try {
      return await this.wire.send(request, signal);
    } catch (error) {
      const { kind, message } = Fault.from(error);
      throw new Fault(kind, `metadata service: ${message}`, { cause: error, hint: UNREACHABLE });
    }
  }
}

function hasNoAgency({ body }: WireResponse): boolean {
  return body.includes(NO_AGENCY);
}

function faultOf(response: WireResponse): Fault {
  const { status } = response;
  if (hasNoAgency(response) || status === 404)
    return new Fault('credential', 'the metadata service has no keys for this machine', {
      status,
      hint: 'Give the server an agency for ECS with the rights that Portolan needs (page of the server, Management Information).',
    });
  return new Fault('unavailable', `the metadata service answered ${status}`, { status });
}
