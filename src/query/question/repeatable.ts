/** A page that was made of rows in memory alone: as long as they are the same, the query gives the same page again. */
export interface Repeatable {
  /** Alias of the project that the rows belong to. Whoever gets the page has to be allowed to see it. */
  readonly project: string;
  /**
   * Tells whether the query would give the same page now: the very rows are still kept, young enough, and no plan has
   * become the better one. Counts the host as found in the cache then. Asks nothing upstream.
   */
  holds(): boolean;
  /** Returns the cursor of the next page as it would be written now; null after the last page. */
  nextCursor(): string | null;
}
