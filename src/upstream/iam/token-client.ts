import { reasonOf, sleep } from '../../kernel/abort.js';
import { systemClock, type Clock } from '../../kernel/clock.js';
import { Fault } from '../../kernel/fault.js';
import { USER_AGENT } from '../transport/user-agent.js';
import type { Wire, WireRequest, WireResponse } from '../transport/wire.js';
import { CredentialFault } from './credential-fault.js';
import { iamFault } from './iam-fault.js';

/** An IAM user; the account itself is the user of the account's name. */
interface PasswordLogin {
  readonly account: string;
  readonly user: string;
  readonly password: string;
}

export type ProjectScope = { readonly id: string } | { readonly name: string };

/** A token fresh from IAM. */
export interface IssuedToken {
  readonly value: string;
  /** As IAM said them, Unix milliseconds by its clock. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Its whole life by IAM's own reckoning, in milliseconds. */
  readonly lifeMs: number;
  /** Monotonic time before the request went out: the life is counted from here, never from a wall clock. */
  readonly askedAt: number;
  readonly projectId?: string;
}

interface TokenClientOptions {
  /** Carries the requests; without credentials of its own. */
  readonly wire: Pick<Wire, 'send'>;
  /** Scheme, host and port of IAM. */
  readonly origin: string;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Pause before the second attempt at most, doubled for the third. */
  readonly backoffMs?: number;
}

/** The most POSTs one wish for a token may cost; choice: calls are money, and most retries help the first time. */
const MAX_ATTEMPTS = 3;
const BACKOFF_MS = 250;
/** Longest token the vendor documents (source: HSS reference, X-Auth-Token). */
const MAX_TOKEN_LENGTH = 32_768;
/** Life is 24 h (source: IAM reference); a week already means that a clock or a payload is broken. */
const MAX_LIFE_MS = 7 * 24 * 3_600_000;

/** IAM v3 as far as we need it: tokens by password, and the id of a project. */
export class TokenClient {
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly backoffMs: number;

  constructor(private readonly options: TokenClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.backoffMs = options.backoffMs ?? BACKOFF_MS;
  }

  /**
   * Fetches a token that works in `scope`.
   *
   * Cost: one POST; up to three when IAM throttles, fails or cannot be reached. A credential that IAM refuses is tried
   * once only, because wrong passwords lock the user.
   * @throws CredentialFault when trying again would be refused again; Fault of the last attempt otherwise, with
   *   `attempts`. The signal's reason when it aborts.
   */
  async issue(login: PasswordLogin, scope: ProjectScope, signal: AbortSignal): Promise<IssuedToken> {
    const request: WireRequest = {
      method: 'POST',
      origin: this.options.origin,
      path: '/v3/auth/tokens?nocatalog=true',
      headers: {
        'content-type': 'application/json;charset=utf8',
        accept: 'application/json',
        'user-agent': USER_AGENT,
      },
      body: JSON.stringify({
        auth: {
          identity: {
            methods: ['password'],
            password: {
              user: { domain: { name: login.account }, name: login.user, password: login.password },
            },
          },
          scope: { project: scope },
        },
      }),
    };
    return this.attempts(signal, async () => {
      const askedAt = this.clock.monotonic();
      const response = await this.options.wire.send(request, signal);
      if (response.status !== 201) throw iamFault(response, this.clock.now());
      return { ...readToken(response), askedAt };
    });
  }

  /**
   * The id of the one project of that name (a system project bears the region's).
   *
   * @param authorize adds token or signature to the request.
   * @throws CredentialFault `project_unknown` when there is none or more than one; else as `issue`.
   */
  async findProject(
    name: string,
    authorize: (request: WireRequest) => WireRequest | Promise<WireRequest>,
    signal: AbortSignal,
  ): Promise<string> {
    const request: WireRequest = {
      method: 'GET',
      origin: this.options.origin,
      path: `/v3/projects?name=${encodeURIComponent(name)}`,
      headers: { accept: 'application/json', 'user-agent': USER_AGENT },
    };
    return this.attempts(signal, async () => {
      const response = await this.options.wire.send(await authorize(request), signal);
      if (response.status !== 200) throw iamFault(response, this.clock.now());
      return readProjectId(response, name);
    });
  }

  private async attempts<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    for (let number = 1; ; number++) {
      try {
        return await attempt();
      } catch (error) {
        if (signal.aborted && !(error instanceof CredentialFault)) throw reasonOf(signal);
        const fault = Fault.from(error);
        fault.attempts = number;
        const pauseMs = this.random() * this.backoffMs * 2 ** (number - 1);
        // A vendor that names a pause longer than ours is believed; the wait is then the token source's affair.
        const asked = fault.retryAfterMs ?? 0;
        if (!fault.retryable || number >= MAX_ATTEMPTS || asked > this.backoffMs * 8) throw fault;
        await sleep(Math.max(pauseMs, asked), signal);
      }
    }
  }
}

function readToken(response: WireResponse): Omit<IssuedToken, 'askedAt'> {
  const value = response.headers['x-subject-token'] ?? '';
  if (value === '' || value.length > MAX_TOKEN_LENGTH || !/^[\x21-\x7e]+$/.test(value)) {
    throw new Fault('bad_payload', 'IAM answered 201 without a usable X-Subject-Token', { status: 201 });
  }
  const token = member(readJson(response), 'token');
  const issuedAt = instant(member(token, 'issued_at'));
  const expiresAt = instant(member(token, 'expires_at'));
  const lifeMs = expiresAt - issuedAt;
  if (!(lifeMs > 0 && lifeMs <= MAX_LIFE_MS)) {
    throw new Fault('bad_payload', 'IAM answered 201 with a life that is none', { status: 201 });
  }
  const projectId = member(member(token, 'project'), 'id');
  return { value, issuedAt, expiresAt, lifeMs, ...(typeof projectId === 'string' ? { projectId } : {}) };
}

function readProjectId(response: WireResponse, name: string): string {
  const projects = member(readJson(response), 'projects');
  const hits = Array.isArray(projects) ? projects.filter((project) => member(project, 'name') === name) : [];
  const id = hits.length === 1 ? member(hits[0], 'id') : undefined;
  if (!Array.isArray(projects)) throw new Fault('bad_payload', 'IAM answered a list of projects without one');
  if (typeof id !== 'string' || id === '') throw new CredentialFault('project_unknown', { status: 200 });
  return id;
}

function readJson(response: WireResponse): unknown {
  try {
    return JSON.parse(response.body.toString('utf8')) as unknown;
  } catch {
    throw new Fault('bad_payload', 'IAM answered something that is not JSON', { status: response.status });
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The vendor writes UTC with six fraction digits. NaN when it is none, which no comparison lets through. */
function instant(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}
