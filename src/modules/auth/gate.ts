import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accessOf, type Access } from '../../platform/http/admission/access.js';
import { asksForStream } from './asks-for-stream.js';
import { knownCaller, setCaller, type Caller } from '../../platform/http/admission/caller.js';
import { addressKey } from '../../platform/http/connections/client-address.js';
import { lacksScope } from '../../platform/http/admission/lacks-scope.js';
import type { CallerLimits } from '../../platform/limits/caller-limits.js';
import { tellLimits } from '../../platform/limits/limit-headers.js';
import { Problem } from '../../platform/problem/problem.js';
import type { AuthFailures } from './auth-failures.js';
import { credentialOf, type Authenticator, type Credential } from './authenticator.js';
import { refuseKeyInUrl } from './key-in-url.js';
import { takeTicket } from './ticket-in-url.js';

/** What routes that are not ours to annotate demand, by the first part of their path: `/docs` holds for `/docs/x` too. */
export type ForeignRoutes = Readonly<Record<string, Access>>;

/**
 * Stands before every route, ours and the framework's, and lets nobody through without a key or token, nobody further
 * than their scopes and limits, and nothing of a body be read before that. A route that declares nothing is closed.
 */
export class Gate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly failures: AuthFailures,
    private readonly limits: CallerLimits,
    private readonly foreign: ForeignRoutes,
  ) {}

  /** Takes its place; later hooks run only for requests that came through. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, reply) => this.admit(request, reply));
    fastify.addHook('preHandler', (request, reply, done) => {
      const caller = knownCaller(request);
      if (caller !== undefined && asksForStream(request)) this.limits.enterStream(caller, reply);
      done();
    });
    tellLimits(fastify, this.limits);
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      // What one caller may see is nobody else's, so no cache in between keeps it.
      if (knownCaller(request) !== undefined && !reply.hasHeader('cache-control'))
        void reply.header('cache-control', 'private, no-store');
      done();
    });
  }

  /** @throws Problem */
  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    refuseKeyInUrl(request);
    if (request.is404) return;
    const access = this.demandOf(request);
    if (access?.kind === 'public') return;
    const caller = await this.identify(request);
    setCaller(request, caller);
    await this.limits.enter(caller, reply);
    if (access === undefined) throw new Problem('forbidden', 'This call is closed');
    if (access.kind === 'scopes' && !access.anyOf.some((scope) => caller.scopes.has(scope)))
      throw lacksScope(access.anyOf, caller);
  }

  private demandOf(request: FastifyRequest): Access | undefined {
    const [, first = ''] = (request.routeOptions.url ?? '').split('/');
    return Object.hasOwn(this.foreign, `/${first}`) ? this.foreign[`/${first}`] : accessOf(request);
  }

  private async identify(request: FastifyRequest): Promise<Caller> {
    const ticket = takeTicket(request);
    const shown = credentialOf(request.headers);
    const credential: Credential =
      ticket !== undefined && shown.kind === 'none' ? { kind: 'ticket', text: ticket } : shown;
    try {
      // Checked first, whatever came from this address before: only wrong credentials are counted and refused.
      return await this.authenticator.identify(credential);
    } catch (error) {
      const wrong = error instanceof Problem && error.kind === 'unauthenticated';
      if (wrong && 'text' in credential) await this.failures.failed(addressKey(request.ip));
      throw error;
    }
  }
}
