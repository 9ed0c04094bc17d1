import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppConfig } from '../../config/config.js';
import { Problem } from '../../problem/problem.js';
import { answerClientError } from '../connections/client-error.js';
import { templateOf } from '../rules/route-of.js';
import { KEEP_ALIVE_MS, serverLimits } from '../connections/server-limits.js';

/** What operators, probes and Prometheus ask: health, metrics, and the credentials for the vendor. */
const FOR_OPERATORS = /^\/(?:health\/|metrics$|v1\/auth\/upstream(?:$|\/))/;

/**
 * Serves health, metrics and control calls on a port of their own, where `server.management_port` is set. The main port
 * then answers 404 to these calls, and the management port answers 404 to all others. Both lead to the same routes, so
 * keys, scopes and limits hold on both.
 */
export class ManagementPort {
  private readonly requests = new WeakSet<IncomingMessage>();
  private server: Server | undefined;
  private serving = false;

  constructor(private readonly config: AppConfig) {}

  /** Tells whether the main port accepts requests yet. */
  get mainPortServes(): boolean {
    return this.serving;
  }

  /** Where the management port is reached; undefined while there is none. */
  get address(): AddressInfo | undefined {
    return (this.server?.address() ?? undefined) as AddressInfo | undefined;
  }

  /** Tells whether a request came in on the management port. */
  received({ raw }: FastifyRequest): boolean {
    return this.requests.has(raw);
  }

  /** Adds the hooks that keep each call on its port, and one that notices when the main port listens. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('onListen', () => {
      this.serving = true;
      return Promise.resolve();
    });
    fastify.addHook('onClose', () => this.close());
    if (this.config.server.managementPort === undefined) return;
    fastify.addHook('onRequest', (request, _reply, done) => {
      const url = templateOf(request);
      const isElsewhere = url !== undefined && FOR_OPERATORS.test(url) !== this.received(request);
      done(isElsewhere ? new Problem('not-found', 'This port has no such call') : undefined);
    });
  }

  /** Opens the port, where one is configured; may come before the main port listens. @throws Error when it is taken. */
  async open(fastify: FastifyInstance): Promise<void> {
    const { managementPort: port, managementHost, host } = this.config.server;
    if (port === undefined) return;
    await fastify.ready();
    const limits = serverLimits(this.config);
    const server = createServer(
      { ...limits.http, keepAliveTimeout: KEEP_ALIVE_MS },
      (request: IncomingMessage, response: ServerResponse) => {
        this.requests.add(request);
        fastify.routing(request, response);
      },
    );
    server.on('clientError', answerClientError);
    server.on('connect', (_request: IncomingMessage, socket: Socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, managementHost ?? host, resolve);
    });
    this.server = server;
  }

  private close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }
}
