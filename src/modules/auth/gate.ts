import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accessOf, type Access } from '../../platform/http/admission/access.js';
import { knownCaller, setCaller, type Caller } from '../../platform/http/admission/caller.js';
import { preferred } from '../../platform/http/rules/accept.js';
import { addressKey } from '../../platform/http/connections/client-address.js';
import { templateOf } from '../../platform/http/rules/route-of.js';
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
    fastify.addHook('onRequest', (request, reply, done) => {
      let waits: Promise<void> | undefined;
      try {
        waits = this.admit(request, reply);
      } catch (error) {
        done(error as Error);
        return;
      }
      if (waits === undefined) done();
      else waits.then(() => done(), done);
    });
    fastify.addHook('preHandler', (request, reply, done) => {
      const caller = knownCaller(request);
      if (caller !== undefined && asksForStream(request)) this.limits.enterStream(caller, reply);
      done();
    });
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      const caller = knownCaller(request);
      if (caller !== undefined) {
        tellLimits(reply, caller, this.limits);
        // An answer may hold what only this caller may see, so shared caches must not keep it.
        if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-store');
      }
      done();
    });
  }

  /** Returns a promise only where something waits: for the keys of an issuer, for Redis. @throws Problem */
  private admit(request: FastifyRequest, reply: FastifyReply): Promise<void> | undefined {
    refuseKeyInUrl(request);
    if (request.is404) return undefined;
    const access = this.accessTo(request);
    const isPublic = access?.kind === 'public';
    if (isPublic && access.identifies !== true) return undefined;
    if (isPublic && credentialOf(request.headers).kind === 'none') return undefined;
    const caller = this.identify(request);
    if (!(caller instanceof Promise)) return this.letIn(caller, access, request, reply);
    const admitted = caller.then((found) => this.letIn(found, access, request, reply));
    // An issuer that is away must not take this process out of service.
    return isPublic ? admitted.catch(unlessUnverifiable) : admitted;
  }

  private letIn(
    caller: Caller,
    access: Access | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> | undefined {
    setCaller(request, caller);
    // Probes answer also when the caller's points are used up.
    if (access?.kind === 'public') return undefined;
    const waits = this.limits.enter(caller, reply);
    if (waits !== undefined) return waits.then(() => mayCall(caller, access));
    mayCall(caller, access);
    return undefined;
  }

  private accessTo(request: FastifyRequest): Access | undefined {
    const [, first = ''] = (templateOf(request) ?? '').split('/', 2);
    return Object.hasOwn(this.pathAccess, `/${first}`) ? this.pathAccess[`/${first}`] : accessOf(request);
  }

  private identify(request: FastifyRequest): Caller | Promise<Caller> {
    const ticket = takeTicket(request);
    const shown = credentialOf(request.headers);
    const credential: Credential =
      ticket !== undefined && shown.kind === 'none' ? { kind: 'ticket', text: ticket } : shown;
    // Checked first, even where the address is blocked: a right credential is never refused for others' wrong ones.
    try {
      const caller = this.authenticator.identify(credential);
      if (!(caller instanceof Promise)) return caller;
      return caller.catch((error: unknown) => this.refuse(request, credential, error));
    } catch (error) {
      return this.refuse(request, credential, error);
    }
  }

  /** Counts a wrong credential. @throws Problem always. */
  private async refuse(request: FastifyRequest, credential: Credential, error: unknown): Promise<never> {
    const wrong = error instanceof Problem && error.kind === 'unauthenticated';
    if (wrong && 'text' in credential) await this.failures.failed(addressKey(request.ip));
    throw error;
  }
}

/** Ignores that nobody can say whether a token is good. @throws every other error. */
function unlessUnverifiable(error: unknown): void {
  if (!(error instanceof Problem && error.kind === 'auth-unavailable')) throw error;
}

/** @throws Problem `forbidden` */
function mayCall(caller: Caller, access: Access | undefined): void {
  if (access === undefined) throw new Problem('forbidden', 'This call is closed');
  if (access.kind === 'scopes' && !access.anyOf.some((scope) => caller.scopes.has(scope)))
    throw lacksScope(access.anyOf, caller);
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
