import { Fault, type FaultKind } from '../../kernel/fault.js';
import { Problem } from '../../platform/problem/problem.js';
import type { Page } from '../question/answer.js';
import type { AssetRow } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { QueryInput } from '../question/query-input.js';

/** What the vendor, or the way there, is to blame for and may be over later: worth an older answer. */
const OUTAGE: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'unavailable',
  'network',
  'timeout',
  'deadline',
  'circuit_open',
  'throttled',
  'overloaded',
  'bad_payload',
  'credential',
]);

/**
 * Answers a question; where the vendor fails, once more from what is kept, up to `staleIfErrorMs` old, and the better of
 * the two answers is given. What is kept costs no calls, and what is not is asked for again behind the circuit breaker.
 *
 * @throws what the first try threw, when the second is of no help.
 */
export async function orStale<Row extends AssetRow, Answer>(
  input: QueryInput<Row>,
  staleIfErrorMs: number,
  context: QueryContext,
  ask: (input: QueryInput<Row>, again: boolean) => Promise<Answer>,
  isBetter: (answer: Answer, than: Answer) => boolean,
  lacks: (answer: Answer) => boolean,
): Promise<{ readonly answer: Answer; readonly again: boolean }> {
  if (staleIfErrorMs <= input.maxAgeMs) return { answer: await ask(input, false), again: false };
  let first: { readonly answer: Answer } | undefined;
  let thrown: unknown;
  try {
    first = { answer: await ask(input, false) };
    if (!lacks(first.answer)) return { ...first, again: false };
  } catch (error) {
    if (!isOutage(error)) throw error;
    thrown = error;
  }
  context.useReserve();
  try {
    const older = { ...input, maxAgeMs: staleIfErrorMs, listMaxAgeMs: staleIfErrorMs };
    const answer = await ask(older, true);
    if (first === undefined || isBetter(answer, first.answer)) return { answer, again: true };
  } catch (error) {
    if (first === undefined) throw isOutage(error) ? thrown : error;
  }
  return { ...first, again: false };
}

/** Whether hosts are missing from a page that an older answer may have. */
export function lacksHosts<Row>({ failures }: Page<Row>): boolean {
  return failures.some(({ code }) => OUTAGE.has(code));
}

/** Whether a page misses fewer hosts than another, for what it holds. */
export function misses<Row>(fewer: Page<Row>, than: Page<Row>): boolean {
  return fewer.failures.length < than.failures.length;
}

/** Whether the vendor, or the way there, is to blame for a failure. */
export function isOutageOf({ kind }: Fault): boolean {
  return OUTAGE.has(kind);
}

function isOutage(error: unknown): boolean {
  if (error instanceof Fault) return isOutageOf(error);
  return error instanceof Problem && error.getStatus() >= 500 && error.kind !== 'internal';
}
