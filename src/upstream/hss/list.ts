import { Fault } from '../../kernel/fault.js';
import type { WireResponse } from '../transport/wire.js';
import { integerOf, objectOf, unusable, type WireObject } from './decode.js';

/** One page of a vendor list. `total` counts all matches, not the page; null when the vendor does not say. */
export interface ListPage<R> {
  readonly rows: R[];
  readonly total: number | null;
  /** Rows that a page of this list holds at most, where that is fewer than were asked for. */
  readonly limit?: number | undefined;
}

/**
 * A list documented with at most 10 000 rows may stop counting there (source: the vendor's reference; whether it does is
 * not known). So a total of exactly this number is not believed.
 */
export const TOTAL_CAP = 10_000;

/** How many pages follow the first one of a list; 0 where the vendor does not say. */
export function pagesBehind(total: number | null, limit: number): number {
  return total === null ? 0 : Math.max(0, Math.ceil(total / limit) - 1);
}

/** The answer as JSON. @throws Fault kind `bad_payload` for anything that is not JSON: empty bodies, web pages, cut text. */
export function jsonOf(response: WireResponse): unknown {
  try {
    return JSON.parse(response.body.toString('utf8')) as unknown;
  } catch {
    throw new Fault('bad_payload', 'the body is not JSON', { status: response.status });
  }
}

/**
 * Decodes `{ total_num, data_list }`. An absent or null list is an empty one; whether that can be true beside
 * `total_num` is for the page walk to judge.
 *
 * @throws Fault kind `bad_payload` when the outline or any row is not as documented.
 */
export function decodeList<R>(response: WireResponse, decodeRow: (row: WireObject) => R): ListPage<R> {
  const answer = objectOf(jsonOf(response), 'the answer');
  const list = answer['data_list'] ?? [];
  if (!Array.isArray(list)) throw unusable('data_list', 'is not a list');
  const total = integerOf(answer['total_num'], 'total_num');
  if (total !== null && total < 0) throw unusable('total_num', 'is negative');
  const rows = new Array<R>(list.length);
  for (let at = 0; at < list.length; at++) rows[at] = decodeRow(objectOf(list[at], 'a row'));
  return { rows, total };
}
