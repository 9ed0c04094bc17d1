import type { Dispatcher } from 'undici';

/** One answer under load. */
export interface Served {
  readonly status: number;
  readonly text: string;
  /** Counted from when the request was due, not from when it was sent: no coordinated omission. */
  readonly tookMs: number;
}

/** Sends `perSecond` requests a second for a time, without waiting for answers, then waits for the last answer. */
export async function openLoop(
  perSecond: number,
  seconds: number,
  send: (nth: number) => Promise<Dispatcher.ResponseData>,
): Promise<Served[]> {
  const answers: Promise<Served>[] = [];
  const startedAt = performance.now();
  const count = Math.round(perSecond * seconds);
  while (answers.length < count) {
    const due = startedAt + (answers.length * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await new Promise((done) => setTimeout(done, early));
    else answers.push(timed(due, send(answers.length)));
  }
  return Promise.all(answers);
}

/** Runs this many clients for a time; each sends a request as soon as it has its answer. */
export async function closedLoop(
  clients: number,
  seconds: number,
  send: (nth: number) => Promise<Dispatcher.ResponseData>,
): Promise<Served[]> {
  const answers: Served[] = [];
  const until = performance.now() + seconds * 1_000;
  let nth = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) answers.push(await timed(performance.now(), send(nth++)));
  };
  await Promise.all(Array.from({ length: clients }, client));
  return answers;
}

async function timed(due: number, answer: Promise<Dispatcher.ResponseData>): Promise<Served> {
  const { statusCode, body } = await answer;
  const text = await body.text();
  return { status: statusCode, text, tookMs: performance.now() - due };
}

/** Returns a percentile: the value that this share of all values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
