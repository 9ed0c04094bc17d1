import { Fault, type FaultKind } from '../../kernel/fault.js';
import { Problem } from '../../platform/problem/problem.js';
import type { Page } from '../question/answer.js';
import type { AssetRow } from '../question/fleet-query.js';
import type { QueryContext } from '../question/query-context.js';
import type { QueryInput } from '../question/query-input.js';

/** Whether a fault is an outage of the vendor or of the network: then an older answer is worth giving. */
const OUTAGE: Readonly<Record<FaultKind, boolean>> = {
  credential: true,
  forbidden: false,
  not_found: false,
  rejected: false,
  blocked: true,
  throttled: true,
  unavailable: true,
  network: true,
  timeout: true,
  deadline: true,
  bad_payload: true,
  changed_during_read: false,
  too_many_rows: false,
  answer_too_large: false,
  cancelled: false,
  circuit_open: true,
  overloaded: true,
  out_of_points: false,
  draining: false,
};

interface StaleRequest<Row extends AssetRow> {
  readonly input: QueryInput<Row>;
  /** How old rows may be where the vendor fails to give younger ones, in milliseconds. */
  readonly staleIfErrorMs: number;
  readonly context: QueryContext;
}

interface Asking<Row extends AssetRow, Answer> {
  /** @param again whether this is the second try, for older rows. */
  readonly ask: (input: QueryInput<Row>, again: boolean) => Promise<Answer>;
  /** Whether something is missing from an answer that an older one may have. Default: never. */
  readonly lacks?: (answer: Answer) => boolean;
  /** Default: never. */
  readonly isBetter?: (answer: Answer, than: Answer) => boolean;
}

/**
 * Answers a query; where the vendor fails, once more from what is kept, up to `staleIfErrorMs` old, and the better of
 * the two answers is given. What is kept costs no calls. What is not is asked for again, behind the circuit breaker.
 *
 * @throws what the first try threw, when the second one gives no answer either.
 */
export async function orStale<Row extends AssetRow, Answer>(
  { input, staleIfErrorMs, context }: StaleRequest<Row>,
  { ask, lacks = () => false, isBetter = () => false }: Asking<Row, Answer>,
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

/** Whether hosts are missing from a page because the vendor failed, so that an older answer may have them. */
export function lacksHosts<Row>({ failures }: Page<Row>): boolean {
  return failures.some(({ code }) => OUTAGE[code]);
}

/** Whether one page lacks fewer hosts than another. */
export function lacksFewerHosts<Row>(page: Page<Row>, than: Page<Row>): boolean {
  return page.failures.length < than.failures.length;
}

/** Whether a failure is an outage of the vendor or of the network. */
export function isOutageOf({ kind }: Fault): boolean {
  return OUTAGE[kind];
}

function isOutage(error: unknown): boolean {
  if (error instanceof Fault) return isOutageOf(error);
  return error instanceof Problem && error.getStatus() >= 500 && error.kind !== 'internal';
}
