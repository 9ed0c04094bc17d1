import type { FastifyInstance } from 'fastify';

/**
 * Says whether the process is shutting down. First readiness turns false and requests in progress go on. When their time is
 * up, answers in progress end with the rows that they have.
 */
export class Drain {
  private begun = false;
  private over = false;
  private readonly waiting = new Set<() => void>();

  get draining(): boolean {
    return this.begun;
  }

  /** Whether the time for requests in progress is up. */
  get timeIsUp(): boolean {
    return this.over;
  }

  begin(): void {
    this.begun = true;
  }

  /** Ends the time for requests in progress. To be called once. */
  end(): void {
    this.begun = true;
    this.over = true;
    for (const call of [...this.waiting]) call();
    this.waiting.clear();
  }

  /**
   * Calls back when the time is up, or at once when it is up already.
   *
   * @returns a function that takes the callback back.
   */
  whenTimeIsUp(call: () => void): () => void {
    if (this.over) {
      call();
      return () => undefined;
    }
    this.waiting.add(call);
    return () => void this.waiting.delete(call);
  }
}

/**
 * Closes each connection after its next answer while the process shuts down. Clients and load balancers that keep connections
 * open then connect to another replica, and never send a request on a connection that is just closing.
 */
export function closeWhileDraining(fastify: FastifyInstance, drain: Drain): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (drain.draining) void reply.header('connection', 'close');
    done();
  });
}
