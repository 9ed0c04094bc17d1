import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { brotliDecompressSync, constants, gunzipSync } from 'node:zlib';
import type * as contracts from './contract.js';
import { outside } from './outside.js';

const { committedContract } = await outside<typeof contracts>('test/support/contract.ts');

/** The committed document as a judge of answers. */
export const contract = committedContract();

/** Bytes of a body that are kept. A page of a thousand rows fits; of a stream only the beginning is kept. */
const KEPT_BYTES = 4 * 1024 * 1024;
const KEPT_OF_STREAM = 128 * 1024;
/** Answers that are kept before they are judged. */
const KEPT_ANSWERS = 500;

/** Paths that the document does not describe: the document itself and its page. */
const UNDOCUMENTED = /^\/(?:$|\?|(docs|openapi(\.full)?\.json)(\/|\?|$))/;

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly type: string;
  /** Its content coding. */
  readonly coding: string;
  readonly chunks: Buffer[] | undefined;
  readonly cut: boolean;
}

/**
 * Sees every answer that the applications of a spec give, whoever asked for it, and compares it with the OpenAPI
 * document after each test: an answer that the document does not know fails the test. Judged late, so that no
 * measurement pays for it.
 */
class Witness {
  private waiting: Seen[] = [];
  private readonly faults = new Set<string>();
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
      throw new Error(`answers that break docs/openapi.full.json:\n${faults.join('\n')}`);
  }

  private attend(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '' } = request;
    const chunks: Buffer[] = [];
    let size = 0;
    let whole = true;
    // The server passes its headers to `writeHead`, and they can be seen nowhere else.
    let headers: Readonly<Record<string, unknown>> = {};
    const header = (name: string): string => {
      const value = headers[name] ?? response.getHeader(name);
      return typeof value === 'string' ? value : '';
    };
    const keep = (chunk: unknown): void => {
      if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
      const type = header('content-type');
      if (!type.includes('json') || size > (type.includes('ndjson') ? KEPT_OF_STREAM : KEPT_BYTES)) {
        whole = false;
        return;
      }
      const bytes = Buffer.from(chunk as string);
      size += bytes.length;
      chunks.push(bytes);
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
        status: response.statusCode,
        type,
        coding: header('content-encoding'),
        chunks: type === '' || type.includes('json') ? chunks : undefined,
        cut: !whole || !response.writableFinished,
      });
      if (this.waiting.length >= KEPT_ANSWERS) this.judgeAll();
    });
  }

  private judgeAll(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const seen of waiting) {
      for (const fault of this.judge(seen))
        this.faults.add(`${seen.method} ${seen.path.slice(0, 200)} ${seen.status}: ${fault}`);
    }
  }

  private judge({ method, path, status, type, coding, chunks, cut }: Seen): string[] {
    if (UNDOCUMENTED.test(path) || (method === 'OPTIONS' && status === 204)) return [];
    const headless = method === 'HEAD' || chunks === undefined;
    const bytes = headless ? undefined : Buffer.concat(chunks);
    const body = bytes === undefined ? undefined : unpacked(coding, bytes).toString();
    const found = contract.operation(method, path);
    if (found === undefined) return contract.problem(status, type, cut ? undefined : body);
    const { operationId } = found.operation;
    this.hits.set(operationId, (this.hits.get(operationId) ?? new Set()).add(status));
    return contract.judge({ method, path, status, type, body, cut }).faults;
  }
}

/** Returns a body without its coding. Of a body that was cut, what was sent is readable to its last flush. */
function unpacked(coding: string, bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  if (coding === 'gzip') return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  if (coding === 'br') return brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH });
  return bytes;
}

/** Each spec file has its own. */
export const witness = new Witness();

// Also imported by processes that tests start, where there are no tests to fail.
(globalThis as { afterEach?: (hook: () => void) => void }).afterEach?.(() => witness.verify());
