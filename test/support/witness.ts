import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as zlib from 'node:zlib';
import type * as contracts from './contract.js';
import { outside } from './outside.js';

const { brotliDecompressSync, constants, gunzipSync } = zlib;
const { committedContract } = await outside<typeof contracts>('test/support/contract.ts');

/** The committed document as a judge of requests and answers. */
export const contract = committedContract();

/** Bytes of a body that are kept. A page of a thousand rows fits; of a stream only the beginning is kept. */
const KEPT_BYTES = 4 * 1024 * 1024;
const KEPT_OF_STREAM = 128 * 1024;
/** Answers that are kept before they are judged. */
const KEPT_ANSWERS = 500;

/** Paths that the document does not describe: the document itself and its page. */
const UNDOCUMENTED = /^\/(?:$|\?|(docs|explorer|openapi(\.full)?\.json)(\/|\?|$))/;

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: IncomingHttpHeaders;
  readonly requestBody: Kept;
  readonly status: number;
  readonly type: string;
  /** Its content coding. */
  readonly coding: string;
  readonly body: Kept | undefined;
  readonly cut: boolean;
}

/** The bytes of a body, as long as they are few. */
class Kept {
  readonly chunks: Buffer[] = [];
  whole = true;
  private size = 0;

  add(chunk: unknown, most: number): void {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    if (this.size > most) {
      this.whole = false;
      return;
    }
    const bytes = Buffer.from(chunk as string);
    this.size += bytes.length;
    this.chunks.push(bytes);
  }
}

/**
 * Sees all traffic of the applications of a spec, whoever asked, and compares it with the OpenAPI document after each test.
 * An answer that the document does not know fails the test, and so does a request that the document does not allow and that
 * was answered well. Judged late, so that no measurement pays for it.
 */
class Witness {
  private waiting: Seen[] = [];
  private readonly faults = new Set<string>();
  /** How much was compared. */
  readonly compared = { answers: 0, requests: 0 };
  /** Statuses seen, by operation. */
  readonly hits = new Map<string, Set<number>>();

  /** From now on, sees what this server answers. */
  watch(server: Server): void {
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      this.attend(request, response);
    });
  }

  /** @throws Error that names every answer so far which the document does not allow. */
  verify(): void {
    this.judgeAll();
    const faults = [...this.faults];
    this.faults.clear();
    if (faults.length > 0)
      throw new Error(`traffic that breaks docs/openapi.full.json:\n${faults.join('\n')}`);
  }

  private attend(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers: requestHeaders } = request;
    const requestBody = bodyOf(request);
    const body = new Kept();
    // The server passes its headers to `writeHead`, and they can be seen nowhere else.
    let headers: Readonly<Record<string, unknown>> = {};
    const header = (name: string): string => {
      const value = headers[name] ?? response.getHeader(name);
      return typeof value === 'string' ? value : '';
    };
    const keep = (chunk: unknown): void => {
      const type = header('content-type');
      body.add(chunk, !type.includes('json') ? -1 : type.includes('ndjson') ? KEPT_OF_STREAM : KEPT_BYTES);
    };
    const writeHead = response.writeHead.bind(response) as (...args: unknown[]) => ServerResponse;
    const write = response.write.bind(response) as (...args: unknown[]) => boolean;
    const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
    response.writeHead = (...args: unknown[]) => {
      const given = args.at(-1);
      if (typeof given === 'object' && given !== null) headers = given as typeof headers;
      return writeHead(...args);
    };
    response.write = (...args: unknown[]) => {
      keep(args[0]);
      return write(...args);
    };
    response.end = (...args: unknown[]) => {
      keep(args[0]);
      return end(...args);
    };
    response.once('close', () => {
      if (!response.headersSent) return;
      const type = header('content-type');
      this.waiting.push({
        method,
        path: url,
        requestHeaders,
        requestBody,
        status: response.statusCode,
        type,
        coding: header('content-encoding'),
        body: type === '' || type.includes('json') ? body : undefined,
        cut: !body.whole || !response.writableFinished,
      });
      if (this.waiting.length >= KEPT_ANSWERS) this.judgeAll();
    });
  }

  private judgeAll(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const seen of waiting) {
      for (const fault of [...this.judgeAnswer(seen), ...this.judgeRequest(seen)])
        this.faults.add(`${seen.method} ${seen.path.slice(0, 200)} ${seen.status}: ${fault}`);
    }
  }

  private judgeAnswer({ method, path, status, type, coding, body: kept, cut }: Seen): string[] {
    if (UNDOCUMENTED.test(path) || (method === 'OPTIONS' && status === 204)) return [];
    this.compared.answers++;
    const bytes = method === 'HEAD' || kept === undefined ? undefined : Buffer.concat(kept.chunks);
    const body = bytes === undefined ? undefined : unpacked(coding, bytes).toString();
    const found = contract.operation(method, path);
    if (found === undefined) return contract.problem(status, type, cut ? undefined : body);
    const { operationId } = found.operation;
    this.hits.set(operationId, (this.hits.get(operationId) ?? new Set()).add(status));
    return contract.judge({ method, path, status, type, body, cut }).faults;
  }

  private judgeRequest({ method, path, status, requestHeaders: headers, requestBody }: Seen): string[] {
    if (UNDOCUMENTED.test(path) || method === 'OPTIONS' || status >= 400) return [];
    this.compared.requests++;
    const body = requestBody.whole ? Buffer.concat(requestBody.chunks).toString() : undefined;
    return contract.judgeRequest({ method, path, headers, body }).map((fault) => `request: ${fault}`);
  }
}

/** Keeps what the server reads of a request. Listening for `data` would begin the reading too early. */
function bodyOf(request: IncomingMessage): Kept {
  const kept = new Kept();
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding) => {
    kept.add(chunk, KEPT_BYTES);
    return push(chunk, encoding);
  };
  return kept;
}

/** Returns a body without its coding. Of a body that was cut, what was sent is readable to its last flush. */
function unpacked(coding: string, bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  if (coding === 'gzip') return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  if (coding === 'zstd') return zstdDecompressed(bytes);
  if (coding === 'br') return brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
  return bytes;
}

/** Each spec file has its own. */
export const witness = new Witness();

/** What all spec files compared, a line for each; `scripts/test.mjs` adds them up. */
const TOTALS = join(import.meta.dirname, '../../node_modules/.cache/portolan/traffic.ndjson');

// Also imported by processes that tests start, where there are no tests to fail.
const hooks = globalThis as Partial<Record<'afterEach' | 'afterAll', (hook: () => void) => void>>;
hooks.afterEach?.(() => witness.verify());
hooks.afterAll?.(() => {
  mkdirSync(dirname(TOTALS), { recursive: true });
  appendFileSync(TOTALS, `${JSON.stringify(witness.compared)}\n`);
});

/** Decodes zstd, which Node has since 22.15; no answer has it before. An answer that was cut is decoded as far as it goes. */
function zstdDecompressed(bytes: Buffer): Buffer {
  const { zstdDecompressSync } = zlib as unknown as {
    readonly zstdDecompressSync: (bytes: Buffer, options: object) => Buffer;
  };
  const { ZSTD_e_flush: flush } = constants as unknown as { readonly ZSTD_e_flush: number };
  return zstdDecompressSync(bytes, { finishFlush: flush });
}
