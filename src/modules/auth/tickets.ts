import { CursorCodec, type CursorKey, type JsonValue } from '../../fleet/cursor.js';
import { SCOPES, type Scope } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';

/** How long a ticket lets its holder in, in milliseconds: long enough to open a stream with it, and no longer. */
export const TICKET_MS = 60_000;

/** What tickets are sealed for: never to be taken for anything else that the same keys sign. */
const BINDING = 'event-stream';

export interface Ticket {
  readonly ticket: string;
  readonly expiresAt: number;
}

/**
 * Stands for a key in the URL of an event stream, since a browser's EventSource can send no header. It names its holder
 * with the rights of now, is signed, and ends within a minute; whoever finds it in a log later has nothing.
 */
export class Tickets {
  private readonly codec: CursorCodec;

  /** @param keys derived for tickets alone; the first signs, all are taken. */
  constructor(keys: readonly CursorKey[]) {
    this.codec = new CursorCodec(keys);
  }

  issue({ id, kind, scopes, projects, pointsPerMinute }: Caller, nowMs: number): Ticket {
    const expiresAt = nowMs + TICKET_MS;
    const payload: JsonValue = [
      id,
      kind,
      [...scopes],
      projects === '*' ? '*' : [...projects],
      pointsPerMinute ?? null,
    ];
    return { ticket: this.codec.encode(payload, { binding: BINDING, expiresAtMs: expiresAt }), expiresAt };
  }

  /** Who holds the ticket; undefined when it is not ours, altered or too old. */
  holder(ticket: string, nowMs: number): Caller | undefined {
    const reading = this.codec.decode(ticket, { binding: BINDING, nowMs });
    if (!reading.ok) return undefined;
    const [id, kind, scopes, projects, points] = reading.payload as unknown as [
      string,
      Caller['kind'],
      string[],
      '*' | string[],
      number | null,
    ];
    return {
      id,
      kind,
      scopes: new Set(SCOPES.filter((scope: Scope) => scopes.includes(scope))),
      projects: projects === '*' ? '*' : new Set(projects),
      ...(points === null ? {} : { pointsPerMinute: points }),
    };
  }
}
