import { expect } from '@jest/globals';
import type { Stack } from './stack.js';
import { until } from './wait.js';

type App = Pick<Stack, 'get' | 'post'>;

/** A background query, as its owner sees it. */
export interface SeenQuery {
  readonly id: string;
  readonly status: string;
  readonly plan: string | null;
  readonly progress: {
    readonly hosts: { readonly done: number; readonly total: number };
    readonly items: number;
  };
  readonly summary: object | null;
  readonly failures: readonly { readonly host_id: string; readonly code: string }[];
  readonly failure: { readonly code: string } | null;
}

export const ASYNC = { prefer: 'respond-async' };

/** Orders a background query. */
export async function begun(
  app: App,
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<SeenQuery> {
  const answer = await app.post(path, body, { ...ASYNC, ...headers });
  const text = await answer.text();
  expect(`${answer.status} ${answer.status === 202 ? '' : text}`).toBe('202 ');
  const query = JSON.parse(text) as SeenQuery;
  expect(answer.headers.get('location')).toBe(`/v1/queries/${query.id}`);
  return query;
}

export async function seen(app: App, id: string, headers: Record<string, string> = {}): Promise<SeenQuery> {
  const answer = await app.get(`/v1/queries/${id}`, headers);
  expect(answer.status).toBe(200);
  return (await answer.json()) as SeenQuery;
}

/** Waits until it is over. */
export async function settled(
  app: App,
  id: string,
  headers: Record<string, string> = {},
): Promise<SeenQuery> {
  let now: SeenQuery | undefined;
  await until(async () => {
    now = await seen(app, id, headers);
    return now.status !== 'queued' && now.status !== 'running';
  });
  return now as SeenQuery;
}

/** Returns all rows, read as a stream. */
export async function itemsOf(app: App, id: string, headers: Record<string, string> = {}): Promise<object[]> {
  return itemsIn(await app.get(`/v1/queries/${id}/items?format=ndjson`, headers));
}

/** Returns the rows of a stream, which must be whole. */
export async function itemsIn(answer: Response): Promise<object[]> {
  expect(answer.status).toBe(200);
  const lines = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; item?: object });
  expect(lines.at(-1)?.type).toBe('summary');
  return lines.flatMap(({ item }) => item ?? []);
}

interface ItemsPage {
  readonly items: object[];
  readonly complete: boolean;
  readonly next_cursor: string | null;
}

export async function itemsPage(app: App, id: string, params: string): Promise<ItemsPage> {
  const answer = await app.get(`/v1/queries/${id}/items?${params}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as ItemsPage;
}

/** Returns all rows, read page by page until the query is over. */
export async function walked(app: App, id: string, limit: number): Promise<object[]> {
  const rows: object[] = [];
  let cursor = '';
  for (;;) {
    const page = await itemsPage(app, id, `limit=${limit}${cursor}`);
    rows.push(...page.items);
    if (page.next_cursor === null) return rows;
    cursor = `&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}

/** Rows of one page of the vendor. */
const PAGE_ROWS = 200;

/**
 * Returns the number of calls for hosts beyond those that a single reading takes.
 *
 * @param asked calls by host.
 */
export function callsBeyond(
  truth: readonly { readonly host_id: string }[],
  asked: Readonly<Record<string, number>>,
): number {
  const rows = new Map<string, number>();
  for (const { host_id: host } of truth) rows.set(host, (rows.get(host) ?? 0) + 1);
  const needed = (host: string): number => Math.max(1, Math.ceil((rows.get(host) ?? 0) / PAGE_ROWS));
  return Object.entries(asked).reduce((sum, [host, calls]) => sum + Math.max(0, calls - needed(host)), 0);
}
