import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accessOf, type Access } from '../../platform/http/admission/access.js';
import { knownCaller, setCaller, type Caller } from '../../platform/http/admission/caller.js';
import { preferred } from '../../platform/http/rules/accept.js';
import { addressKey } from '../../platform/http/connections/client-address.js';
import { lacksScope } from '../../platform/http/admission/lacks-scope.js';
import type { CallerLimits } from '../../platform/limits/caller-limits.js';
import { tellLimits } from '../../platform/limits/limit-headers.js';
import { Problem } from '../../platform/problem/problem.js';
import { ANSWER_TYPES } from '../../rest/answers/formats.js';
import type { AuthFailures } from './auth-failures.js';
import { credentialOf, type Authenticator, type Credential } from './authenticator.js';
import { refuseKeyInUrl } from './key-in-url.js';
import { takeTicket } from './ticket-in-url.js';

/** Who may call routes that no controller of ours declares, by the first segment of the path: `/docs` covers `/docs/x`. */
export type PathAccess = Readonly<Record<string, Access>>;

/**
 * Guards every route, ours and the framework's: no caller passes without a key or token, beyond their scopes, or over
 * their limits. No body is read before that. A route that declares no access is closed.
 */
export class Gate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly failures: AuthFailures,
    private readonly limits: CallerLimits,
    private readonly pathAccess: PathAccess,
  ) {}

  /** Adds the hooks of the gate. Call it before other hooks are added: those then run for admitted requests only. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply) => this.admit(request, reply));
    fastify.addHook('preHandler', (request, reply, done) => {
      const caller = knownCaller(request);
      if (caller !== undefined && asksForStream(request)) this.limits.enterStream(caller, reply);
      done();
    });
    tellLimits(fastify, this.limits);
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      // An answer may hold what only this caller may see, so shared caches must not keep it.
      if (knownCaller(request) !== undefined && !reply.hasHeader('cache-control'))
        void reply.header('cache-control', 'private, no-store');
      done();
    });
  }

  /** @throws Problem */
  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    refuseKeyInUrl(request);
    if (request.is404) return;
    const access = this.accessTo(request);
    if (access?.kind === 'public') return;
    const caller = await this.identify(request);
    setCaller(request, caller);
    await this.limits.enter(caller, reply);
    if (access === undefined) throw new Problem('forbidden', 'This call is closed');
    if (access.kind === 'scopes' && !access.anyOf.some((scope) => caller.scopes.has(scope)))
      throw lacksScope(access.anyOf, caller);
  }

  private accessTo(request: FastifyRequest): Access | undefined {
    const [, first = ''] = (request.routeOptions.url ?? '').split('/');
    return Object.hasOwn(this.pathAccess, `/${first}`) ? this.pathAccess[`/${first}`] : accessOf(request);
  }

  private async identify(request: FastifyRequest): Promise<Caller> {
    const ticket = takeTicket(request);
    const shown = credentialOf(request.headers);
    const credential: Credential =
      ticket !== undefined && shown.kind === 'none' ? { kind: 'ticket', text: ticket } : shown;
    try {
      // Checked first, even where the address is blocked: a right credential is never refused for others' wrong ones.
      return await this.authenticator.identify(credential);
    } catch (error) {
      const wrong = error instanceof Problem && error.kind === 'unauthenticated';
      if (wrong && 'text' in credential) await this.failures.failed(addressKey(request.ip));
      throw error;
    }
  }
}

/**
 * Tells whether the request asks for a stream: `format` in query or body is not `json`, or `Accept` prefers another
 * format. It does not look at the route, so it may be true for calls that return JSON only.
 */
function asksForStream(request: FastifyRequest): boolean {
  const format = formatIn(request.body) ?? formatIn(request.query);
  if (format !== undefined) return format !== 'json';
  return (preferred(request.headers.accept, ANSWER_TYPES) ?? 'json') !== 'json';
}

function formatIn(from: unknown): unknown {
  return typeof from === 'object' && from !== null && Object.hasOwn(from, 'format')
    ? (from as { format: unknown }).format
    : undefined;
}
