import { sleep } from '../../kernel/abort.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import type { RowWriter, WriteOptions } from './row-writer.js';

/** A write smaller than this, in characters, is followed by a pause. */
const SMALL_WRITE = 131_072;

/**
 * The pause, as a share of the time since the stream began: rows that arrive meanwhile leave together. Each write costs a
 * system call and a dozen promises, as much as reading a page of ten rows does (measured). A reader waits by this share longer
 * for the end, at most.
 */
const PAUSE_SHARE = 0.01;
/** Shortest and longest pause, in milliseconds. A choice: nobody who waits notices so short a one. */
const MIN_PAUSE_MS = 2;
const MAX_PAUSE_MS = 20;

/**
 * Writes the events as lines, one string for each event. So the rows of one upstream page, or of several, leave in one
 * write, which makes streams cheap (measured: 2.4 times as fast as one write for each row).
 */
export const ndjson: RowWriter = async function* (events, options) {
  const beganAt = performance.now();
  for await (const event of events) {
    const lines = linesOf(event, options);
    const yieldedAt = performance.now();
    yield lines;
    if (options.gathers !== true || event.type !== 'items' || lines.length >= SMALL_WRITE) continue;
    // Rows that are here already need not be waited for.
    if (event.json !== undefined) continue;
    const pauseMs = Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, (yieldedAt - beganAt) * PAUSE_SHARE));
    const restMs = pauseMs - (performance.now() - yieldedAt);
    if (restMs > 0) await sleep(restMs);
  }
};

function linesOf<Row>(event: AnswerEvent<Row, object>, { onRow }: WriteOptions<Row>): string {
  switch (event.type) {
    case 'items':
      if (onRow === undefined && event.json !== undefined) return event.json(ITEM, END);
      return (onRow === undefined ? linesAtOnce(event.items) : undefined) ?? itemLines(event.items, onRow);
    case 'failure':
      return `${JSON.stringify({ type: 'failure', failure: event.failure })}\n`;
    case 'progress':
      return `${JSON.stringify({ type: 'progress', progress: event.progress })}\n`;
    case 'summary':
      return `${JSON.stringify({ type: 'summary', summary: event.summary })}\n`;
  }
}

/** Begins and ends the line of a row. */
const ITEM = '{"type":"item","item":';
const END = '}\n';

/** The lines of rows, made one by one. */
function itemLines<Row>(items: readonly Row[], onRow: WriteOptions<Row>['onRow']): string {
  let lines = '';
  for (const item of items) {
    const text = JSON.stringify(item);
    onRow?.(item, text);
    lines += ITEM + text + END;
  }
  return lines;
}

/**
 * The lines of rows, cut from one JSON text of them all: a fifth cheaper than row by row (measured 2026-11). Undefined where
 * the text cannot be cut for certain. Inside of a text value a quotation mark has a backslash before it, so what is looked for
 * stands between two objects of a list only, and the number of lines shows whether that was always the list of rows.
 */
function linesAtOnce(items: readonly unknown[]): string | undefined {
  const text = JSON.stringify(items);
  const nameEnd = text.indexOf(':');
  const beginning = text.slice(1, nameEnd + 1);
  // In a replacement a dollar sign would have a meaning of its own.
  if (!text.startsWith('[{"') || nameEnd < 0 || beginning.includes('$')) return undefined;
  const lines = text.slice(1, -1).replaceAll(`},${beginning}`, `}${END}${ITEM}${beginning}`);
  const made = ITEM + lines + END;
  return linesIn(made) === items.length ? made : undefined;
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
