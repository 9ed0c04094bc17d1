import { Inject, Injectable } from '@nestjs/common';
import { sleep } from '../../kernel/abort.js';
import { Drain } from '../../platform/http/connections/drain.js';
import { isOver, type KeptQuery } from '../../query/background/query-record.js';
import { QueryStore } from '../../query/background/query-store.js';
import {
  eventText,
  FIRST_LINES,
  KEEP_ALIVE_MS,
  LAST_EVENT_ID,
  STILL_HERE,
} from '../../rest/answers/event-stream-protocol.js';

/** Time between two looks at a query, in milliseconds. A choice. */
const LOOK_MS = 500;

/** Lets callers follow a background query. They read its state only, so upstream calls do not grow with their number. */
@Injectable()
export class QueryFollow {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    private readonly drain: Drain,
  ) {}

  /**
   * Writes the query as an event stream: `query` with each change, and `end` when it is over or forgotten. A process that
   * drains ends the stream with a `summary` that says so, without an id, so that browsers connect again.
   *
   * @param seen version that the client knows already; 0 for none.
   */
  async *events(
    kept: KeptQuery,
    seen: number,
    view: (kept: KeptQuery) => Promise<object>,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    yield FIRST_LINES;
    let now: KeptQuery | undefined = kept;
    let told = seen;
    let toldAt = performance.now();
    while (now !== undefined) {
      if (now.run.version !== told) {
        told = now.run.version;
        toldAt = performance.now();
        yield eventText('query', await view(now), told);
      } else if (performance.now() - toldAt > KEEP_ALIVE_MS) {
        toldAt = performance.now();
        yield STILL_HERE;
      }
      if (isOver(now.run)) break;
      if (this.drain.draining) {
        yield eventText('summary', { summary: { complete: false, reason: 'draining' } });
        return;
      }
      await sleep(LOOK_MS, signal);
      now = await this.store.get(kept.record.id);
    }
    yield eventText('end', {}, LAST_EVENT_ID);
  }
}
