import { eventText, FIRST_LINES, KEEP_ALIVE_MS, LAST_EVENT_ID, STILL_HERE } from './event-stream-protocol.js';
import type { IncompleteReason } from '../../query/question/answer.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';
import type { RowWriter } from './row-writer.js';

/**
 * Writes the events as `text/event-stream`: `items` (a batch of rows), `failure`, `progress` and, last and always,
 * `summary`. Only the summary has an id: a browser whose stream was cut starts over, since hosts come in any order. The
 * summary of a process that is being stopped has no id, so that browsers connect again and reach another process.
 */
export const eventStream: RowWriter = async function* (events) {
  yield FIRST_LINES;
  try {
    let next = events.next();
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), KEEP_ALIVE_MS);
      });
      const step = await Promise.race([next, silence]).finally(() => clearTimeout(timer));
      if (step === undefined) {
        yield STILL_HERE;
        continue;
      }
      if (step.done === true) return;
      yield frame(step.value);
      next = events.next();
    }
  } finally {
    await events.return();
  }
};

function frame<Row>(event: AnswerEvent<Row, object>): string {
  switch (event.type) {
    case 'items':
      return eventText('items', { items: event.items });
    case 'failure':
      return eventText('failure', { failure: event.failure });
    case 'progress':
      return eventText('progress', { progress: event.progress });
    case 'summary':
      return eventText(
        'summary',
        { summary: event.summary },
        isCut(event.summary) ? undefined : LAST_EVENT_ID,
      );
  }
}

function isCut(summary: object): boolean {
  return (summary as { readonly reason?: IncompleteReason }).reason === 'draining';
}
