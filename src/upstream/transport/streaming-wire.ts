import type { Readable } from 'node:stream';
import { reasonOf } from '../../kernel/abort.js';
import { Fault } from '../../kernel/fault.js';
import { networkFault } from './dispatch-wire.js';
import type { Pools } from './pools.js';
import { assertSendable } from './sendable.js';
import type { Wire, WireRequest, WireResponse } from './wire.js';

/** An error answer is read up to here, in bytes; real ones have a few hundred. */
const MAX_ERROR_BYTES = 65_536;

/** A 2xx answer whose body is still coming; `body` is empty. Whoever has it reads `stream` to the end or destroys it. */
interface StreamedResponse extends WireResponse {
  readonly stream: Readable;
}

/**
 * The wire of downloads: settles as soon as the headers are there and leaves the body on the connection, so that it is
 * read at the reader's pace. What is no success is read whole, as on other wires. `signal` matters until then.
 */
export class StreamingWire implements Wire {
  constructor(private readonly pools: Pools) {}

  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    if (signal.aborted) throw reasonOf(signal);
    assertSendable(request);
    const exchange = new AbortController();
    const onAbort = (): void => exchange.abort(reasonOf(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const answer = await this.pools.of(request.origin).request({
        origin: request.origin,
        path: request.path,
        method: request.method,
        headers: { ...request.headers },
        signal: exchange.signal,
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(answer.headers))
        if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
      const status = answer.statusCode;
      if (status < 200 || status > 299) return { status, headers, body: await readBounded(answer.body) };
      // Whoever leaves a body unread destroys it, and that is no error of anybody.
      answer.body.on('error', () => undefined);
      const streamed: StreamedResponse = { status, headers, body: Buffer.alloc(0), stream: answer.body };
      return streamed;
    } catch (error) {
      throw signal.aborted ? reasonOf(signal) : networkFault(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

/** The body that is still coming. @throws Error when the answer came over another wire, which is a fault of ours. */
export function streamOf(response: WireResponse): Readable {
  if (!('stream' in response)) throw new Error('a download came over a wire that does not stream');
  return (response as StreamedResponse).stream;
}

async function readBounded(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ERROR_BYTES)
      throw new Fault('bad_payload', `an error answer exceeds ${MAX_ERROR_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}
