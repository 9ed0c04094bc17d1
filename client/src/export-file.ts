import type { CallOptions, Connection, Request } from './connection.js';
import { JSON_TYPE, jsonIn, orNetworkError } from './connection.js';
import { eventsOf, type EventsOptions } from './events.js';
import { ExportFailedError, StreamCutError } from './errors.js';
import type { Export } from './operation-types.js';

/** A file that is being fetched. */
export interface DownloadedFile {
  /** The name that the service gives it. */
  readonly name: string;
  readonly mediaType: string;
  /** In bytes; undefined for rows that are made while they are sent. */
  readonly size: number | undefined;
  /** The bytes. A transfer that breaks goes on where it broke, as often as the client tries again. */
  readonly body: ReadableStream<Uint8Array>;
}

/** An export and its file. */
export interface ExportedFile extends DownloadedFile {
  /** `complete` says whether the file has all rows, where that is known, and `failures` which hosts are missing. */
  readonly order: Export;
}

const OPEN = new Set<Export['status']>(['queued', 'running']);

/**
 * Follows an export until it is over.
 *
 * @throws ExportFailedError when it ends without a file; what `eventsOf` throws.
 */
export async function followExport(
  connection: Connection,
  order: Export,
  options: EventsOptions,
  onProgress: ((order: Export) => void) | undefined,
): Promise<Export> {
  let now = order;
  onProgress?.(now);
  for await (const { event, data } of eventsOf(connection, oneExport('GET', order, options), options)) {
    if (event !== 'export') continue;
    now = data as Export;
    onProgress?.(now);
  }
  if (OPEN.has(now.status)) now = await exportNow(connection, now, options);
  if (now.file === null) throw new ExportFailedError(now);
  return now;
}

/** Takes an order back as well as it can, for a caller who has left. */
export async function cancelExport(connection: Connection, order: Export): Promise<void> {
  await connection.send(oneExport('DELETE', order, {}), (response) => response.text()).catch(() => undefined);
}

function exportNow(connection: Connection, order: Export, options: CallOptions): Promise<Export> {
  return connection.send(oneExport('GET', order, options), (response) => jsonIn<Export>(response));
}

function oneExport(method: string, { id }: Export, { signal, headers }: CallOptions): Request {
  return { method, path: `/v1/exports/${id}`, accept: JSON_TYPE, repeatable: true, signal, headers };
}

/**
 * Opens the file of an export.
 *
 * @param request a GET of the file.
 * @throws what `Connection.send` throws. The body throws StreamCutError when it cannot go on.
 */
export async function openFile(connection: Connection, request: Request): Promise<DownloadedFile> {
  const first = await connection.send(request, (response) => Promise.resolve(response));
  const { headers } = first;
  const length = headers.get('content-length');
  return {
    name: nameIn(headers.get('content-disposition')),
    mediaType: headers.get('content-type') ?? '',
    size: length === null || headers.has('content-encoding') ? undefined : Number(length),
    body: streamOf(bytesOf(connection, request, first)),
  };
}

/** The bytes of a file, over as many connections as it takes. */
async function* bytesOf(
  connection: Connection,
  request: Request,
  first: Response,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { signal } = request;
  const etag = first.headers.get('etag');
  const resumes = etag !== null && first.headers.get('accept-ranges') === 'bytes';
  let response = first;
  let at = 0;
  for (let broken = 0; ;) {
    const reader = response.body?.getReader();
    if (reader === undefined) return;
    try {
      for (;;) {
        const { done, value } = await orNetworkError(signal, () => reader.read());
        if (done) return;
        at += value.length;
        broken = 0;
        yield value;
      }
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      if (!resumes || ++broken > connection.retries)
        throw new StreamCutError(`The file broke off after ${at} bytes`, { cause });
    } finally {
      reader.cancel().catch(() => undefined);
    }
    const rest = { ...request.headers, range: `bytes=${at}-`, 'if-range': etag };
    response = await connection.send({ ...request, headers: rest }, (next) => Promise.resolve(next));
    // Anything else is another file than the one that was begun.
    if (response.status !== 206) throw new StreamCutError(`The file changed after ${at} bytes`);
  }
}

function streamOf(bytes: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await bytes.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await bytes.return();
    },
  });
}

/** The name in `Content-Disposition` (RFC 6266), the one in UTF-8 first. */
function nameIn(header: string | null): string {
  const wide = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '')?.[1];
  if (wide !== undefined) return decodeURIComponent(wide);
  return /filename="([^"]*)"/i.exec(header ?? '')?.[1] ?? 'export';
}
