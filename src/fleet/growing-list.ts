/** A list that is read while its first items are already worked on. One user at a time follows its growth. */
export class GrowingList<T> {
  /** What has been added so far. The same array all the time. */
  readonly items: readonly T[] = [];
  /** Resolves when nothing more will be added. */
  readonly ended: Promise<void>;
  /** Why the whole work is to end, if it is. */
  error: Error | undefined;
  private grows = true;
  private onChange: () => void = () => undefined;
  private resolveEnded: () => void = () => undefined;

  /** @param onStop called when nobody needs further items; who adds them then ends the list. */
  constructor(private readonly onStop: () => void = () => undefined) {
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

  /** Adds items. */
  add(items: readonly T[]): void {
    for (const item of items) (this.items as T[]).push(item);
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
