import type { HostFailure } from '../../query/question/answer.js';
import type { RowWriter } from './row-writer.js';

/**
 * Writes the events as one JSON document: `items`, `failures` where there are any, `complete` and `summary`. A document
 * that was cut does not parse.
 */
export const json: RowWriter = async function* (events, { onRow }) {
  const failures: HostFailure[] = [];
  let before = '{"items":[';
  for await (const event of events) {
    switch (event.type) {
      case 'items': {
        let text = '';
        for (const item of event.items) {
          const row = JSON.stringify(item);
          onRow?.(item, row);
          text += `${before}\n${row}`;
          before = ',';
        }
        yield text;
        break;
      }
      case 'failure':
        failures.push(event.failure);
        break;
      case 'summary': {
        const { complete } = event.summary as { readonly complete?: boolean };
        const missing = failures.length === 0 ? '' : `"failures":${JSON.stringify(failures)},`;
        const start = before === ',' ? '' : before;
        yield `${start}],${missing}"complete":${complete},"summary":${JSON.stringify(event.summary)}}\n`;
        break;
      }
      case 'progress':
        break;
    }
  }
};
