import type { FastifyRequest } from 'fastify';
import type { Drain } from '../../platform/http/connections/drain.js';
import { eventText, FIRST_LINES, KEEP_ALIVE_MS, LAST_EVENT_ID, STILL_HERE } from './event-stream-protocol.js';

/** Time between two looks at a thing that is followed, in milliseconds. A choice. */
export const LOOK_MS = 500;

/** Work whose state callers follow: an export, a background query. */
export interface Followed<Thing> {
  /** Name of the event that tells of a change. */
  readonly event: string;
  /** Grows with every change. */
  readonly versionOf: (thing: Thing) => number;
  readonly isOver: (thing: Thing) => boolean;
  readonly view: (thing: Thing) => object | Promise<object>;
  /**
   * Reads it again after `LOOK_MS` at the latest; undefined when it has been forgotten.
   *
   * @throws the reason of the caller's signal.
   */
  readonly look: (thing: Thing) => Promise<Thing | undefined>;
}

/**
 * Writes the state of some work as an event stream: an event for each change, and `end` when it is over or forgotten. A process
 * that drains ends the stream with a `summary` that says so, without an id, so that clients connect again, to another process.
 * Reads the state only, so upstream calls do not grow with the number of followers.
 *
 * @param seen version that the client knows already; undefined for none.
 */
export async function* followEvents<Thing>(
  first: Thing,
  seen: number | undefined,
  followed: Followed<Thing>,
  drain: Pick<Drain, 'draining'>,
): AsyncGenerator<string, void, undefined> {
  yield FIRST_LINES;
  let now: Thing | undefined = first;
  let told = seen;
  let toldAt = performance.now();
  while (now !== undefined) {
    if (followed.versionOf(now) !== told) {
      told = followed.versionOf(now);
      toldAt = performance.now();
      yield eventText(followed.event, await followed.view(now), told);
    } else if (performance.now() - toldAt > KEEP_ALIVE_MS) {
      toldAt = performance.now();
      yield STILL_HERE;
    }
    if (followed.isOver(now)) break;
    if (drain.draining) {
      yield eventText('summary', { summary: { complete: false, reason: 'draining' } });
      return;
    }
    now = await followed.look(now);
  }
  yield eventText('end', {}, LAST_EVENT_ID);
}

/** Returns the version in `Last-Event-ID`; undefined when there is none. */
export function versionSeen({ headers }: FastifyRequest): number | undefined {
  const text = String(headers['last-event-id']);
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
