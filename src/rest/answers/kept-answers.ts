import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { shareOfHeap } from '../../kernel/memory.js';
import { knownCaller, maySee, type Caller } from '../../platform/http/admission/caller.js';
import type { Summary } from '../../query/question/answer.js';
import type { Repeatable } from '../../query/question/repeatable.js';
import { nextPath, sendPage, type WrittenPage } from './page-reply.js';
import { withLast } from './page-text.js';

/** Share of the heap for answers that are kept, and most bytes. A choice: a thousand pages of 200 rows. */
const KEPT_SHARE = 1 / 32;
const MOST_KEPT_BYTES = 64 * 1024 * 1024;
/** Longest URL and `Accept` of a request whose answer is kept, in characters. A choice: requests that come again are shorter. */
const LONGEST_URL = 2_048;
const LONGEST_ACCEPT = 200;
/** What an answer takes besides texts, in bytes, estimated: neither its rows nor its query are held. */
const ANSWER_BYTES = 2_048;
/** How often an answer has its URL: in its key, and in the path of the next page. */
const URLS = 3;

/** A page that was sent, and what the next one like it is made from. */
interface KeptAnswer {
  readonly repeatable: Repeatable;
  readonly summary: Summary;
  page: WrittenPage;
  /** What the text of the page says of the time that it took. */
  elapsedMs: number;
}

/**
 * Pages that are sent again as they are, as long as the query would give the very same rows: a request that comes again costs
 * a look-up and a write. What it means was worked out and allowed when it came first, so only what may have changed since is
 * judged again: whether the rows are the same and young enough, and whether the caller may see them. The gate has admitted
 * the caller by then, as for every request. Every caller has answers of its own.
 */
export class KeptAnswers {
  private readonly kept = new LRUCache<string, KeptAnswer>({
    maxSize: shareOfHeap(KEPT_SHARE, MOST_KEPT_BYTES),
    sizeCalculation: ({ page }, key) => ANSWER_BYTES + key.length * URLS + page.text.body.length,
  });

  /** Adds the hook that sends answers again. Call it after the gate has added its own. */
  attach(fastify: FastifyInstance): void {
    fastify.addHook('preHandler', (request, reply, done) => {
      const answer = this.find(request);
      if (answer === undefined) done();
      else sendAgain(answer, request, reply);
    });
  }

  /** Keeps a page that was just sent to its caller. */
  keep(
    request: FastifyRequest,
    caller: Caller,
    page: WrittenPage,
    { repeatable, summary }: { readonly repeatable: Repeatable; readonly summary: Summary },
  ): void {
    if (!isPlain(request)) return;
    const { elapsed_ms: elapsedMs } = summary;
    this.kept.set(keyOf(request, caller), { repeatable, summary, page, elapsedMs });
  }

  private find(request: FastifyRequest): KeptAnswer | undefined {
    const caller = knownCaller(request);
    if (caller === undefined || this.kept.size === 0 || !isPlain(request)) return undefined;
    const answer = this.kept.get(keyOf(request, caller));
    if (answer === undefined || !maySee(caller, answer.repeatable.project)) return undefined;
    return answer.repeatable.holds() ? answer : undefined;
  }
}

/** Tells whether nothing but the URL, `Accept` and the caller says what is asked for. */
function isPlain({ method, url, headers }: FastifyRequest): boolean {
  return (
    method === 'GET' &&
    url.length <= LONGEST_URL &&
    (headers.accept === undefined || headers.accept.length <= LONGEST_ACCEPT) &&
    headers['cache-control'] === undefined &&
    headers.prefer === undefined &&
    headers['idempotency-key'] === undefined
  );
}

/** Neither a URL nor a header has a line feed in it. */
function keyOf({ url, headers }: FastifyRequest, { id }: Caller): string {
  return `${url}\n${headers.accept ?? ''}\n${id}`;
}

function sendAgain(answer: KeptAnswer, request: FastifyRequest, reply: FastifyReply): void {
  const elapsedMs = Math.round(reply.elapsedTime);
  const cursor = answer.repeatable.nextCursor();
  const { page, summary } = answer;
  if (elapsedMs !== answer.elapsedMs || cursor !== page.cursor) {
    const last = { next_cursor: cursor, summary: { ...summary, elapsed_ms: elapsedMs } };
    const next = cursor === page.cursor ? page.nextPath : nextPath(request, cursor);
    answer.page = { rows: page.rows, text: withLast(page.text, last), cursor, nextPath: next };
    answer.elapsedMs = elapsedMs;
  }
  sendPage(request, reply, answer.page, { elapsedMs, calls: 0 });
}
