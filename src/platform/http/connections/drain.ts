import type { FastifyInstance } from 'fastify';

/**
 * Whether the process is on its way out. First readiness turns false, and what is in flight goes on; when there is no more
 * time for it, answers in progress end with what they have.
 */
export class Drain {
  private begun = false;
  private over = false;
  private readonly waiting = new Set<() => void>();

  get draining(): boolean {
    return this.begun;
  }

  /** Whether there is no more time for what is in flight. */
  get timeIsUp(): boolean {
    return this.over;
  }

  begin(): void {
    this.begun = true;
  }

  /** Says that there is no more time; to be called once. */
  end(): void {
    this.begun = true;
    this.over = true;
    for (const call of [...this.waiting]) call();
    this.waiting.clear();
  }

  /**
   * Calls back when there is no more time; at once when there is none already.
   *
   * @returns lets go.
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
 * Ends the connection with every answer while the process is about to exit. Clients and load balancers that keep
 * connections open then connect to another replica, and never send a request on a connection that is just closing.
 */
export function closeWhileDraining(fastify: FastifyInstance, drain: Drain): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (drain.draining) void reply.header('connection', 'close');
    done();
  });
}
