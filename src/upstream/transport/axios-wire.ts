import type { HttpService } from '@nestjs/axios';
import { AxiosHeaders, type AxiosAdapter, type AxiosResponse } from 'axios';
import { firstValueFrom } from 'rxjs';
import { reasonOf } from '../../kernel/abort.js';
import { Fault } from '../../kernel/fault.js';
import { networkFault } from './dispatch-wire.js';
import type { Pools } from './pools.js';
import { MAX_BODY_BYTES, unpackBody } from './response-body.js';
import { assertSendable } from './sendable.js';
import type { Wire, WireRequest, WireResponse } from './wire.js';

/**
 * An axios adapter over the pools: axios keeps its interceptors, undici does the work. It follows no redirect, leaves
 * proxies to the pools, and takes every status for an answer.
 */
export function poolAdapter(pools: Pools): AxiosAdapter {
  return async (config) => {
    const url = new URL(config.url ?? '');
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(config.headers.toJSON())) headers[name] = String(value);
    const response = await pools.of(url.origin).request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: (config.method ?? 'GET').toUpperCase(),
      headers,
      ...(config.data === undefined ? {} : { body: config.data as string }),
      ...(config.signal === undefined ? {} : { signal: config.signal }),
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) throw new Fault('bad_payload', `the body exceeds ${MAX_BODY_BYTES} bytes`);
      chunks.push(chunk);
    }
    return {
      data: Buffer.concat(chunks, bytes),
      status: response.statusCode,
      statusText: '',
      headers: new AxiosHeaders(response.headers as Record<string, string>),
      config,
    };
  };
}

/** The wire of single calls: IAM, server lists, exports. Its faults never contain axios' error, which holds the token. */
export class AxiosWire implements Wire {
  constructor(private readonly http: HttpService) {}

  async send(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    assertSendable(request);
    let response: AxiosResponse<Buffer>;
    try {
      response = await firstValueFrom(
        this.http.request<Buffer>({
          url: request.origin + request.path,
          method: request.method,
          headers: { ...request.headers },
          ...(request.body === undefined ? {} : { data: request.body }),
          signal,
        }),
      );
    } catch (error) {
      throw signal.aborted ? reasonOf(signal) : networkFault(error);
    }
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(response.headers)) {
      headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
    }
    return { status: response.status, headers, body: unpackBody(headers['content-encoding'], response.data) };
  }
}
