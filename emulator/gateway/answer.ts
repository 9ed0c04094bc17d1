/** What goes back to a caller, before any scripted fault touches it. */
export interface Answer {
  readonly status: number;
  /** Header names in lower case, but for the vendor's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Empty by default. Texts go out as UTF-8. */
  readonly body?: string | Buffer;
  /** application/json by default, when there is a body. */
  readonly contentType?: string;
}

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Answer {
  return { status, body: JSON.stringify(value), ...(headers && { headers }) };
}

/**
 * The answer of a list that is not yet cut into a page, so that a scripted fault can still move its rows.
 * `slice` gives rows as JSON texts and never looks past `total`.
 */
export interface Listing {
  readonly total: number;
  readonly offset: number;
  readonly limit: number;
  slice(from: number, to: number): string[];
  /** A row that does not exist, number n, for the fault `drift`. */
  phantom?(n: number): string;
}

export function isListing(result: Answer | Listing): result is Listing {
  return 'slice' in result;
}

/** `{"total_num":…,"data_list":[…]}` around rows that are JSON texts already. */
export function pageText(total: number, rows: readonly string[]): string {
  return `{"total_num":${total},"data_list":[${rows.join(',')}]}`;
}

/** The page that a listing gives when nobody tampers with it. */
export function renderListing(listing: Listing): string {
  const to = Math.min(listing.total, listing.offset + listing.limit);
  return pageText(listing.total, listing.offset < to ? listing.slice(listing.offset, to) : []);
}
