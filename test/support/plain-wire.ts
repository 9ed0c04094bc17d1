import { Agent, request as exchange } from 'undici';
import { Fault } from '../../src/kernel/fault.js';
import type { Wire } from '../../src/upstream/transport/wire.js';

/** A wire without any policy, for tests of what uses a wire. */
export function plainWire(): Wire & { close(): Promise<void> } {
  const agent = new Agent();
  return {
    close: () => agent.destroy(),
    async send({ method, origin, path, headers, body }, signal) {
      const response = await exchange(`${origin}${path}`, {
        dispatcher: agent,
        method,
        headers,
        signal,
        ...(body === undefined ? {} : { body }),
      }).catch((error: unknown) => {
        if (signal.aborted) throw signal.reason;
        throw new Fault('network', 'the exchange broke', { cause: error });
      });
      const bytes = Buffer.from(await response.body.arrayBuffer());
      const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
      return { status: response.statusCode, headers: Object.fromEntries(flat), body: bytes };
    },
  };
}
