import { sleep } from '../../kernel/abort.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import type { RowWriter, WriteOptions } from './row-writer.js';

/** A write smaller than this, in characters, is followed by a pause. */
const SMALL_WRITE = 32_768;

/**
 * The pause in milliseconds: rows that arrive meanwhile leave together. Each write costs a system call and a dozen
 * promises, as much as reading a page of ten rows does (measured). Nobody who waits notices so short a pause.
 */
const PAUSE_MS = 4;

/**
 * Writes the events as lines, one string for each event. So the rows of one upstream page, or of several, leave in one
 * write, which makes streams cheap (measured: 2.4 times as fast as one write for each row).
 */
export const ndjson: RowWriter = async function* (events, options) {
  for await (const event of events) {
    const lines = linesOf(event, options);
    const yieldedAt = performance.now();
    yield lines;
    if (options.gathers !== true || event.type !== 'items' || lines.length >= SMALL_WRITE) continue;
    const restMs = PAUSE_MS - (performance.now() - yieldedAt);
    if (restMs > 0) await sleep(restMs);
  }
};

function linesOf<Row>(event: AnswerEvent<Row, object>, { onRow }: WriteOptions<Row>): string {
  switch (event.type) {
    case 'items': {
      let lines = '';
      for (const item of event.items) {
        const text = JSON.stringify(item);
        onRow?.(item, text);
        lines += `{"type":"item","item":${text}}\n`;
      }
      return lines;
    }
    case 'failure':
      return `${JSON.stringify({ type: 'failure', failure: event.failure })}\n`;
    case 'progress':
      return `${JSON.stringify({ type: 'progress', progress: event.progress })}\n`;
    case 'summary':
      return `${JSON.stringify({ type: 'summary', summary: event.summary })}\n`;
  }
}
