import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes that wait before the transform. */
const WRITE_AHEAD = 65_536;

/**
 * What the transform makes of the source, at the reader's pace. What the source throws comes out of it; a reader who
 * leaves ends the source.
 */
export async function* through(
  source: AsyncIterable<Buffer>,
  transform: Transform,
): AsyncGenerator<Buffer, void, undefined> {
  const from = Readable.from(source, { objectMode: false, highWaterMark: WRITE_AHEAD });
  // Its error is the transform's, where the reader meets it; the pipeline would hide what the reader throws.
  const done = pipeline(from, transform).catch(() => undefined);
  for await (const chunk of transform) yield chunk as Buffer;
  await done;
}
