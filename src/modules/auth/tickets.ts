import { CursorCodec, type CursorKey, type JsonValue } from '../../fleet/cursor.js';
import { SCOPES, type Scope } from '../../platform/config/config.js';
import type { Caller } from '../../platform/http/admission/caller.js';

/** How long a ticket is valid, in milliseconds: enough to open a stream with it. A choice. */
export const TICKET_MS = 60_000;

/** Purpose that tickets are signed for, so that nothing else signed with these keys passes as a ticket. */
const BINDING = 'event-stream';

export interface Ticket {
  readonly ticket: string;
  readonly expiresAt: number;
}

/**
 * Issues and reads tickets, which replace a key in the URL of an event stream: a browser's EventSource cannot send
 * headers. A ticket is signed, names its holder and rights, and expires within a minute, so an old one in a log is harmless.
 */
export class Tickets {
  private readonly codec: CursorCodec;

  /** @param keys derived for tickets only. The first signs; signatures of all are accepted. */
  constructor(keys: readonly CursorKey[]) {
    this.codec = new CursorCodec(keys);
  }

  /** Issues a ticket for a caller. */
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

  /** Returns the holder of a ticket; undefined when it is not ours, was changed, or has expired. */
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
