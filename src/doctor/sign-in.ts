import { Fault } from '../kernel/fault.js';
import type { CredentialState, ManagedAuthorizer } from '../upstream/iam/credential-state.js';
import { adviceFor } from './advice.js';
import type { Finding } from './finding.js';
import type { WatchedWire } from './watched-wire.js';

type Seen = Pick<Finding, 'check' | 'outcome' | 'text' | 'code' | 'requestId' | 'setting'>;

/** The vendor refuses signatures whose time is off by more, in milliseconds (source: FACTS of the vendor, section 3.2). */
const CLOCK_LIMIT_MS = 15 * 60_000;
/** A smaller difference is not worth a word, in milliseconds; choice. */
const CLOCK_NOTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Signs in with one credential. A key needs no sign-in: its first signed call proves it, which is the look-up of the
 * project or the first list.
 */
export async function checkSignIn(
  credential: ManagedAuthorizer,
  wire: WatchedWire,
  signal: AbortSignal,
): Promise<Seen> {
  const check = `sign-in (${credential.id})`;
  try {
    await credential.refresh(signal);
    return { check, outcome: 'ok', text: describe(credential.state(), wire) };
  } catch (error) {
    return { check, ...adviceFor(Fault.from(error)) };
  }
}

function describe({ kind, token, keyExpiresAt }: CredentialState, wire: WatchedWire): string {
  if (keyExpiresAt !== undefined) {
    const minutes = Math.round((keyExpiresAt - Date.now()) / 60_000);
    return `${kind}: calls are signed with temporary keys, good for ${minutes} min and renewed before they end`;
  }
  if (token === undefined) return `${kind}: calls are signed, nothing is fetched`;
  const hours = ((token.expiresAt - token.issuedAt) / HOUR_MS).toFixed(1);
  return `${kind}: token of ${wire.tokenLength ?? 'unknown'} characters, good for ${hours} h`;
}

/** Finds the vendor's id of the project, or says that the configuration has it. */
export async function checkProject(
  configured: string | undefined,
  find: (signal: AbortSignal) => Promise<string>,
  signal: AbortSignal,
): Promise<Seen> {
  const check = 'project';
  if (configured !== undefined) return { check, outcome: 'ok', text: `project_id is configured` };
  try {
    const id = await find(signal);
    return {
      check,
      outcome: 'ok',
      text: 'the id was found by the name of the region; one call at each start is saved when it is configured',
      setting: `projects[].project_id: ${id}`,
    };
  } catch (error) {
    return { check, ...adviceFor(Fault.from(error)) };
  }
}

/** Compares our clock with the `Date` of the vendor's answers. */
export function checkClock(wire: WatchedWire): Seen {
  const check = 'clock';
  const ahead = wire.clockAheadMs;
  if (ahead === undefined) return { check, outcome: 'skipped', text: 'no answer told the time' };
  const minutes = (Math.abs(ahead) / 60_000).toFixed(1);
  const text = `the vendor's clock is ${minutes} min ${ahead < 0 ? 'behind' : 'ahead of'} ours`;
  if (Math.abs(ahead) < CLOCK_NOTE_MS) return { check, outcome: 'ok', text };
  if (Math.abs(ahead) < CLOCK_LIMIT_MS) return { check, outcome: 'note', text: `${text}: set the clock` };
  return { check, outcome: 'trouble', text: `${text}: signatures are refused beyond 15 min. Set the clock` };
}
