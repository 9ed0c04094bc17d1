import type { AnswerEvent } from './stream-reader.js';

/** Silence after which a comment is sent, so that proxies do not take the connection for dead, in milliseconds. */
const KEEP_ALIVE_MS = 15_000;
/** How long a browser shall wait before it connects again, in milliseconds. */
const RETRY_MS = 3_000;

/** Id of the last event. A browser that connects again after it shows it, and is told to stop. */
export const LAST_EVENT_ID = 'end';

/**
 * The events as `text/event-stream`: `items` (a batch of rows), `failure`, `progress` and, last and always, `summary`.
 * Only the last one has an id: a stream that was cut starts over, since hosts come in any order.
 */
export async function* eventStream<Row>(
  events: AsyncGenerator<AnswerEvent<Row, object>, void, undefined>,
  keepAliveMs = KEEP_ALIVE_MS,
): AsyncGenerator<string, void, undefined> {
  yield `retry: ${RETRY_MS}\n\n`;
  try {
    let next = events.next();
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), keepAliveMs);
      });
      const step = await Promise.race([next, silence]).finally(() => clearTimeout(timer));
      if (step === undefined) {
        yield ': still here\n\n';
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
      return framed('items', { items: event.items });
    case 'failure':
      return framed('failure', { failure: event.failure });
    case 'progress':
      return framed('progress', { progress: event.progress });
    case 'summary':
      return `id: ${LAST_EVENT_ID}\n${framed('summary', { summary: event.summary })}`;
  }
}

/** JSON has no line breaks of its own, so one `data` line holds it. */
function framed(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
