import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes that may wait in front of the transform. */
const WRITE_AHEAD = 65_536;

/**
 * Yields what the transform makes of the source, at the reader's pace. Throws what the source throws; a reader who leaves
 * ends the source.
 */
export async function* through(
  source: AsyncIterable<Buffer>,
  transform: Transform,
): AsyncGenerator<Buffer, void, undefined> {
  const from = Readable.from(source, { objectMode: false, highWaterMark: WRITE_AHEAD });
  // An error of the pipeline also destroys the transform, where the loop below throws it.
  const done = pipeline(from, transform).catch(() => undefined);
  for await (const chunk of transform) yield chunk as Buffer;
  await done;
}
