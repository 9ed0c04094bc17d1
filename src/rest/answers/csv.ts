import { csvLine } from './csv-line.js';
import { outcomeText } from './outcome-text.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';

/**
 * The events as CSV (RFC 4180: CRLF, header, quotes doubled). Failures and the outcome are rows of one cell that begins
 * with `#`; the one that begins with `# summary` is always the last: without it the file was cut.
 */
export async function* csv<Row extends object>(
  events: AsyncIterable<AnswerEvent<Row, object>>,
  columns: readonly string[],
): AsyncGenerator<string, void, undefined> {
  yield csvLine(columns);
  for await (const event of events) {
    switch (event.type) {
      case 'items': {
        let lines = '';
        for (const item of event.items) {
          const row = item as Readonly<Record<string, unknown>>;
          lines += csvLine(columns.map((column) => row[column]));
        }
        yield lines;
        break;
      }
      case 'failure': {
        const { project, host_id, code, title } = event.failure;
        yield csvLine([`# failure project=${project} host_id=${host_id} code=${code} ${title}`]);
        break;
      }
      case 'summary':
        yield csvLine([`# ${outcomeText(event.summary)}`]);
        break;
      case 'progress':
        break;
    }
  }
}
