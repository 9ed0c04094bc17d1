import { Inject, Injectable } from '@nestjs/common';
import { sleep } from '../../kernel/abort.js';
import { Drain } from '../../platform/http/connections/drain.js';
import { isOver, type KeptQuery } from '../../query/background/query-record.js';
import { QueryStore } from '../../query/background/query-store.js';
import { followEvents, LOOK_MS } from '../../rest/answers/follow-events.js';
import { patiently } from './patiently.js';

/** Lets callers follow a background query. */
@Injectable()
export class QueryFollow {
  constructor(
    @Inject(QueryStore) private readonly store: QueryStore,
    private readonly drain: Drain,
  ) {}

  /**
   * Writes the query as an event stream.
   *
   * @param seen version that the client knows already; undefined for none.
   * @param view may throw QueryStoreFailure, and is called again then.
   */
  events(
    kept: KeptQuery,
    seen: number | undefined,
    view: (kept: KeptQuery) => Promise<object>,
    signal: AbortSignal,
  ): AsyncGenerator<string, void, undefined> {
    const look = async ({ record }: KeptQuery): Promise<KeptQuery | undefined> => {
      await sleep(LOOK_MS, signal);
      return patiently(() => this.store.get(record.id), signal);
    };
    const isDone = ({ run }: KeptQuery): boolean => isOver(run);
    const versionOf = ({ run }: KeptQuery): number => run.version;
    const told = (each: KeptQuery): Promise<object> => patiently(() => view(each), signal);
    return followEvents(
      kept,
      seen,
      { event: 'query', versionOf, isOver: isDone, view: told, look },
      this.drain,
    );
  }
}
