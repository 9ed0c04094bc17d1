/** Items by their place. An array is one; others make an item when it is asked for. */
export interface Items<T> {
  readonly length: number;
  /** Returns the item at a place from 0 on; undefined behind the last one. */
  at(place: number): T | undefined;
}

/** A list that is read while its first items are already worked on. One user at a time follows its growth. */
export class GrowingList<T> {
  /** Resolves when nothing more will be added. */
  readonly ended: Promise<void>;
  /** Why the whole work is to end, if it is. */
  error: Error | undefined;
  private grows = true;
  private onChange: () => void = () => undefined;
  private resolveEnded: () => void = () => undefined;

  /**
   * @param items what has been added so far. Whoever adds more says so by `grew`.
   * @param onStop called when nobody needs further items; who adds them then ends the list.
   */
  constructor(
    readonly items: Items<T>,
    private readonly onStop: () => void = () => undefined,
  ) {
    this.ended = new Promise((resolve) => (this.resolveEnded = resolve));
  }

  /** Whether more may be added. */
  get growing(): boolean {
    return this.grows;
  }

  /** Calls `onChange` after each addition and at the end. */
  follow(onChange: () => void): void {
    this.onChange = onChange;
  }

  /** Says that nobody needs further items. */
  stop(): void {
    if (this.grows) this.onStop();
  }

  /** Says that there are more items than before. */
  grew(): void {
    this.onChange();
  }

  /** Says that nothing more will be added. @param error what ends the work on the items too. */
  end(error?: Error): void {
    if (!this.grows) return;
    this.grows = false;
    this.error = error;
    this.resolveEnded();
    this.onChange();
  }
}
