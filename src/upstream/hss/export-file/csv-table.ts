import { PassThrough, pipeline, Transform, type Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { FileFault } from './file-fault.js';

/** Longest line of a table, in characters; choice: real ones have some hundreds. */
const MAX_LINE = 1_048_576;

/** Lines of one batch. */
const BATCH = 500;

/**
 * Reads the lines of a CSV text, its first one included, as lists of cells.
 *
 * @throws FileFault `unreadable_table` when it is not CSV, or a line has more or fewer cells than the first.
 */
export async function* csvLines(
  bytes: Readable,
  encoding: string,
): AsyncGenerator<string[][], void, undefined> {
  const parser = parse({ bom: true, max_record_size: MAX_LINE, relax_column_count: false });
  const text = encoding === 'utf-8' ? new PassThrough() : recoded(encoding);
  pipeline(bytes, text, parser, () => undefined);
  let batch: string[][] = [];
  try {
    for await (const line of parser as AsyncIterable<string[]>) {
      batch.push(line);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    throw error instanceof FileFault ? error : new FileFault('unreadable_table', error);
  } finally {
    bytes.destroy();
  }
  if (batch.length > 0) yield batch;
}

/** Returns a stream that converts a text to UTF-8. */
function recoded(encoding: string): Transform {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        done(null, decoder.decode(chunk, { stream: true }));
      } catch (error) {
        done(error as Error);
      }
    },
    flush(done) {
      try {
        done(null, decoder.decode());
      } catch (error) {
        done(error as Error);
      }
    },
  });
}
