import { deadlineAfter } from '../kernel/abort.js';
import { systemClock } from '../kernel/clock.js';
import { Fault } from '../kernel/fault.js';
import type { ListPage } from '../upstream/hss/list.js';
import type { SendContext } from '../upstream/transport/call.js';
import { adviceFor } from './advice.js';
import type { Finding } from './finding.js';

/** What is seen of one list. */
export type Seen = Omit<Finding, 'project'>;

/** Smallest and largest page of a list (source: FACTS of the vendor, section 4). */
export const SMALL_PAGE = 10;
export const LARGE_PAGE = 200;

/** One list of the vendor that is tried. */
export interface Probe {
  readonly check: string;
  readonly api: string;
  /** Reads the first page of `limit` rows. */
  readonly ask: (limit: number, context: SendContext) => Promise<ListPage<unknown>>;
}

/** Runs one call with a deadline. @throws Fault kind `deadline` when it passes; whatever the call throws. */
export async function within<T>(ms: number, call: (context: SendContext) => Promise<T>): Promise<T> {
  const deadline = deadlineAfter(ms, () => new Fault('deadline', 'no answer in time'));
  try {
    return await call({
      signal: deadline.signal,
      deadlineAt: systemClock.monotonic() + ms,
      lane: 'interactive',
      tenant: 'doctor',
    });
  } finally {
    deadline.dispose();
  }
}

/** Reads a list with the smallest page, then with the largest. Cost: two calls; one when the first fails. */
export async function tryList(
  { check, api, ask }: Probe,
  callMs: number,
): Promise<{ readonly seen: Seen; readonly first: ListPage<unknown> | undefined }> {
  let first: ListPage<unknown>;
  try {
    first = await within(callMs, (context) => ask(SMALL_PAGE, context));
  } catch (error) {
    return { seen: { check, api, ...adviceFor(Fault.from(error)) }, first: undefined };
  }
  const rows = `${first.total ?? 'unknown'} row(s)`;
  try {
    await within(callMs, (context) => ask(LARGE_PAGE, context));
  } catch (error) {
    return { seen: { check, api, ...ofLargePage(Fault.from(error), rows) }, first };
  }
  const text = `${rows}, pages of ${SMALL_PAGE} and ${LARGE_PAGE} rows`;
  return { seen: { check, api, outcome: 'ok', text }, first };
}

/** What it means that only the large page failed. */
export function ofLargePage(fault: Fault, rows: string): Omit<Seen, 'check' | 'api'> {
  const advice = adviceFor(fault);
  if (fault.kind !== 'rejected') return advice;
  return {
    ...advice,
    outcome: 'note',
    text: `${rows}; pages of ${SMALL_PAGE} rows work, pages of ${LARGE_PAGE} are refused`,
    setting: 'projects[].page_size: 100',
  };
}
