import type { TruePort } from './truth/ports.js';

export interface PageAnswer {
  readonly items: TruePort[];
  readonly failures: { host_id: string; code: string; title: string; retryable: boolean; attempts: number }[];
  readonly complete: boolean;
  readonly next_cursor: string | null;
  readonly summary: {
    complete: boolean;
    hosts: { requested: number; read: number; answered: number; failed: number };
    items: number;
    plan: string;
    upstream_calls: number;
    cache_hits: number;
    as_of: string;
    elapsed_ms: number;
  };
}

export interface StreamAnswer {
  readonly items: TruePort[];
  readonly failures: PageAnswer['failures'];
  readonly progress: {
    hosts: { done: number; total: number };
    items: number;
    eta_ms: number | null;
    plan?: string;
    estimated_calls?: number;
  }[];
  readonly summary: PageAnswer['summary'] | undefined;
  /** Types of the lines in order; equal lines in a row count once. */
  readonly shape: string[];
}

/** Reads a whole NDJSON answer. */
export async function readStream(response: Response): Promise<StreamAnswer> {
  const lines = (await response.text()).split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown> & { type: string });
  const shape: string[] = [];
  for (const { type } of parsed) if (shape.at(-1) !== type) shape.push(type);
  const of = <T>(type: string): T[] =>
    parsed.filter((line) => line.type === type).map((line) => line[type] as T);
  return {
    items: of('item'),
    failures: of('failure'),
    progress: of('progress'),
    summary: of<PageAnswer['summary']>('summary')[0],
    shape,
  };
}

/** Follows `next_cursor` to the end and returns the pages. */
export async function walk(ask: (cursor: string | undefined) => Promise<Response>): Promise<PageAnswer[]> {
  const pages: PageAnswer[] = [];
  let cursor: string | undefined;
  do {
    const response = await ask(cursor);
    if (response.status !== 200)
      throw new Error(`page ${pages.length + 1}: ${response.status} ${await response.text()}`);
    const page = (await response.json()) as PageAnswer;
    pages.push(page);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return pages;
}
