import { csvLine } from './csv-line.js';
import { outcomeText } from './outcome-text.js';
import { cellsOf, type RowWriter } from './row-writer.js';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Writes the events as CSV (RFC 4180: CRLF, header, quotes doubled). Failures and the outcome are rows of one cell that
 * begins with `#`. The row that begins with `# summary` is always the last: without it the file was cut.
 */
export const csv: RowWriter = async function* (events, { columns, onRow, bom }) {
  yield (bom === true ? BYTE_ORDER_MARK : '') + csvLine(columns.map(({ title }) => title));
  for await (const event of events) {
    switch (event.type) {
      case 'items': {
        let lines = '';
        for (const item of event.items) {
          const line = csvLine(cellsOf(item, columns));
          onRow?.(item, line);
          lines += line;
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
};
