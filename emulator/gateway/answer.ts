/** An answer to a call, before a scripted fault damages it. */
export interface Answer {
  readonly status: number;
  /** Header names in lower case, except the vendor's own. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Empty by default. Texts are sent as UTF-8. */
  readonly body?: string | Buffer;
  /** application/json by default, when there is a body. */
  readonly contentType?: string;
  /** Whether the body is sent in chunks, without a length. */
  readonly chunked?: boolean;
}

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { status, body: JSON.stringify(value), ...(headers && { headers }) };
}

/**
 * The answer of a list before it is cut into a page, so that a scripted fault can still move its rows.
 * `slice` returns rows as JSON texts and is never called beyond `total`.
 */
export interface Listing {
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  slice(from: number, to: number): string[];
  /** Returns invented row number n, for the fault `drift`. */
  phantom?(n: number): string;
}

export function isListing(result: Answer | Listing): result is Listing {
  return 'slice' in result;
}

/** Returns `{"total_num":…,"data_list":[…]}` around rows that are JSON texts. */
export function pageText(total: number, rows: readonly string[]): string {
  return `{"total_num":${total},"data_list":[${rows.join(',')}]}`;
}

/** Returns the page of a listing without any fault. */
export function renderListing(listing: Listing): string {
  const to = Math.min(listing.total, listing.offset + listing.limit);
  return pageText(listing.total, listing.offset < to ? listing.slice(listing.offset, to) : []);
}
