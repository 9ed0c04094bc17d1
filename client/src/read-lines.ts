import { StreamCutError } from './errors.js';

/**
 * The lines of a body as they arrive, empty ones too, ended by `\n` or `\r\n`. Stops the transfer when its reader stops
 * early.
 *
 * @param silenceMs longest time without a byte; a longer silence counts as a cut. Default: as long as it takes.
 * @throws StreamCutError when the transfer breaks; the reason of the signal when it has aborted.
 */
export async function* readLines(
  body: ReadableStream<Uint8Array> | null,
  signal: AbortSignal | undefined,
  silenceMs?: number,
): AsyncGenerator<string, void, undefined> {
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await inTime(reader, silenceMs).catch((cause: unknown) => {
        if (signal?.aborted) throw signal.reason;
        throw new StreamCutError('The stream was cut', { cause });
      });
      if (done) break;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
    }
    if (rest !== '') yield rest;
  } finally {
    // Not awaited: a connection that says nothing may not answer this either.
    reader.cancel().catch(() => undefined);
  }
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

function inTime(reader: Reader, silenceMs: number | undefined): ReturnType<Reader['read']> {
  if (silenceMs === undefined) return reader.read();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Nothing came for ${silenceMs} ms`)), silenceMs);
    reader
      .read()
      .finally(() => clearTimeout(timer))
      .then(resolve, reject);
  });
}
