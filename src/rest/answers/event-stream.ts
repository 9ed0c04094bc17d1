import { eventText, FIRST_LINES, KEEP_ALIVE_MS, LAST_EVENT_ID, STILL_HERE } from './event-stream-protocol.js';
import type { IncompleteReason } from '../../query/question/answer.js';
import type { AnswerEvent } from '../../query/events/stream-reader.js';

/**
 * The events as `text/event-stream`: `items` (a batch of rows), `failure`, `progress` and, last and always, `summary`.
 * Only the last one has an id: a stream that was cut starts over, since hosts come in any order. One that ended because
 * the process does has none, so that browsers begin again with another process.
 */
export async function* eventStream<Row>(
  events: AsyncGenerator<AnswerEvent<Row, object>, void, undefined>,
  keepAliveMs = KEEP_ALIVE_MS,
): AsyncGenerator<string, void, undefined> {
  yield FIRST_LINES;
  try {
    let next = events.next();
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), keepAliveMs);
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
}

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
