import { parse } from 'csv-parse/sync';
import type { Stack } from './stack.js';

/** An export as callers see it. */
export interface ExportAnswer {
  readonly id: string;
  readonly status: string;
  readonly columns: { readonly field: string; readonly title: string }[];
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly file: string | null;
  readonly failure: { readonly code: string; readonly title: string; readonly retryable: boolean } | null;
  readonly hosts: {
    readonly requested: number;
    readonly read: number;
    readonly answered: number;
    readonly failed: number;
  } | null;
  readonly complete: boolean | null;
  readonly failures: { readonly host_id: string; readonly code: string }[];
  readonly created_at: string;
  readonly finished_at: string | null;
}

/** Waits for tests: short, so that tests are fast, and long enough that their order can be seen. */
export const QUICK = { first_poll_ms: 20, max_poll_ms: 60, stall_ms: 400 };

type Caller = Pick<Stack, 'get' | 'post'>;

/** Orders an export and returns the body of the 202. */
export async function order(
  app: Caller,
  body: object,
  headers: Record<string, string> = {},
): Promise<ExportAnswer> {
  const response = await app.post('/v1/exports', body, headers);
  if (response.status !== 202) throw new Error(`order: ${response.status} ${await response.text()}`);
  return (await response.json()) as ExportAnswer;
}

/** The export when it is over. */
export async function settled(
  app: Caller,
  id: string,
  headers: Record<string, string> = {},
): Promise<ExportAnswer> {
  const response = await app.get(`/v1/exports/${id}`, { prefer: 'wait=25', ...headers });
  if (response.status !== 200) throw new Error(`export: ${response.status} ${await response.text()}`);
  return (await response.json()) as ExportAnswer;
}

/** Orders and waits; throws unless it succeeds. */
export async function finished(app: Caller, body: object): Promise<ExportAnswer> {
  const answer = await settled(app, (await order(app, body)).id);
  if (answer.status !== 'succeeded') throw new Error(`export: ${JSON.stringify(answer)}`);
  return answer;
}

/** Rows of an NDJSON answer; throws when its summary is missing or counts otherwise. */
export function ndjsonRows(text: string): Record<string, unknown>[] {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map(
      (line) =>
        JSON.parse(line) as { type: string; item?: Record<string, unknown>; summary?: { items: number } },
    );
  const last = lines.pop();
  if (last?.type !== 'summary' || last.summary?.items !== lines.length) throw new Error('no true summary');
  return lines.map(({ item }) => item ?? {});
}

/** Rows of a CSV answer as texts by column; throws when its summary is missing or counts otherwise. */
export function csvRows(text: string): Record<string, string>[] {
  const records: string[][] = parse(text, { relax_column_count: true });
  const [fields = [], ...lines] = records;
  const last = lines.pop();
  const items = /^# summary complete=true items=(\d+)$/.exec(last?.[0] ?? '')?.[1];
  if (last?.length !== 1 || Number(items) !== lines.length) throw new Error('no true summary');
  return lines.map((cells) => Object.fromEntries(fields.map((field, at) => [field, cells[at] ?? ''])));
}

/** Returns how many calls the emulator got whose name has this end, such as `POST /v5/{project_id}/asset/export`. */
export function callsOf(emulator: Stack['emulator'], ending: string): number {
  const { by_path: byPath } = emulator.calls() as { by_path: Record<string, number> };
  return Object.entries(byPath)
    .filter(([path]) => path.endsWith(ending))
    .reduce((sum, [, count]) => sum + count, 0);
}
